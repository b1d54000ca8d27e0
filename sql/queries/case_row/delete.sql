-- The row of a case, to be made anew from its events in the same transaction.
-- in: jurisdiction_id BIGINT, id BIGINT
-- rows: none
DELETE FROM case_row WHERE jurisdiction_id = :jurisdiction_id AND id = :id
