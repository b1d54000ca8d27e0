-- Moves items from one state to another.
-- in: jurisdiction_id BIGINT, old BIGINT, new BIGINT
-- rows: none
UPDATE item SET state = :new WHERE jurisdiction_id = :jurisdiction_id AND state = :old
