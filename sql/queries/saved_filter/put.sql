-- Keeps a filter, or replaces the one of this id.
-- in: jurisdiction_id BIGINT, officer_id BIGINT, id BIGINT, name TEXT, state TEXT, kind TEXT, category_id BIGINT, town_id BIGINT, unit_id BIGINT, channel TEXT, due TEXT, told BIGINT, from_day BIGINT, to_day BIGINT
-- rows: none
INSERT INTO saved_filter (jurisdiction_id, officer_id, id, name, state, kind, category_id, town_id, unit_id, channel, due, told,
	from_day, to_day)
VALUES (:jurisdiction_id, :officer_id, :id, :name, :state, :kind, :category_id, :town_id, :unit_id, :channel, :due, :told,
	:from_day, :to_day)
ON CONFLICT (jurisdiction_id, officer_id, id) DO UPDATE SET name = excluded.name, state = excluded.state, kind = excluded.kind,
	category_id = excluded.category_id, town_id = excluded.town_id, unit_id = excluded.unit_id, channel = excluded.channel,
	due = excluded.due, told = excluded.told, from_day = excluded.from_day, to_day = excluded.to_day
