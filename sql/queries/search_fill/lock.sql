-- The same, for whoever goes on with it.
-- in: jurisdiction_id BIGINT
-- out: done_to BIGINT
-- rows: some
SELECT done_to FROM search_fill WHERE jurisdiction_id = :jurisdiction_id FOR UPDATE
