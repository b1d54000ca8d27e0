-- Version of the reference data of a jurisdiction, held until the transaction ends.
-- in: id BIGINT
-- out: version BIGINT
-- rows: one
SELECT version FROM jurisdiction WHERE id = :id FOR SHARE
