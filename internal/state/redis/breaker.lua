-- Circuit breakers, as package state describes Breaker. KEYS[1] is a hash: o, until
-- when the breaker is open, and the calls n and failures f of the window. ARGV is
-- "open", or "report" and interval, count, percentage, trip and whether the call
-- failed; times are microseconds.
--
-- KEYS[2] holds the calls of the window in order of time. Those of one hundredth
-- of it stand together, "<first>:<calls>:<failures>", and leave together, when the
-- last of them does.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

local function int(n) return string.format('%.0f', n) end

local fields = redis.call('HMGET', KEYS[1], 'o', 'n', 'f')
local rest = tonumber(fields[1] or 0) - now
if rest > 0 then
  return rest
end
if ARGV[1] == 'open' then
  return 0
end

local interval, count, percentage = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local trip, failed = tonumber(ARGV[5]), tonumber(ARGV[6])
local calls, failures = tonumber(fields[2] or 0), tonumber(fields[3] or 0)

local function parse(text)
  local first, n, f = string.match(text, '^(%d+):(%d+):(%d+)$')
  return tonumber(first), tonumber(n), tonumber(f)
end

local gone = int(now - interval)
for _, text in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', gone)) do
  local _, n, f = parse(text)
  calls, failures = calls - n, failures - f
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', gone)

local first, n, f = now, 0, 0
local last = redis.call('ZREVRANGE', KEYS[2], 0, 0)[1]
if last then
  local begun, before, failedBefore = parse(last)
  if now - begun < interval / 100 then
    first, n, f = begun, before, failedBefore
    redis.call('ZREM', KEYS[2], last)
  end
end
redis.call('ZADD', KEYS[2], int(now), int(first) .. ':' .. int(n + 1) .. ':' .. int(f + failed))
calls, failures = calls + 1, failures + failed

local function expire(key, after) redis.call('PEXPIRE', key, int(math.ceil(after / 1000) + 1000)) end

if failed == 1 and (count > 0 and failures >= count or percentage > 0 and failures * 100 >= percentage * calls) then
  redis.call('DEL', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[1], 'o', int(now + trip))
  expire(KEYS[1], trip)
  return trip
end
redis.call('HSET', KEYS[1], 'n', int(calls), 'f', int(failures))
expire(KEYS[1], interval)
expire(KEYS[2], interval)
return 0
