-- A jurisdiction, new or as it is from now on.
-- in: id BIGINT, slug TEXT, host TEXT NULL, name_zh TEXT, name_en TEXT, settings TEXT, calendar TEXT, is_demo BIGINT, version BIGINT
-- rows: none
INSERT INTO jurisdiction (id, slug, host, name_zh, name_en, settings, calendar, is_demo, version)
VALUES (:id, :slug, :host, :name_zh, :name_en, :settings, :calendar, :is_demo, :version)
ON CONFLICT (id) DO UPDATE SET
	slug = excluded.slug, host = excluded.host, name_zh = excluded.name_zh, name_en = excluded.name_en,
	settings = excluded.settings, calendar = excluded.calendar, is_demo = excluded.is_demo, version = excluded.version
