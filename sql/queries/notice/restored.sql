-- After a copy of the database was brought back: what waited in it may have gone out since.
-- in: jurisdiction_id BIGINT, now BIGINT
-- rows: none
UPDATE notice SET state = 'uncertain', cause = 'restored', changed_at = :now
WHERE jurisdiction_id = :jurisdiction_id AND state IN ('waiting', 'claimed', 'handed')
