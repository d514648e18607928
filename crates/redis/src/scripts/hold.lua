-- Holds a quota back for some time, unless it is held for longer.
-- KEYS: hold. ARGV: ms.
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then
    redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
end
return 1
