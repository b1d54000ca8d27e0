-- From which event on each stream is not counted yet, where the count has come to a place.
-- in: jurisdiction_id BIGINT, log BIGINT, place BIGINT
-- out: stream_id BIGINT, seq BIGINT
-- rows: many
SELECT stream_id, MIN(seq) AS seq
FROM ledger_entry
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND (place IS NULL OR place >= :place)
GROUP BY stream_id
ORDER BY stream_id
