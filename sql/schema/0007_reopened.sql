-- Cases that were closed and reopened: how often (NULL: never), and when the last time. The state 'reopened' is an open one.
-- oldest program: 3

ALTER TABLE case_row ADD COLUMN reopens BIGINT;
ALTER TABLE case_row ADD COLUMN reopened_at BIGINT;
