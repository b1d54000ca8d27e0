-- Within a unit: which of its officers works on a case. NULL: nobody in particular.
-- oldest program: 3

ALTER TABLE case_row ADD COLUMN allotted_officer_id BIGINT;
CREATE INDEX case_row_allotted ON case_row (jurisdiction_id, allotted_officer_id, due_at, id) WHERE allotted_officer_id IS NOT NULL AND state <> 'closed';
