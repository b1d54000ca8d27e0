-- A case takes a picture that no other has taken. No row changed: it is gone or taken.
-- in: jurisdiction_id BIGINT, id BIGINT, case_id BIGINT
-- rows: none
UPDATE attachment SET case_id = :case_id
WHERE jurisdiction_id = :jurisdiction_id AND id = :id AND case_id IS NULL
