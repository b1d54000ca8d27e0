-- A unit, new or as it is from now on.
-- in: jurisdiction_id BIGINT, id BIGINT, parent_id BIGINT NULL, code TEXT, kind TEXT, name_zh TEXT, name_en TEXT, phone TEXT NULL, is_intake BIGINT, position BIGINT, is_retired BIGINT
-- rows: none
INSERT INTO unit (jurisdiction_id, id, parent_id, code, kind, name_zh, name_en, phone, is_intake, position, is_retired)
VALUES (:jurisdiction_id, :id, :parent_id, :code, :kind, :name_zh, :name_en, :phone, :is_intake, :position, :is_retired)
ON CONFLICT (jurisdiction_id, id) DO UPDATE SET
	parent_id = excluded.parent_id, code = excluded.code, kind = excluded.kind, name_zh = excluded.name_zh,
	name_en = excluded.name_en, phone = excluded.phone, is_intake = excluded.is_intake, position = excluded.position,
	is_retired = excluded.is_retired
