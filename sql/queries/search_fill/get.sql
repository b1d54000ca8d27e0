-- How far the terms of older cases have come; none: all are there.
-- in: jurisdiction_id BIGINT
-- out: done_to BIGINT
-- rows: some
SELECT done_to FROM search_fill WHERE jurisdiction_id = :jurisdiction_id
