-- Cases that were declined, appealed or withdrawn. The states 'declined' and 'withdrawn' are ends, 'appealed' is open.
-- oldest program: 3

ALTER TABLE case_row ADD COLUMN decline_reason TEXT;
ALTER TABLE case_row ADD COLUMN declined_at BIGINT;
-- Of the decline in force, or of one that was overturned.
ALTER TABLE case_row ADD COLUMN appealed_at BIGINT;
ALTER TABLE case_row ADD COLUMN appeal_outcome TEXT;
ALTER TABLE case_row ADD COLUMN withdrawn_at BIGINT;
