-- Instance numbers whose lease has not run out.
-- in: now BIGINT
-- out: slot BIGINT
-- rows: many
SELECT slot FROM instance WHERE leased_until >= :now ORDER BY slot
