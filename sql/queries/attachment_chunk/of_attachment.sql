-- All pieces of a picture in their order.
-- in: jurisdiction_id BIGINT, attachment_id BIGINT
-- out: variant BIGINT, position BIGINT, bytes BYTES
-- rows: many
SELECT variant, position, bytes
FROM attachment_chunk
WHERE jurisdiction_id = :jurisdiction_id AND attachment_id = :attachment_id
ORDER BY variant, position
