-- Takes the terms by which the office finds a case out again: exactly those that were stored.
-- in: jurisdiction_id BIGINT, case_id BIGINT, terms TEXT
-- rows: none
INSERT INTO office_words (office_words, rowid, terms)
SELECT 'delete', :case_id, :terms WHERE :jurisdiction_id <> 0 AND EXISTS (SELECT 1 FROM office_words_docsize WHERE id = :case_id)
