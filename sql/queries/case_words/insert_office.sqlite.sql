-- Stores the terms by which the office finds a case, blank-separated.
-- in: jurisdiction_id BIGINT, case_id BIGINT, terms TEXT
-- rows: none
INSERT INTO office_words (rowid, terms) SELECT :case_id, :terms WHERE :jurisdiction_id <> 0
