-- Takes the mark back.
-- ARGV: refresh token.
if kept(ARGV[1]) then
    redis.call('HDEL', KEYS[1], 'spent')
end
return 1
