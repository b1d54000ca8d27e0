-- The pieces of a picture or of its thumbnail in their order.
-- in: jurisdiction_id BIGINT, attachment_id BIGINT, variant BIGINT
-- out: bytes BYTES
-- rows: many
SELECT bytes
FROM attachment_chunk
WHERE jurisdiction_id = :jurisdiction_id AND attachment_id = :attachment_id AND variant = :variant
ORDER BY position
