-- Removes one.
-- in: jurisdiction_id BIGINT, officer_id BIGINT, id BIGINT
-- rows: none
DELETE FROM saved_filter
WHERE jurisdiction_id = :jurisdiction_id AND officer_id = :officer_id AND id = :id
