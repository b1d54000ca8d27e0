-- Search: the terms of cases (text/fold.h), what everybody may find apart from what the office may; and contact data by a
-- keyed hash. A program that does not know of them would leave words of erased cases in them.
-- oldest program: 15

-- Terms alone, without the texts they come from; rowid is the id of the case. A row is taken out by giving its terms once
-- more, so both are made by store/case_words.h from the same state.
-- only: sqlite
-- table: projection
CREATE VIRTUAL TABLE office_words USING fts5(terms, content='', detail=none, tokenize="ascii tokenchars '#'");
-- table: projection
CREATE VIRTUAL TABLE public_words USING fts5(terms, content='', detail=none, tokenize="ascii tokenchars '#'");
-- end
-- only: postgres
-- table: projection distributed
CREATE TABLE office_terms (
	jurisdiction_id BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	terms TSVECTOR NOT NULL,
	CONSTRAINT office_terms_pk PRIMARY KEY (jurisdiction_id, case_id)
);
-- table: projection distributed
CREATE TABLE public_terms (
	jurisdiction_id BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	terms TSVECTOR NOT NULL,
	CONSTRAINT public_terms_pk PRIMARY KEY (jurisdiction_id, case_id)
);
CREATE INDEX office_terms_words ON office_terms USING gin (terms);
CREATE INDEX public_terms_words ON public_terms USING gin (terms);
-- end

-- How raisers can be found by their exact telephone number, e-mail address or name: the first half of an HMAC under a key of
-- the server (service/keys.h), so that the table alone tells nothing. One row a way; a case without contact data has none.
-- table: private distributed clustered
CREATE TABLE contact_key (
	jurisdiction_id BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	kind TEXT NOT NULL,
	hash BYTES NOT NULL,
	CONSTRAINT contact_key_pk PRIMARY KEY (jurisdiction_id, case_id, kind)
);
CREATE INDEX contact_key_hash ON contact_key (jurisdiction_id, hash, case_id);

-- A jurisdiction whose cases are older than this: up to which of them the terms are there. The row goes when all are.
-- table: operational distributed
CREATE TABLE search_fill (
	jurisdiction_id BIGINT NOT NULL,
	done_to BIGINT NOT NULL,
	CONSTRAINT search_fill_pk PRIMARY KEY (jurisdiction_id)
);
INSERT INTO search_fill (jurisdiction_id, done_to) SELECT id, 0 FROM jurisdiction;
