-- Ends the call that held a place: it counts from now on, or never did.
-- KEYS: places. ARGV: place, whether it counts, windows.
if ARGV[2] == '1' then
    local now = clock()
    note(ARGV[1], now, now, longest_window(3))
else
    redis.call('ZREM', KEYS[1], ARGV[1])
end
return 1
