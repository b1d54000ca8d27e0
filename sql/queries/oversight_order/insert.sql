-- An oversight order is given.
-- in: jurisdiction_id BIGINT, case_id BIGINT, id BIGINT, seq BIGINT, year BIGINT, number BIGINT, unit_id BIGINT, answer_by BIGINT, ordered_at BIGINT, answered_at BIGINT NULL, dropped_at BIGINT NULL
-- rows: none
INSERT INTO oversight_order (jurisdiction_id, case_id, id, seq, year, number, unit_id, answer_by, ordered_at, answered_at, dropped_at)
VALUES (:jurisdiction_id, :case_id, :id, :seq, :year, :number, :unit_id, :answer_by, :ordered_at, :answered_at, :dropped_at)
