-- Pictures that no case took before a time.
-- in: jurisdiction_id BIGINT, before BIGINT, most BIGINT
-- out: id BIGINT
-- rows: many
SELECT id
FROM attachment
WHERE jurisdiction_id = :jurisdiction_id AND case_id IS NULL AND created_at < :before
ORDER BY created_at
LIMIT :most
