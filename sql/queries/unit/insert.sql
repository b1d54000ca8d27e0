-- A new unit.
-- in: jurisdiction_id BIGINT, id BIGINT, parent_id BIGINT NULL, code TEXT, kind TEXT, name_zh TEXT, name_en TEXT, phone TEXT NULL, is_intake BIGINT, position BIGINT
-- rows: none
INSERT INTO unit (jurisdiction_id, id, parent_id, code, kind, name_zh, name_en, phone, is_intake, position)
VALUES (:jurisdiction_id, :id, :parent_id, :code, :kind, :name_zh, :name_en, :phone, :is_intake, :position)
