-- Takes the terms by which everybody finds a case out again: exactly those that were stored.
-- in: jurisdiction_id BIGINT, case_id BIGINT, terms TEXT
-- rows: none
INSERT INTO public_words (public_words, rowid, terms)
SELECT 'delete', :case_id, :terms WHERE :jurisdiction_id <> 0 AND EXISTS (SELECT 1 FROM public_words_docsize WHERE id = :case_id)
