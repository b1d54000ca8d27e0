-- Removes a picture that no case took.
-- in: jurisdiction_id BIGINT, id BIGINT
-- rows: none
DELETE FROM attachment WHERE jurisdiction_id = :jurisdiction_id AND id = :id AND case_id IS NULL
