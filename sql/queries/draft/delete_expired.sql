-- Drafts that ran out.
-- in: jurisdiction_id BIGINT, now BIGINT
-- rows: none
DELETE FROM draft WHERE jurisdiction_id = :jurisdiction_id AND expires_at <= :now
