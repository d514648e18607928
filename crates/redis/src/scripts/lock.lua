-- Takes a lock. Who asks twice, because the first answer was lost, holds it.
-- KEYS: the lock. ARGV: holder, lease in ms.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
    return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
