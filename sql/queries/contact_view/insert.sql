-- Somebody looked at contact data.
-- in: jurisdiction_id BIGINT, case_id BIGINT, id BIGINT, officer_id BIGINT, at BIGINT
-- rows: none
INSERT INTO contact_view (jurisdiction_id, case_id, id, officer_id, at)
VALUES (:jurisdiction_id, :case_id, :id, :officer_id, :at)
