-- How far the terms of older cases have come.
-- in: jurisdiction_id BIGINT, done_to BIGINT
-- rows: none
UPDATE search_fill SET done_to = :done_to WHERE jurisdiction_id = :jurisdiction_id
