-- Whether there are terms by which the office finds a case.
-- in: jurisdiction_id BIGINT, case_id BIGINT
-- out: n BIGINT
-- rows: one
SELECT count(*) AS n FROM office_words_docsize WHERE id = :case_id AND :jurisdiction_id <> 0
