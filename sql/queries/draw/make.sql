-- A draw that was made.
-- in: jurisdiction_id BIGINT, id BIGINT, made_at BIGINT, tree_size BIGINT, root TEXT, witness_signature TEXT NULL, seed TEXT,
--     population BIGINT, codes TEXT
-- rows: none
UPDATE draw SET made_at = :made_at, tree_size = :tree_size, root = :root, witness_signature = :witness_signature, seed = :seed,
	population = :population, codes = :codes
WHERE jurisdiction_id = :jurisdiction_id AND id = :id AND made_at IS NULL
