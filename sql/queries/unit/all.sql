-- All units of a jurisdiction in their order.
-- in: jurisdiction_id BIGINT
-- out: id BIGINT, parent_id BIGINT NULL, code TEXT, kind TEXT, name_zh TEXT, name_en TEXT, phone TEXT NULL, is_intake BIGINT, position BIGINT, is_retired BIGINT
-- rows: many
SELECT id, parent_id, code, kind, name_zh, name_en, phone, is_intake, position, is_retired
FROM unit
WHERE jurisdiction_id = :jurisdiction_id
ORDER BY position, id
