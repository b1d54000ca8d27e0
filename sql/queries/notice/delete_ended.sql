-- What ended long ago.
-- in: jurisdiction_id BIGINT, before BIGINT
-- rows: none
DELETE FROM notice WHERE jurisdiction_id = :jurisdiction_id AND state IN ('sent', 'dropped') AND changed_at < :before
