-- Whether a raiser wants no more notices.
-- in: jurisdiction_id BIGINT, case_id BIGINT
-- out: at BIGINT
-- rows: some
SELECT at FROM notice_stop WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id
