-- The newest version stands down for the next; nothing where it is not that version any more.
-- in: jurisdiction_id BIGINT, id BIGINT, version BIGINT
-- rows: none
UPDATE office_text
SET is_newest = 0
WHERE jurisdiction_id = :jurisdiction_id AND id = :id AND version = :version AND is_newest = 1
