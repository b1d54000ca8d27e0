-- Administration in the browser: units that are retired, passwords that have to be changed at the next sign-in.
-- oldest program: 3

-- Gets no cases any more; what it had stays under its name.
ALTER TABLE unit ADD COLUMN is_retired BIGINT NOT NULL DEFAULT 0;
-- The password was set by somebody else: whoever signs in with it chooses one before anything else.
ALTER TABLE officer ADD COLUMN must_change BIGINT NOT NULL DEFAULT 0;
