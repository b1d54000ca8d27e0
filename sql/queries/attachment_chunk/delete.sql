-- Removes all pieces of a picture.
-- in: jurisdiction_id BIGINT, attachment_id BIGINT
-- rows: none
DELETE FROM attachment_chunk WHERE jurisdiction_id = :jurisdiction_id AND attachment_id = :attachment_id
