-- A case is handed to a unit.
-- in: jurisdiction_id BIGINT, case_id BIGINT, id BIGINT, seq BIGINT, role TEXT, unit_id BIGINT, assigning_unit_id BIGINT NULL, supervising_unit_id BIGINT NULL, deadline BIGINT NULL, standard TEXT NULL, assigned_at BIGINT, accepted_at BIGINT NULL, returned_at BIGINT NULL, return_reason TEXT NULL, answered_at BIGINT NULL, reported_at BIGINT NULL, ended_at BIGINT NULL
-- rows: none
INSERT INTO assignment (jurisdiction_id, case_id, id, seq, role, unit_id, assigning_unit_id, supervising_unit_id, deadline, standard, assigned_at, accepted_at, returned_at, return_reason, answered_at, reported_at, ended_at)
VALUES (:jurisdiction_id, :case_id, :id, :seq, :role, :unit_id, :assigning_unit_id, :supervising_unit_id, :deadline, :standard, :assigned_at, :accepted_at, :returned_at, :return_reason, :answered_at, :reported_at, :ended_at)
