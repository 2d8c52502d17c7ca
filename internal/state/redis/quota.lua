-- Fixed windows, as package state describes Quota: KEYS are counts. ARGV is "draw"
-- or "add", the calls and bytes to count, then for each count how many calls and
-- bytes it allows (-1: any number), the length of its periods, and how long after
-- the epoch a period starts; times are microseconds, a period of 0 never ends.
--
-- A count is a hash: the calls c, the bytes b, and the end e of their period.

local most = 9007199254740991 -- numbers are exact up to here

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

local function int(n) return string.format('%.0f', n) end

-- load reads a count, and begins the period of now if the last one has ended.
-- Periods only go forward: a clock that is set back gives no new allowance.
local function load(key, period, phase)
  local fields = redis.call('HMGET', key, 'c', 'b', 'e')
  local count = {calls = tonumber(fields[1] or 0), bytes = tonumber(fields[2] or 0)}
  if period == 0 then
    return count
  end
  count.ends = tonumber(fields[3] or 0)
  if now >= count.ends then
    count.calls, count.bytes = 0, 0
    count.ends = phase + (math.floor((now - phase) / period) + 1) * period
  end
  return count
end

local function add(key, count, calls, bytes)
  calls = math.min(count.calls + calls, most)
  bytes = math.min(count.bytes + bytes, most)
  if not count.ends then
    redis.call('HSET', key, 'c', int(calls), 'b', int(bytes))
    return
  end
  redis.call('HSET', key, 'c', int(calls), 'b', int(bytes), 'e', int(count.ends))
  redis.call('PEXPIRE', key, int(math.ceil((count.ends - now) / 1000) + 1000))
end

local calls, bytes = tonumber(ARGV[2]), tonumber(ARGV[3])
local list = {}
for i = 1, #KEYS do
  local at = 4 + (i - 1) * 4
  list[i] = {
    key = KEYS[i], calls = tonumber(ARGV[at]), bytes = tonumber(ARGV[at + 1]),
    period = tonumber(ARGV[at + 2]), phase = tonumber(ARGV[at + 3]),
  }
end

if ARGV[1] == 'draw' then
  local exceeded, inBytes, longest = -1, 0, 0
  for i = 1, #list do
    local a = list[i]
    local count = load(a.key, a.period, a.phase)
    local outOfCalls = a.calls >= 0 and count.calls >= a.calls
    local outOfBytes = a.bytes >= 0 and count.bytes >= a.bytes
    if outOfCalls or outOfBytes then
      local kind = 1
      if outOfCalls then
        kind = 0
      end
      if not count.ends then
        return {0, i - 1, kind, 1, 0}
      end
      if exceeded < 0 or count.ends - now > longest then
        exceeded, inBytes, longest = i - 1, kind, count.ends - now
      end
    end
  end
  if exceeded >= 0 then
    return {0, exceeded, inBytes, 0, longest}
  end
end
if calls > 0 or bytes > 0 then
  for i = 1, #list do
    local a = list[i]
    add(a.key, load(a.key, a.period, a.phase), calls, bytes)
  end
end
return {1, -1, 0, 0, 0}
