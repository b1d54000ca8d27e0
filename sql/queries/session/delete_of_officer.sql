-- Ends all sessions of an officer.
-- in: jurisdiction_id BIGINT, officer_id BIGINT
-- rows: none
DELETE FROM session WHERE jurisdiction_id = :jurisdiction_id AND officer_id = :officer_id
