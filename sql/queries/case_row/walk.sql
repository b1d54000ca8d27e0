-- The rows of a range of cases in their order, for long walks.
-- in: jurisdiction_id BIGINT, first BIGINT, last BIGINT
-- out: id BIGINT, seq BIGINT, code TEXT, state TEXT, kind TEXT, channel TEXT, language TEXT, title TEXT, text TEXT, public_title TEXT NULL, public_text TEXT NULL, visible BIGINT, is_secret BIGINT, consent BIGINT, has_contact BIGINT, category_id BIGINT NULL, area_id BIGINT NULL, town_id BIGINT NULL, address TEXT NULL, lat DOUBLE NULL, lon DOUBLE NULL, unit_id BIGINT NULL, assignment_id BIGINT NULL, about_unit_id BIGINT NULL, about_officer_id BIGINT NULL, answered_by BIGINT NULL, returns BIGINT, answers BIGINT, files BIGINT, outcome TEXT NULL, contact_by BIGINT NULL, reply_by BIGINT NULL, solve_by BIGINT NULL, unit_deadline BIGINT NULL, due_at BIGINT, received_at BIGINT, released_at BIGINT NULL, assigned_at BIGINT NULL, accepted_at BIGINT NULL, answered_at BIGINT NULL, closed_at BIGINT NULL, solved TEXT NULL, satisfied TEXT NULL, rated_by TEXT NULL, rated_at BIGINT NULL, reopens BIGINT NULL, reopened_at BIGINT NULL, decline_reason TEXT NULL, declined_at BIGINT NULL, appealed_at BIGINT NULL, appeal_outcome TEXT NULL, withdrawn_at BIGINT NULL, waiting_since BIGINT NULL, waiting_reason TEXT NULL, extension_until BIGINT NULL, extensions BIGINT NULL, told_at BIGINT NULL, urgency TEXT, programme_id BIGINT NULL, enterprise_id BIGINT NULL, allotted_officer_id BIGINT NULL, updated_at BIGINT
-- rows: many
SELECT id, seq, code, state, kind, channel, language, title,
	text, public_title, public_text, visible, is_secret, consent, has_contact, category_id,
	area_id, town_id, address, lat, lon, unit_id, assignment_id, about_unit_id,
	about_officer_id, answered_by, returns, answers, files, outcome, contact_by, reply_by,
	solve_by, unit_deadline, due_at, received_at, released_at, assigned_at, accepted_at, answered_at,
	closed_at, solved, satisfied, rated_by, rated_at, reopens, reopened_at,
	decline_reason, declined_at, appealed_at, appeal_outcome, withdrawn_at,
	waiting_since, waiting_reason, extension_until, extensions, told_at, urgency, programme_id, enterprise_id, allotted_officer_id, updated_at
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND id >= :first AND id <= :last
ORDER BY id
