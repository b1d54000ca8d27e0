-- The pictures of a case.
-- in: jurisdiction_id BIGINT, case_id BIGINT
-- out: id BIGINT, case_id BIGINT NULL, sha256 BYTES, media_type TEXT, width BIGINT, height BIGINT, size_bytes BIGINT, thumb_bytes BIGINT, published BIGINT, created_at BIGINT
-- rows: many
SELECT id, case_id, sha256, media_type, width, height, size_bytes, thumb_bytes, published, created_at
FROM attachment
WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id
ORDER BY id
