-- The newest texts of a kind, by title; `pattern` is a LIKE over what is folded, with ! before what stands for itself. 0: any.
-- in: jurisdiction_id BIGINT, kind TEXT, pattern TEXT, category_id BIGINT, unit_id BIGINT, only_public BIGINT, most BIGINT
-- out: id BIGINT, version BIGINT, code TEXT, kind TEXT, is_newest BIGINT, is_retired BIGINT, title TEXT, text TEXT, language TEXT, case_kind TEXT, category_id BIGINT, unit_id BIGINT, others TEXT, basis TEXT, sources TEXT, from_day BIGINT, until_day BIGINT, is_public BIGINT, edited_by BIGINT, edited_at BIGINT
-- row: office_text
-- rows: many
SELECT id, version, code, kind, is_newest, is_retired, title, text, language, case_kind, category_id, unit_id, others, basis, sources, from_day, until_day, is_public, edited_by, edited_at
FROM office_text
WHERE jurisdiction_id = :jurisdiction_id AND kind = :kind AND is_newest = 1 AND is_retired = 0
	AND (:pattern = '' OR folded LIKE :pattern ESCAPE '!')
	AND (:category_id = 0 OR category_id = :category_id)
	AND (:unit_id = 0 OR unit_id = :unit_id)
	AND (:only_public = 0 OR is_public = 1)
ORDER BY title, id
LIMIT :most
