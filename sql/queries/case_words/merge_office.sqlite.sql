-- Writes what the office finds cases by anew without what was taken out of it, so that nothing is left in the file.
-- rows: none
INSERT INTO office_words (office_words) VALUES ('optimize')
