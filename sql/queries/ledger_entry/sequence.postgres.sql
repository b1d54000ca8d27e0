-- What is not in the tree of a log yet, each with its place (given here, by time, stream and sequence), at most `most`, by place. Joined
-- by ctid, since a plan made while the tables were small and never analysed takes each waiting row together with every entry
-- otherwise: a second for 1,700 of them. Nobody but who holds the log's row changes these rows.
-- in: jurisdiction_id BIGINT, log BIGINT, size BIGINT, most BIGINT
-- out: place BIGINT, hash BYTES
-- rows: many
-- row: ledger_waiting
WITH waiting AS (
	SELECT row_at, CAST(:size AS BIGINT) + ROW_NUMBER() OVER (ORDER BY at, stream_id, seq) - 1 AS place
	FROM (
		SELECT ctid AS row_at, at, stream_id, seq
		FROM ledger_entry
		WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND place IS NULL
		ORDER BY at, stream_id, seq
		LIMIT :most
	) AS oldest
), placed AS (
	UPDATE ledger_entry e SET place = w.place
	FROM waiting w
	WHERE e.jurisdiction_id = :jurisdiction_id AND e.log = :log AND e.ctid = w.row_at
	RETURNING e.place, e.hash
)
SELECT place, hash FROM placed ORDER BY place
