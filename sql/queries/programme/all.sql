-- All programmes in their order.
-- in: jurisdiction_id BIGINT
-- out: id BIGINT, season_id BIGINT NULL, code TEXT, kind TEXT, name_zh TEXT, name_en TEXT, owner_zh TEXT, owner_en TEXT, unit_id BIGINT NULL, starts_on TEXT, ends_on TEXT, plan TEXT, is_public BIGINT, is_closed BIGINT, position BIGINT
-- rows: many
SELECT id, season_id, code, kind, name_zh, name_en, owner_zh, owner_en, unit_id, starts_on, ends_on, plan, is_public, is_closed, position
FROM programme
WHERE jurisdiction_id = :jurisdiction_id
ORDER BY position, id
