-- Promises one row, and does not keep it when there are more.
-- in: jurisdiction_id BIGINT, state BIGINT
-- out: id BIGINT
-- rows: one
SELECT id FROM item WHERE jurisdiction_id = :jurisdiction_id AND state = :state
