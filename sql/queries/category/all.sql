-- All categories of a jurisdiction in their order.
-- in: jurisdiction_id BIGINT
-- out: id BIGINT, parent_id BIGINT NULL, code TEXT, name_zh TEXT, name_en TEXT, keywords TEXT, kinds TEXT, default_unit_id BIGINT NULL, contact_days BIGINT, reply_days BIGINT, solve_days BIGINT, needs_check BIGINT, public_without_consent BIGINT, position BIGINT
-- rows: many
SELECT id, parent_id, code, name_zh, name_en, keywords, kinds, default_unit_id, contact_days, reply_days, solve_days, needs_check, public_without_consent, position
FROM category
WHERE jurisdiction_id = :jurisdiction_id
ORDER BY position, id
