-- Token buckets, as package state describes Stores.Bucket: KEYS are buckets. ARGV is
-- "take" or "add", then for each bucket how many calls it holds, how long it takes to
-- fill and what to take out; times are microseconds.
--
-- A bucket is a text "<taken> <at>": what was missing in it at a moment.

local slack, waitSlack = 1e-6, 1e-4 -- what rounding leaves of a call, and of a microsecond
local maxTaken = 1125899906842624 -- sums are exact up to here
local maxBack = 31536000000 -- milliseconds

local time = redis.call('TIME')
local clock = tonumber(time[1]) * 1000000 + tonumber(time[2])

local function int(n) return string.format('%.0f', n) end

-- missing returns what is missing in a bucket now. Time does not go back, unless by so
-- much that the server must have got another clock.
local function missing(l)
  local text = redis.call('GET', l.key)
  if not text then
    return 0, clock
  end
  local taken, at = string.match(text, '^(%S+) (%d+)$')
  taken, at = tonumber(taken), tonumber(at)
  if at > clock + l.window then
    return 0, clock
  end
  local now = math.max(clock, at)
  if l.calls > 0 then
    taken = math.max(taken - (now - at) * l.calls / l.window, 0)
  end
  return taken, now
end

local function add(l)
  local taken, now = missing(l)
  taken = math.min(taken + l.count, maxTaken)
  local back = math.min(taken / math.max(l.calls, 1) * l.window / 1000, maxBack)
  redis.call('SET', l.key, string.format('%.17g %.0f', taken, now), 'PX', int(math.ceil(back) + 1000))
end

local limits = {}
for i = 1, #KEYS do
  local at = 2 + (i - 1) * 3
  limits[i] = {key = KEYS[i], calls = tonumber(ARGV[at]), window = tonumber(ARGV[at + 1]), count = tonumber(ARGV[at + 2])}
end

local exceeded, longest = -1, 0
if ARGV[1] == 'take' then
  for i = 1, #limits do
    local l = limits[i]
    local over = missing(l) + 1 - l.calls
    if over > slack then
      local wait = l.window -- there never is room
      if l.calls > 0 then
        wait = math.ceil(over / l.calls * l.window - waitSlack)
      end
      if exceeded < 0 or wait > longest then
        exceeded, longest = i - 1, wait
      end
    end
  end
  if exceeded >= 0 then
    return {0, exceeded, 0, longest}
  end
end
for i = 1, #limits do
  if limits[i].count > 0 then
    add(limits[i])
  end
end
if ARGV[1] ~= 'take' then
  return {}
end
local remaining = 0
for i = 1, #limits do
  local l = limits[i]
  local left = math.max(math.floor(l.calls - missing(l) + slack), 0)
  if i == 1 or left < remaining then
    remaining = left
  end
end
return {1, -1, remaining, 0}
