-- A programme, new or as it is from now on.
-- in: jurisdiction_id BIGINT, id BIGINT, season_id BIGINT NULL, code TEXT, kind TEXT, name_zh TEXT, name_en TEXT, owner_zh TEXT, owner_en TEXT, unit_id BIGINT NULL, starts_on TEXT, ends_on TEXT, plan TEXT, is_public BIGINT, is_closed BIGINT, position BIGINT
-- rows: none
INSERT INTO programme (jurisdiction_id, id, season_id, code, kind, name_zh, name_en, owner_zh, owner_en, unit_id, starts_on, ends_on, plan, is_public, is_closed, position)
VALUES (:jurisdiction_id, :id, :season_id, :code, :kind, :name_zh, :name_en, :owner_zh, :owner_en, :unit_id, :starts_on, :ends_on, :plan, :is_public, :is_closed, :position)
ON CONFLICT (jurisdiction_id, id) DO UPDATE SET
	season_id = excluded.season_id, code = excluded.code, kind = excluded.kind, name_zh = excluded.name_zh, name_en = excluded.name_en, owner_zh = excluded.owner_zh, owner_en = excluded.owner_en,
	unit_id = excluded.unit_id, starts_on = excluded.starts_on, ends_on = excluded.ends_on, plan = excluded.plan, is_public = excluded.is_public, is_closed = excluded.is_closed, position = excluded.position
