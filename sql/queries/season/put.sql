-- A season, new or as it is from now on.
-- in: jurisdiction_id BIGINT, id BIGINT, code TEXT, name_zh TEXT, name_en TEXT, starts_on TEXT, ends_on TEXT, plan TEXT, is_public BIGINT
-- rows: none
INSERT INTO season (jurisdiction_id, id, code, name_zh, name_en, starts_on, ends_on, plan, is_public)
VALUES (:jurisdiction_id, :id, :code, :name_zh, :name_en, :starts_on, :ends_on, :plan, :is_public)
ON CONFLICT (jurisdiction_id, id) DO UPDATE SET
	code = excluded.code, name_zh = excluded.name_zh, name_en = excluded.name_en, starts_on = excluded.starts_on,
	ends_on = excluded.ends_on, plan = excluded.plan, is_public = excluded.is_public
