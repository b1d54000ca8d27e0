-- A new jurisdiction.
-- in: id BIGINT, slug TEXT, host TEXT NULL, name_zh TEXT, name_en TEXT, settings TEXT, calendar TEXT, is_demo BIGINT, version BIGINT
-- rows: none
INSERT INTO jurisdiction (id, slug, host, name_zh, name_en, settings, calendar, is_demo, version)
VALUES (:id, :slug, :host, :name_zh, :name_en, :settings, :calendar, :is_demo, :version)
