-- The oversight orders of a range of cases in their order, for long walks.
-- in: jurisdiction_id BIGINT, first BIGINT, last BIGINT
-- out: case_id BIGINT, id BIGINT, seq BIGINT, year BIGINT, number BIGINT, unit_id BIGINT, answer_by BIGINT, ordered_at BIGINT, answered_at BIGINT NULL, dropped_at BIGINT NULL
-- rows: many
SELECT case_id, id, seq, year, number, unit_id, answer_by, ordered_at, answered_at, dropped_at
FROM oversight_order
WHERE jurisdiction_id = :jurisdiction_id AND case_id >= :first AND case_id <= :last
ORDER BY case_id, id
