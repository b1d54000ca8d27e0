-- Released cases that have terms, newest first.
-- in: jurisdiction_id BIGINT, match TEXT, before_id BIGINT, most BIGINT
-- out: id BIGINT
-- rows: many
SELECT c.id AS id
FROM public_terms AS w
JOIN case_row AS c ON c.jurisdiction_id = :jurisdiction_id AND c.id = w.case_id
WHERE w.jurisdiction_id = :jurisdiction_id AND w.terms @@ CAST(CAST(:match AS TEXT) AS tsquery) AND w.case_id < :before_id
	AND c.visible = 1
ORDER BY w.case_id DESC
LIMIT :most
