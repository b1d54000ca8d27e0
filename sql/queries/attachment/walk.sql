-- The pictures of a range of cases in their order, for long walks.
-- in: jurisdiction_id BIGINT, first BIGINT, last BIGINT
-- out: case_id BIGINT NULL, id BIGINT, sha256 BYTES, media_type TEXT, size_bytes BIGINT, thumb_bytes BIGINT, published BIGINT
-- rows: many
SELECT case_id, id, sha256, media_type, size_bytes, thumb_bytes, published
FROM attachment
WHERE jurisdiction_id = :jurisdiction_id AND case_id >= :first AND case_id <= :last
ORDER BY case_id, id
