-- The terms of all older cases are there.
-- in: jurisdiction_id BIGINT
-- rows: none
DELETE FROM search_fill WHERE jurisdiction_id = :jurisdiction_id
