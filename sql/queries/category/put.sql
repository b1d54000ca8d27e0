-- A category, new or as it is from now on.
-- in: jurisdiction_id BIGINT, id BIGINT, parent_id BIGINT NULL, code TEXT, name_zh TEXT, name_en TEXT, keywords TEXT, kinds TEXT, default_unit_id BIGINT NULL, contact_days BIGINT, reply_days BIGINT, solve_days BIGINT, needs_check BIGINT, public_without_consent BIGINT, position BIGINT
-- rows: none
INSERT INTO category (jurisdiction_id, id, parent_id, code, name_zh, name_en, keywords, kinds, default_unit_id, contact_days, reply_days, solve_days, needs_check, public_without_consent, position)
VALUES (:jurisdiction_id, :id, :parent_id, :code, :name_zh, :name_en, :keywords, :kinds, :default_unit_id, :contact_days, :reply_days, :solve_days, :needs_check, :public_without_consent, :position)
ON CONFLICT (jurisdiction_id, id) DO UPDATE SET
	parent_id = excluded.parent_id, code = excluded.code, name_zh = excluded.name_zh, name_en = excluded.name_en,
	keywords = excluded.keywords, kinds = excluded.kinds, default_unit_id = excluded.default_unit_id,
	contact_days = excluded.contact_days, reply_days = excluded.reply_days, solve_days = excluded.solve_days,
	needs_check = excluded.needs_check, public_without_consent = excluded.public_without_consent,
	position = excluded.position
