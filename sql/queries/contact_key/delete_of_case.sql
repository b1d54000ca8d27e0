-- The raiser of a case is found by nothing any more.
-- in: jurisdiction_id BIGINT, case_id BIGINT
-- rows: none
DELETE FROM contact_key WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id
