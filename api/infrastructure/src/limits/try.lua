-- Counts one more try at an account, or tells how many microseconds to wait before it. tries.rs says what this means.
-- KEYS: the account's tries. ARGV: for how long tries are remembered, then the pause after each number of tries from the
-- first on, of which the last holds for all beyond; in microseconds.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local function pause(count)
  return tonumber(ARGV[math.min(count, #ARGV - 1) + 1])
end
local tries = redis.call('HMGET', KEYS[1], 'count', 'last')
local count, last = tonumber(tries[1] or 0), tonumber(tries[2] or now)
if count > 0 then
  local wait = pause(count) - math.max(now - last, 0)
  if wait > 0 then
    return wait
  end
end
redis.call('HSET', KEYS[1], 'count', count + 1, 'last', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((pause(count + 1) + tonumber(ARGV[1])) / 1000))
return 0
