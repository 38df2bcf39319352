-- Takes from all buckets, or from none. Budget in budget.rs says what the numbers mean.
-- KEYS: the buckets. ARGV, for each: how long what is taken needs to come back, and how long a full bucket needs, both
-- in microseconds. What is negative is given back.
-- Answers 0 and how long each bucket needs until it is full; or the number of the one to wait for longest, and how long.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local full_at, refused, wait = {}, 0, 0
for i, key in ipairs(KEYS) do
  local taken, window = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local before = tonumber(redis.call('GET', key) or now)
  full_at[i] = math.min(math.max(before, now), now + window) + taken
  if full_at[i] - now - window > wait then
    refused, wait = i, full_at[i] - now - window
  end
end
if refused > 0 then
  return {refused, wait}
end
local answer = {0}
for i, key in ipairs(KEYS) do
  local until_full = full_at[i] - now
  if until_full > 0 then
    redis.call('SET', key, string.format('%.0f', full_at[i]), 'PX', math.ceil(until_full / 1000))
  else
    redis.call('DEL', key)
  end
  answer[i + 1] = math.max(until_full, 0)
end
return answer
