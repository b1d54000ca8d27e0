-- All draws, the newest first.
-- in: jurisdiction_id BIGINT
-- out: id BIGINT, number BIGINT, from_at BIGINT, until_at BIGINT, most BIGINT, about TEXT, witness TEXT NULL, announced_at BIGINT,
--     announced_seq BIGINT, made_at BIGINT NULL, tree_size BIGINT NULL, root TEXT NULL, witness_signature TEXT NULL, seed TEXT NULL,
--     population BIGINT NULL, codes TEXT NULL
-- rows: many
-- row: draw
SELECT id, number, from_at, until_at, most, about, witness, announced_at, announced_seq, made_at, tree_size, root, witness_signature,
	seed, population, codes
FROM draw
WHERE jurisdiction_id = :jurisdiction_id
ORDER BY number DESC
