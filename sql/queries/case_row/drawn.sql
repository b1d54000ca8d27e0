-- What became of a case that was drawn.
-- in: jurisdiction_id BIGINT, code TEXT
-- out: state TEXT, solved TEXT NULL, rated_by TEXT NULL, reopens BIGINT NULL
-- rows: one
SELECT state, solved, rated_by, reopens FROM case_row WHERE jurisdiction_id = :jurisdiction_id AND code = :code
