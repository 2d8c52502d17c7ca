-- Slots of limit-concurrency: KEYS[1] is a sorted set of taken slots by the end of
-- their lease. ARGV is what to do, the length of a lease in microseconds, and
--   "acquire", lease, most, id: takes a slot if fewer than most are taken
--   "renew", lease, id ...: begins the leases of slots anew

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

local function int(n) return string.format('%.0f', n) end

local lease = tonumber(ARGV[2])
local from = 3
if ARGV[1] == 'acquire' then
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', int(now))
  if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then
    return 0
  end
  from = 4
end
for i = from, #ARGV do
  redis.call('ZADD', KEYS[1], int(now + lease), ARGV[i])
end
redis.call('PEXPIRE', KEYS[1], int(math.ceil(lease / 1000) + 1000))
return 1
