-- Ids of all cases after one, for long walks.
-- in: jurisdiction_id BIGINT, after_id BIGINT, most BIGINT
-- out: id BIGINT
-- rows: many
SELECT id
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND id > :after_id
ORDER BY id
LIMIT :most
