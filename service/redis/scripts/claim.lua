-- SPDX-License-Identifier: EUPL-1.2
-- Chooses and takes the most pressing files a doctor may evaluate: the one script that knows a rule,
-- for choosing and taking must be one step. It merges the heads of the queues the doctor serves, in
-- the lane whose turn it is (the other where that one is empty), skips files closed to this doctor,
-- assigns, and appends the event.
--
-- The doctor's week bounds it: it ends before the first file for which the doctor, or who would
-- countersign, has not the minutes left. A file that is smaller but less pressing is not preferred.
--
-- KEYS  1 meta, 2 events, 3 counts, 4 open files of the doctor, 5 files queued, 6 files assigned,
--       7 idempotency record, 8 turns, 9 load of the doctor, 10 counts by day; then the loads of the
--       supervisors; then the queues: the late ones, then the on-time ones
-- ARGV  1 prefix of file keys, 2 to 5 expected meta (doctors, configuration, partition, classes),
--       6 count, 7 cap on open files or -1, 8 doctor, 9 number of supervisors, 10 on-time percent,
--       11 assignment, 12 instant, 13 actor, 14 event data, 15 idempotency head or "",
--       16 its life in ms, 17 `take`, or `show` to write nothing, 18 the day on which the assignment
--       ends by itself, 19 minutes of the doctor's week or -1, 20 the week's field of a load, 21 percent
--       of supervision, 22 number of late queues; then of each supervisor the name, and minutes of the
--       week or -1
-- Reply `{1, id, record, revision, placement, lane, ...}`: five values a file; or `{0}`: what the caller
--       knows of doctors, rules or queues is old, and nothing was written.
local meta = redis.call('HMGET', KEYS[1], 'doctors', 'configuration', 'partition', 'classes', 'claims')
for n = 1, 4 do
  if (meta[n] or '0') ~= ARGV[n + 1] then return {0} end
end
local doctor, claims, percent = ARGV[8], tonumber(meta[5] or '0'), tonumber(ARGV[10])
local wanted, cap = tonumber(ARGV[6]), tonumber(ARGV[7])
if cap >= 0 then wanted = math.min(wanted, cap - redis.call('ZCARD', KEYS[4])) end

local function load_of(key)
  local minutes = redis.call('HMGET', key, 'held', ARGV[20])
  return tonumber(minutes[1] or '0') + tonumber(minutes[2] or '0')
end
local own = {key = KEYS[9], load = load_of(KEYS[9]), week = tonumber(ARGV[19])}
local supervisors = {}
for n = 1, tonumber(ARGV[9]) do
  local key = KEYS[10 + n]
  supervisors[n] = {key = key, load = load_of(key), name = ARGV[21 + 2 * n], week = tonumber(ARGV[22 + 2 * n])}
end
local function has_room(who, minutes) return who.week < 0 or who.load + minutes <= who.week end

-- Who countersigns: the first whom nothing bars and who has the minutes; else whether anyone is unbarred.
local function supervisor_for(exclusions, minutes)
  local unbarred = false
  for _, each in ipairs(supervisors) do
    if not (exclusions and string.find(exclusions, ',' .. each.name .. '!,', 1, true)) then
      if has_room(each, minutes) then return each, true end
      unbarred = true
    end
  end
  return nil, unbarred
end

local function closed(exclusions)
  if not exclusions then return false end
  if string.find(exclusions, ',' .. doctor .. ',', 1, true) then return true end
  if string.find(exclusions, ',' .. doctor .. '!,', 1, true) then return true end
  local _, unbarred = supervisor_for(exclusions, 0)
  return #supervisors > 0 and not unbarred
end

local late = 11 + #supervisors
local on_time = late + tonumber(ARGV[22])
local heads, ranks = {}, {}
local function head_of(key)
  if heads[key] == nil then
    local rank = ranks[key] or 0
    local row = redis.call('ZRANGE', key, rank, rank, 'WITHSCORES')
    heads[key] = row[1] and {id = row[1], score = tonumber(row[2]), text = row[2]} or false
  end
  return heads[key]
end
local function pass_over(key)
  ranks[key], heads[key] = (ranks[key] or 0) + 1, nil
end

local function take_from(lane)
  local first, last = on_time, #KEYS
  if lane == 'late' then first, last = late, on_time - 1 end
  while true do
    local best, best_key
    for n = first, last do
      local key = KEYS[n]
      local head = head_of(key)
      if head and (not best or head.score < best.score) then best, best_key = head, key end
    end
    if not best then return nil end
    local file = redis.call('HMGET', ARGV[1] .. best.id, 'd', 'r', 'k', 'h', 's', 'x', 'p')
    if file[5] == 'queued' and not closed(file[6]) then return best, best_key, file end
    pass_over(best_key)
  end
end

local function count(hash, key, sign, both, other)
  redis.call('HINCRBY', hash, key .. '#n', sign .. both)
  if other ~= '0' then redis.call('HINCRBY', hash, key .. '#m', sign .. other) end
end

-- The number of the filing day, out of the score: see `Placement::queue_score`.
local function filed_on(score)
  return string.format('%d', math.floor(score / 524288) % 131072 - 32768)
end

-- The placement, with the day on which it changes by itself no later than that of the assignment.
local function turned(placement)
  local head, day, class = string.match(placement, '^([^|]*|[^|]*|[^|]*|[^|]*|[^|]*|[^|]*|[^|]*|)([^|]*)|(.*)$')
  if day == '' or tonumber(day) > tonumber(ARGV[18]) then day = ARGV[18] end
  return head .. day .. '|' .. class, day
end

local function reserve(who, minutes)
  who.load = who.load + minutes
  if ARGV[17] == 'take' then redis.call('HINCRBY', who.key, 'held', minutes) end
end

local function take(key, head, file, revision, both, other, kind, supervisor, supervision)
  local id, path = head.id, ARGV[1] .. head.id
  local assignment, data = ARGV[11], ARGV[14]
  if supervisor then
    assignment = assignment .. '|' .. supervisor.name .. '|' .. supervision
    data = string.sub(data, 1, -2) .. ',"supervisor":"' .. supervisor.name .. '","supervision_minutes":' ..
      supervision .. '}'
  end
  local position = redis.call('XADD', KEYS[2], '*', 't', 'file.assigned', 's', id, 'a', ARGV[13],
    'i', ARGV[12], 'r', revision, 'd', data)
  redis.call('ZREM', key, id)
  heads[key] = nil
  redis.call('ZADD', KEYS[6], redis.call('ZSCORE', KEYS[5], id), id)
  redis.call('ZREM', KEYS[5], id)
  redis.call('ZADD', KEYS[4], head.text, id)
  local placement, day = turned(file[7])
  redis.call('ZADD', KEYS[8], day, id)
  redis.call('HSET', path, 'r', revision, 's', 'assigned', 'a', assignment, 'h', file[4] .. ',' .. position,
    'p', placement)
  local filed = filed_on(head.score)
  count(KEYS[3], 's:queued:' .. kind, '-', both, other)
  count(KEYS[3], 's:assigned:' .. kind, '', both, other)
  count(KEYS[10], 'a:queued:' .. filed, '-', both, other)
  count(KEYS[10], 'a:assigned:' .. filed, '', both, other)
end

local reply = {1}
while wanted > 0 do
  local on_time_turn = math.floor((claims + 1) * percent / 100) > math.floor(claims * percent / 100)
  local head, key, file = take_from(on_time_turn and 'on_time' or 'late')
  if not head then head, key, file = take_from(on_time_turn and 'late' or 'on_time') end
  if not head then break end
  local minutes = tonumber(string.match(file[7], '^[^|]*|[^|]*|[^|]*|[^|]*|[^|]*|[^|]*|([^|]*)|'))
  local supervision = math.ceil(minutes * tonumber(ARGV[21]) / 100)
  local supervisor = supervisor_for(file[6], supervision)
  if not has_room(own, minutes) or (#supervisors > 0 and not supervisor) then break end
  reserve(own, minutes)
  if supervisor then reserve(supervisor, supervision) end
  local lane, both, other, kind = string.match(file[3], '^(.-)|(.-)|(.-)|(.*)$')
  local revision = tostring(tonumber(file[2]) + 1)
  if ARGV[17] == 'take' then
    take(key, head, file, revision, both, other, kind, supervisor, supervision)
  else
    pass_over(key)
  end
  for _, value in ipairs({head.id, file[1], revision, file[7], lane}) do reply[#reply + 1] = value end
  claims, wanted = claims + 1, wanted - 1
end
if ARGV[17] ~= 'take' then return reply end
if #reply > 1 then redis.call('HSET', KEYS[1], 'claims', claims) end
if ARGV[15] ~= '' then
  local kept = {}
  for n = 2, #reply do kept[#kept + 1] = #reply[n] .. ':' .. reply[n] end
  redis.call('SET', KEYS[7], ARGV[15] .. table.concat(kept), 'PX', ARGV[16])
end
return reply
