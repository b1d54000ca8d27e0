-- The entries of a log of a range of streams in their order, for long walks.
-- in: jurisdiction_id BIGINT, log BIGINT, first BIGINT, last BIGINT
-- out: stream_id BIGINT, seq BIGINT, at BIGINT, hash BYTES, place BIGINT NULL
-- rows: many
SELECT stream_id, seq, at, hash, place
FROM ledger_entry
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND stream_id >= :first AND stream_id <= :last
ORDER BY stream_id, seq
