-- A raiser wants no more notices.
-- in: jurisdiction_id BIGINT, case_id BIGINT, at BIGINT
-- rows: none
INSERT INTO notice_stop (jurisdiction_id, case_id, at) VALUES (:jurisdiction_id, :case_id, :at)
ON CONFLICT (jurisdiction_id, case_id) DO NOTHING
