-- Writes what everybody finds cases by anew without what was taken out of it, so that nothing is left in the file.
-- rows: none
INSERT INTO public_words (public_words) VALUES ('optimize')
