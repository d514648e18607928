-- Forgets a token if it is still the rejected one; a refresh token beside it stays.
-- ARGV: the rejected token.
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
    return 0
end
if redis.call('HEXISTS', KEYS[1], 'refresh') == 1 then
    redis.call('HSET', KEYS[1], 'expires_at', '0')
else
    redis.call('DEL', KEYS[1])
end
return 1
