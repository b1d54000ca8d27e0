-- Takes or renews one instance number, where it is free, has run out, or is ours already.
-- in: slot BIGINT, holder TEXT, leased_until BIGINT, now BIGINT
-- out: slot BIGINT
-- rows: some
INSERT INTO instance (slot, holder, leased_until)
VALUES (:slot, :holder, :leased_until)
ON CONFLICT (slot) DO UPDATE SET holder = excluded.holder, leased_until = excluded.leased_until
WHERE instance.leased_until < :now OR instance.holder = :holder
RETURNING slot
