-- SPDX-License-Identifier: EUPL-1.2
-- Forgets an idempotency record whose request was refused, never one that holds an answer.
-- KEYS 1 the record. Reply 1 when it was forgotten, else 0.
local record = redis.call('GET', KEYS[1])
if record and string.sub(record, 1, 8) == 'running|' then return redis.call('DEL', KEYS[1]) end
return 0
