-- What an event changed in a row of the register. What a raiser wrote stays as it is.
-- in: jurisdiction_id BIGINT, id BIGINT, contact_by BIGINT NULL, seq BIGINT, state TEXT, kind TEXT, public_title TEXT NULL, public_text TEXT NULL, visible BIGINT, category_id BIGINT NULL, unit_id BIGINT NULL, assignment_id BIGINT NULL, about_unit_id BIGINT NULL, about_officer_id BIGINT NULL, answered_by BIGINT NULL, returns BIGINT, answers BIGINT, outcome TEXT NULL, reply_by BIGINT NULL, solve_by BIGINT NULL, unit_deadline BIGINT NULL, due_at BIGINT, released_at BIGINT NULL, assigned_at BIGINT NULL, accepted_at BIGINT NULL, answered_at BIGINT NULL, closed_at BIGINT NULL, solved TEXT NULL, satisfied TEXT NULL, rated_by TEXT NULL, rated_at BIGINT NULL, reopens BIGINT NULL, reopened_at BIGINT NULL, decline_reason TEXT NULL, declined_at BIGINT NULL, appealed_at BIGINT NULL, appeal_outcome TEXT NULL, withdrawn_at BIGINT NULL, waiting_since BIGINT NULL, waiting_reason TEXT NULL, extension_until BIGINT NULL, extensions BIGINT NULL, told_at BIGINT NULL, programme_id BIGINT NULL, allotted_officer_id BIGINT NULL, updated_at BIGINT
-- rows: none
UPDATE case_row SET
	contact_by = :contact_by,
	seq = :seq, state = :state, kind = :kind,
	public_title = :public_title, public_text = :public_text, visible = :visible,
	category_id = :category_id, unit_id = :unit_id, assignment_id = :assignment_id,
	about_unit_id = :about_unit_id, about_officer_id = :about_officer_id, answered_by = :answered_by,
	returns = :returns, answers = :answers, outcome = :outcome,
	reply_by = :reply_by, solve_by = :solve_by, unit_deadline = :unit_deadline,
	due_at = :due_at, released_at = :released_at, assigned_at = :assigned_at,
	accepted_at = :accepted_at, answered_at = :answered_at, closed_at = :closed_at,
	solved = :solved, satisfied = :satisfied, rated_by = :rated_by, rated_at = :rated_at,
	reopens = :reopens, reopened_at = :reopened_at,
	decline_reason = :decline_reason, declined_at = :declined_at, appealed_at = :appealed_at, appeal_outcome = :appeal_outcome, withdrawn_at = :withdrawn_at,
	waiting_since = :waiting_since, waiting_reason = :waiting_reason, extension_until = :extension_until, extensions = :extensions, told_at = :told_at, programme_id = :programme_id,
	allotted_officer_id = :allotted_officer_id, updated_at = :updated_at
WHERE jurisdiction_id = :jurisdiction_id AND id = :id
