-- Marks a refresh token as sent, for one sender. Who asks twice, because the first answer was
-- lost, still is that one.
-- ARGV: refresh token, sender.
if not kept(ARGV[1]) then
    return 0
end
redis.call('HSETNX', KEYS[1], 'spent', ARGV[2])
return redis.call('HGET', KEYS[1], 'spent') == ARGV[2] and 1 or 0
