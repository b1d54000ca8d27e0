-- All jurisdictions.
-- out: id BIGINT, slug TEXT, host TEXT NULL, name_zh TEXT, name_en TEXT, settings TEXT, calendar TEXT, is_demo BIGINT, version BIGINT
-- rows: many
SELECT id, slug, host, name_zh, name_en, settings, calendar, is_demo, version
FROM jurisdiction
ORDER BY id
