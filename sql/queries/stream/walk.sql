-- The heads of a range of streams in their order, for long walks.
-- in: jurisdiction_id BIGINT, first BIGINT, last BIGINT
-- out: id BIGINT, kind TEXT, seq BIGINT, last_at BIGINT
-- rows: many
SELECT id, kind, seq, last_at
FROM stream
WHERE jurisdiction_id = :jurisdiction_id AND id >= :first AND id <= :last
ORDER BY id
