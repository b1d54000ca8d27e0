-- Released cases that have terms, newest first.
-- in: jurisdiction_id BIGINT, match TEXT, before_id BIGINT, most BIGINT
-- out: id BIGINT
-- rows: many
SELECT c.id AS id
FROM public_words AS w
JOIN case_row AS c ON c.jurisdiction_id = :jurisdiction_id AND c.id = w.rowid
WHERE w.public_words MATCH :match AND w.rowid < :before_id AND c.visible = 1
ORDER BY w.rowid DESC
LIMIT :most
