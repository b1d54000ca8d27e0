-- A picture of a released case may be shown to everybody.
-- in: jurisdiction_id BIGINT, id BIGINT, case_id BIGINT, published BIGINT
-- rows: none
UPDATE attachment SET published = :published
WHERE jurisdiction_id = :jurisdiction_id AND id = :id AND case_id = :case_id
