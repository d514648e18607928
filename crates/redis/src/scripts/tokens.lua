-- What the scripts about a token have in common. KEYS[1] is its hash.

-- Whether that refresh token is the one that is kept.
local function kept(refresh)
    return redis.call('HGET', KEYS[1], 'refresh') == refresh
end
