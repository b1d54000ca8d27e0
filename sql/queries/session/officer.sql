-- The officer of a session that has not run out.
-- in: jurisdiction_id BIGINT, id_hash BYTES, now BIGINT
-- out: officer_id BIGINT, login TEXT, name TEXT, unit_id BIGINT, roles BIGINT, must_change BIGINT, created_at BIGINT, seen_at BIGINT, expires_at BIGINT
-- rows: some
SELECT s.officer_id, o.login, o.name, o.unit_id, o.roles, o.must_change, s.created_at, s.seen_at, s.expires_at
FROM session s
JOIN officer o ON o.jurisdiction_id = s.jurisdiction_id AND o.id = s.officer_id
WHERE s.jurisdiction_id = :jurisdiction_id AND s.id_hash = :id_hash AND s.expires_at > :now AND o.disabled = 0
