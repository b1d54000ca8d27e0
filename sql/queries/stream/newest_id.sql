-- The largest id that a stream of a jurisdiction bears; 0 where there is none.
-- in: jurisdiction_id BIGINT
-- out: id BIGINT
-- rows: one
SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) AS id FROM stream WHERE jurisdiction_id = :jurisdiction_id
