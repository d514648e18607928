-- What the scripts about a quota have in common.
--
-- KEYS[1] is a sorted set of places. A place counts for the length of each window from its score
-- on, which is an instant in microseconds by the clock of this server; a call that is in flight
-- has the end of its lease as score. The windows are the last arguments: calls and microseconds
-- of each.
--
-- Callers may keep to different windows. So that none forgets a place that another still counts,
-- the longest window is a member too, with a score below every instant.

-- A number as text; Lua's own way would lose its last digits.
local function digits(number)
    return string.format('%.0f', number)
end

local function clock()
    local time = redis.call('TIME')
    return time[1] * 1000000 + time[2]
end

-- The longest window of all callers until now.
local function longest_window(first)
    local longest = -tonumber(redis.call('ZSCORE', KEYS[1], 'longest') or 0)
    for i = first, #ARGV, 2 do
        longest = math.max(longest, tonumber(ARGV[i + 1]))
    end
    return longest
end

-- Notes a place, and lets the set live until that place counts no more.
local function note(place, instant, now, longest)
    redis.call('ZADD', KEYS[1], digits(instant), place, digits(-longest), 'longest')
    local life = math.ceil((instant - now + longest) / 1000) + 1000
    if redis.call('PTTL', KEYS[1]) < life then
        redis.call('PEXPIRE', KEYS[1], digits(life))
    end
end
