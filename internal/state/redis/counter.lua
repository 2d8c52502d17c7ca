-- Sliding windows, as package state describes Counter: KEYS are counters. ARGV is
-- "take" or "add", then for each counter how many calls it allows, the length of
-- the window and what to count; times are microseconds.
--
-- A counter is a sorted set of marks in order of time. A mark says how much had
-- been counted in all at its moment: "<sum>:<count>:<keep>", where count is its
-- own share of the sum and keep the longest window that was asked for so far. So
-- what is used in any window is a difference of two sums, found in the time a
-- search takes. The newest mark says what holds for the whole counter.

local maxSum = 9007199254740991 -- numbers are exact up to here
local maxMarks = 4096 -- up to so many moments a window is exact

local time = redis.call('TIME')
local clock = tonumber(time[1]) * 1000000 + tonumber(time[2])

local function int(n) return string.format('%.0f', n) end

local function member(sum, count, keep)
  return string.format('%016.0f:%.0f:%.0f', sum, count, keep)
end

local function parse(text)
  local sum, count, keep = string.match(text, '^(%d+):(%d+):(%d+)$')
  return tonumber(sum), tonumber(count), tonumber(keep)
end

-- load reads the newest mark. Its moment is also the earliest that now can be:
-- time does not go back, unless by so much that the server must have got another
-- clock.
local function load(key)
  local last = redis.call('ZREVRANGE', key, 0, 0, 'WITHSCORES')
  if not last[1] then
    return {key = key, now = clock, sum = 0, keep = 0}
  end
  local sum, count, keep = parse(last[1])
  local at = tonumber(last[2])
  if at > clock + keep then
    redis.call('DEL', key)
    return {key = key, now = clock, sum = 0, keep = 0}
  end
  return {key = key, now = math.max(clock, at), sum = sum, keep = keep, last = last[1], at = at, count = count}
end

-- used returns what was counted in a window, and the first mark in it.
local function used(c, window)
  if not c.last then
    return 0
  end
  local first = redis.call('ZRANGEBYSCORE', c.key, '(' .. int(c.now - window), '+inf', 'LIMIT', 0, 1)[1]
  if not first then
    return 0
  end
  local sum, count = parse(first)
  return c.sum - (sum - count), first
end

-- wait returns how long it takes, if nothing is added, until less than calls
-- remains of what is used since the first mark.
local function wait(c, window, calls, first)
  if calls <= 0 or not first then
    return window -- there never is room
  end
  local free = c.sum - calls -- the sum that must be out of reach
  local low = redis.call('ZRANK', c.key, first)
  local high = redis.call('ZCARD', c.key) - 1
  while low < high do
    local middle = math.floor((low + high) / 2)
    local sum = parse(redis.call('ZRANGE', c.key, middle, middle)[1])
    if sum > free then
      high = middle
    else
      low = middle + 1
    end
  end
  local at = tonumber(redis.call('ZRANGE', c.key, low, low, 'WITHSCORES')[2])
  return at + window - c.now
end

local function expire(c, at)
  redis.call('PEXPIRE', c.key, int(math.ceil((at + c.keep - clock) / 1000) + 1000))
end

-- reach notes that a window is asked for.
local function reach(c, window)
  if not c.last or window <= c.keep then
    return
  end
  c.keep = window
  redis.call('ZREM', c.key, c.last)
  c.last = member(c.sum, c.count, c.keep)
  redis.call('ZADD', c.key, int(c.at), c.last)
  expire(c, c.at)
end

-- rebase makes the sums small again.
local function rebase(c)
  local marks = redis.call('ZRANGE', c.key, 0, -1, 'WITHSCORES')
  local sum, count = parse(marks[1])
  local base = sum - count
  redis.call('DEL', c.key)
  for i = 1, #marks, 2 do
    local sum, count, keep = parse(marks[i])
    redis.call('ZADD', c.key, marks[i + 1], member(sum - base, count, keep))
  end
  c.sum = c.sum - base
  c.last = member(c.sum, c.count, c.keep)
end

local function add(c, window, count)
  c.keep = math.max(c.keep, window)
  redis.call('ZREMRANGEBYSCORE', c.key, '-inf', int(c.now - c.keep))
  if c.last and c.at <= c.now - c.keep then
    c.last, c.sum = nil, 0
  end
  if c.last and c.sum > maxSum / 2 then
    rebase(c)
  end
  c.sum = math.min(c.sum + count, maxSum)
  -- With many marks, moments close together share one, which bears the later
  -- time: the window errs by little, and on the side of the limit.
  local merge = false
  if c.last then
    merge = c.at == c.now
    if not merge and redis.call('ZCARD', c.key) >= maxMarks then
      local granule = math.ceil(c.keep / (maxMarks / 2))
      merge = math.floor(c.at / granule) == math.floor(c.now / granule)
    end
  end
  if merge then
    redis.call('ZREM', c.key, c.last)
    count = c.count + count
  end
  c.last, c.at, c.count = member(c.sum, count, c.keep), c.now, count
  redis.call('ZADD', c.key, int(c.at), c.last)
  expire(c, c.at)
end

local limits = {}
for i = 1, #KEYS do
  local at = 2 + (i - 1) * 3
  limits[i] = {key = KEYS[i], calls = tonumber(ARGV[at]), window = tonumber(ARGV[at + 1]), count = tonumber(ARGV[at + 2])}
end

if ARGV[1] == 'add' then
  for i = 1, #limits do
    local l = limits[i]
    if l.count > 0 then
      add(load(l.key), l.window, l.count)
    end
  end
  return {}
end

local exceeded, longest = -1, 0
for i = 1, #limits do
  local l = limits[i]
  l.counter = load(l.key)
  reach(l.counter, l.window)
  local n, first = used(l.counter, l.window)
  l.used = n
  if n >= l.calls then
    local rest = wait(l.counter, l.window, l.calls, first)
    if exceeded < 0 or rest > longest then
      exceeded, longest = i - 1, rest
    end
  end
end
if exceeded >= 0 then
  return {0, exceeded, 0, longest}
end
for i = 1, #limits do
  local l = limits[i]
  if l.count > 0 then
    -- Another limit may be on the same counter.
    local c = l.counter
    if #limits > 1 then
      c = load(l.key)
    end
    add(c, l.window, l.count)
    l.used = l.used + l.count
  end
end
local remaining = 0
for i = 1, #limits do
  local l = limits[i]
  if #limits > 1 then
    l.used = used(load(l.key), l.window)
  end
  local left = math.max(l.calls - l.used, 0)
  if i == 1 or left < remaining then
    remaining = left
  end
end
return {1, -1, remaining, 0}
