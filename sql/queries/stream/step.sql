-- How far a walk may go so that it meets `most` streams; 0: there are none from `first` on.
-- in: jurisdiction_id BIGINT, first BIGINT, most BIGINT
-- out: last BIGINT
-- rows: one
SELECT CAST(COALESCE(MAX(s.id), 0) AS BIGINT) AS last
FROM (
	SELECT id
	FROM stream
	WHERE jurisdiction_id = :jurisdiction_id AND id >= :first
	ORDER BY id
	LIMIT :most
) AS s
