-- An officer's filters in the order in which they were made.
-- in: jurisdiction_id BIGINT, officer_id BIGINT
-- out: id BIGINT, name TEXT, state TEXT, kind TEXT, category_id BIGINT, town_id BIGINT, unit_id BIGINT, channel TEXT, due TEXT, told BIGINT, from_day BIGINT, to_day BIGINT
-- rows: many
SELECT id, name, state, kind, category_id, town_id, unit_id, channel, due, told, from_day, to_day
FROM saved_filter
WHERE jurisdiction_id = :jurisdiction_id AND officer_id = :officer_id
ORDER BY id
