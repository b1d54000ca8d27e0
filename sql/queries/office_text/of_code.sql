-- All versions of a text, the newest first.
-- in: jurisdiction_id BIGINT, code TEXT
-- out: id BIGINT, version BIGINT, code TEXT, kind TEXT, is_newest BIGINT, is_retired BIGINT, title TEXT, text TEXT, language TEXT, case_kind TEXT, category_id BIGINT, unit_id BIGINT, others TEXT, basis TEXT, sources TEXT, from_day BIGINT, until_day BIGINT, is_public BIGINT, edited_by BIGINT, edited_at BIGINT
-- row: office_text
-- rows: many
SELECT id, version, code, kind, is_newest, is_retired, title, text, language, case_kind, category_id, unit_id, others, basis, sources, from_day, until_day, is_public, edited_by, edited_at
FROM office_text
WHERE jurisdiction_id = :jurisdiction_id AND code = :code
ORDER BY version DESC
LIMIT 100
