-- Who looked at the contact data of a case, newest first.
-- in: jurisdiction_id BIGINT, case_id BIGINT
-- out: officer_id BIGINT, at BIGINT
-- rows: many
SELECT officer_id, at
FROM contact_view
WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id
ORDER BY id DESC
LIMIT 100
