-- The oversight orders of a case, to be made anew from its events in the same transaction.
-- in: jurisdiction_id BIGINT, case_id BIGINT
-- rows: none
DELETE FROM oversight_order WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id
