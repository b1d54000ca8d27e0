-- A draw that was announced.
-- in: jurisdiction_id BIGINT, id BIGINT, number BIGINT, from_at BIGINT, until_at BIGINT, most BIGINT, about TEXT, witness TEXT NULL,
--     announced_at BIGINT, announced_seq BIGINT
-- rows: none
INSERT INTO draw (jurisdiction_id, id, number, from_at, until_at, most, about, witness, announced_at, announced_seq)
VALUES (:jurisdiction_id, :id, :number, :from_at, :until_at, :most, :about, :witness, :announced_at, :announced_seq)
