-- A version, the newest.
-- in: jurisdiction_id BIGINT, id BIGINT, version BIGINT, code TEXT, kind TEXT, is_retired BIGINT, title TEXT, text TEXT, folded TEXT, language TEXT, case_kind TEXT, category_id BIGINT, unit_id BIGINT, others TEXT, basis TEXT, sources TEXT, from_day BIGINT, until_day BIGINT, is_public BIGINT, edited_by BIGINT, edited_at BIGINT
-- rows: none
INSERT INTO office_text (jurisdiction_id, id, version, code, kind, is_newest, is_retired, title, text, folded, language, case_kind,
	category_id, unit_id, others, basis, sources, from_day, until_day, is_public, edited_by, edited_at)
VALUES (:jurisdiction_id, :id, :version, :code, :kind, 1, :is_retired, :title, :text, :folded, :language, :case_kind,
	:category_id, :unit_id, :others, :basis, :sources, :from_day, :until_day, :is_public, :edited_by, :edited_at)
