-- A picture without its bytes.
-- in: jurisdiction_id BIGINT, id BIGINT
-- out: id BIGINT, case_id BIGINT NULL, sha256 BYTES, media_type TEXT, width BIGINT, height BIGINT, size_bytes BIGINT, thumb_bytes BIGINT, published BIGINT, created_at BIGINT
-- rows: some
SELECT id, case_id, sha256, media_type, width, height, size_bytes, thumb_bytes, published, created_at
FROM attachment
WHERE jurisdiction_id = :jurisdiction_id AND id = :id
