-- All seasons, the newest first.
-- in: jurisdiction_id BIGINT
-- out: id BIGINT, code TEXT, name_zh TEXT, name_en TEXT, starts_on TEXT, ends_on TEXT, plan TEXT, is_public BIGINT
-- rows: many
SELECT id, code, name_zh, name_en, starts_on, ends_on, plan, is_public
FROM season
WHERE jurisdiction_id = :jurisdiction_id
ORDER BY starts_on DESC, id DESC
