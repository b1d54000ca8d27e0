-- How many entries a jurisdiction has.
-- in: jurisdiction_id BIGINT
-- out: entries BIGINT
-- rows: one
SELECT count(*) AS entries FROM entry WHERE jurisdiction_id = :jurisdiction_id
