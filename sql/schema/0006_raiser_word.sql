-- The raiser's word about a closed case: solved, satisfied, said by whom and when. NULL is "no answer".
-- oldest program: 3

ALTER TABLE case_row ADD COLUMN solved TEXT;
ALTER TABLE case_row ADD COLUMN satisfied TEXT;
-- 'raiser' at the secret link, 'officer' who asked.
ALTER TABLE case_row ADD COLUMN rated_by TEXT;
ALTER TABLE case_row ADD COLUMN rated_at BIGINT;
