-- Gives an instance number back.
-- in: slot BIGINT, holder TEXT
-- rows: none
DELETE FROM instance WHERE slot = :slot AND holder = :holder
