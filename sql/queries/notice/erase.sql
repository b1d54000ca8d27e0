-- Nobody is told any more: the contact data of the case are gone. What is on its way comes to its own end.
-- in: jurisdiction_id BIGINT, case_id BIGINT, now BIGINT
-- rows: none
UPDATE notice SET state = 'dropped', cause = 'erased', changed_at = :now
WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id AND state IN ('waiting', 'claimed', 'dead', 'uncertain')
