-- Takes a place in all windows, or says how long to wait: 0 or microseconds.
-- KEYS: places, hold. ARGV: place, lease in microseconds, how long to wait at most for what may
-- end any moment, windows.

-- The earliest that a window has room again.
local function until_free(now, calls, per, used)
    local after = '(' .. digits(now - per)
    local place = redis.call('ZRANGEBYSCORE', KEYS[1], after, '+inf',
        'WITHSCORES', 'LIMIT', digits(used - calls), '1')
    if not place[2] then
        return per
    end
    local left = place[2] + per - now
    local in_flight = tonumber(place[2]) > now
    return in_flight and math.min(left, tonumber(ARGV[3])) or left
end

local held = redis.call('PTTL', KEYS[2])
if held >= 0 then
    return (held + 1) * 1000
end
-- Who asks twice, because the first answer was lost, has its place.
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then
    return 0
end

local now = clock()
local longest = longest_window(4)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '0', digits(now - longest))

local wait = 0
for i = 4, #ARGV, 2 do
    local calls, per = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
    local used = redis.call('ZCOUNT', KEYS[1], '(' .. digits(now - per), '+inf')
    if used >= calls then
        wait = math.max(wait, until_free(now, calls, per, used))
    end
end
if wait > 0 then
    return wait
end
note(ARGV[1], now + tonumber(ARGV[2]), now, longest)
return 0
