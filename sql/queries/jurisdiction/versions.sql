-- Versions of the reference data of all jurisdictions: what caches ask.
-- out: id BIGINT, version BIGINT
-- rows: many
SELECT id, version FROM jurisdiction ORDER BY id
