-- The value of a counter, locked until the end of the transaction.
-- in: id BIGINT
-- out: value BIGINT
-- rows: one
SELECT value FROM counter WHERE id = :id FOR UPDATE
