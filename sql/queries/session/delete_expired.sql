-- Sessions that ran out.
-- in: jurisdiction_id BIGINT, now BIGINT
-- rows: none
DELETE FROM session WHERE jurisdiction_id = :jurisdiction_id AND expires_at <= :now
