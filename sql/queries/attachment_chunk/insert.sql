-- One piece of a picture.
-- in: jurisdiction_id BIGINT, attachment_id BIGINT, variant BIGINT, position BIGINT, bytes BYTES
-- rows: none
INSERT INTO attachment_chunk (jurisdiction_id, attachment_id, variant, position, bytes)
VALUES (:jurisdiction_id, :attachment_id, :variant, :position, :bytes)
