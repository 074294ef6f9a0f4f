-- SPDX-License-Identifier: EUPL-1.2
-- Writes a change whole, or not at all. Knows no rule of the field.
--
-- KEYS  every key the change touches; the first is the tenant's `meta`, the second its `events`
-- ARGV  the number of checks, then for each: key index, field, expected text ("" = no such field,
--       "0" = that or none);
--       then operations until the end: name, key index, number of arguments, arguments
-- Operations: any Redis write command; `ENTRY` appends to the event stream (fields and values follow)
--       and remembers its position; `TRAIL` adds the remembered positions to field `h` of a hash;
--       `COUNT` adds to a field of a hash, and drops it at zero;
--       `CLASS` adds a member to the set of queue classes and counts a new one in `meta`.
-- Reply `{1}`, or `{0, n}` where the n-th check found another value: then nothing was written.
local at = 2
for n = 1, tonumber(ARGV[1]) do
  local found = redis.call('HGET', KEYS[tonumber(ARGV[at])], ARGV[at + 1])
  local expected = ARGV[at + 2]
  if (found or '') ~= expected and (found or expected ~= '0') then return {0, n} end
  at = at + 3
end
local positions = {}
while at <= #ARGV do
  local name, key, count = ARGV[at], KEYS[tonumber(ARGV[at + 1])], tonumber(ARGV[at + 2])
  local first = at + 3
  at = first + count
  if name == 'ENTRY' then
    positions[#positions + 1] = redis.call('XADD', KEYS[2], '*', unpack(ARGV, first, at - 1))
  elseif name == 'TRAIL' then
    local trail = redis.call('HGET', key, 'h')
    if trail then table.insert(positions, 1, trail) end
    redis.call('HSET', key, 'h', table.concat(positions, ','))
  elseif name == 'COUNT' then
    if redis.call('HINCRBY', key, ARGV[first], ARGV[first + 1]) == 0 then
      redis.call('HDEL', key, ARGV[first])
    end
  elseif name == 'CLASS' then
    if redis.call('SADD', key, ARGV[first]) == 1 then redis.call('HINCRBY', KEYS[1], 'classes', 1) end
  else
    redis.call(name, key, unpack(ARGV, first, at - 1))
  end
end
return {1}
