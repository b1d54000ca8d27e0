-- A picture, before a case names it.
-- in: jurisdiction_id BIGINT, id BIGINT, case_id BIGINT NULL, sha256 BYTES, media_type TEXT, width BIGINT, height BIGINT, size_bytes BIGINT, thumb_bytes BIGINT, published BIGINT, created_at BIGINT
-- rows: none
INSERT INTO attachment (jurisdiction_id, id, case_id, sha256, media_type, width, height, size_bytes, thumb_bytes, published, created_at)
VALUES (:jurisdiction_id, :id, :case_id, :sha256, :media_type, :width, :height, :size_bytes, :thumb_bytes, :published, :created_at)
