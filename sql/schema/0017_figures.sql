-- Figures: what counts in the published rates, counted from the events in the order of the ledger (domain/figure.h).
-- oldest program: 3

-- How far the count has come: entries below `place` of this log are in the tables below. `version` is that of the
-- definitions; where it or the log is another than the program's, all is counted anew.
-- table: operational distributed
CREATE TABLE figure_position (
	jurisdiction_id BIGINT NOT NULL,
	version BIGINT NOT NULL,
	log BIGINT NOT NULL,
	place BIGINT NOT NULL,
	counted_at BIGINT NOT NULL,
	CONSTRAINT figure_position_pk PRIMARY KEY (jurisdiction_id)
);

-- How many facts of a class count to a day (span 0) or to a whole month (span 1; its first day), for each value of each
-- dimension, and how many of them bear each mark, as it is known now. Days are numbered from 1970-01-01.
-- table: projection distributed clustered
CREATE TABLE figure_sum (
	jurisdiction_id BIGINT NOT NULL,
	dimension BIGINT NOT NULL,
	span BIGINT NOT NULL,
	day BIGINT NOT NULL,
	class BIGINT NOT NULL,
	value BIGINT NOT NULL,
	days BIGINT NOT NULL,
	facts BIGINT NOT NULL,
	mark_1 BIGINT NOT NULL,
	mark_2 BIGINT NOT NULL,
	mark_3 BIGINT NOT NULL,
	mark_4 BIGINT NOT NULL,
	mark_5 BIGINT NOT NULL,
	mark_6 BIGINT NOT NULL,
	mark_7 BIGINT NOT NULL,
	mark_8 BIGINT NOT NULL,
	CONSTRAINT figure_sum_pk PRIMARY KEY (jurisdiction_id, dimension, span, day, class, value, days)
);

-- What of it became known only after that day or month, on which day. So as of an earlier day a sum is figure_sum without
-- what became known later.
-- table: projection distributed clustered
CREATE TABLE figure_late (
	jurisdiction_id BIGINT NOT NULL,
	dimension BIGINT NOT NULL,
	span BIGINT NOT NULL,
	day BIGINT NOT NULL,
	known BIGINT NOT NULL,
	class BIGINT NOT NULL,
	value BIGINT NOT NULL,
	days BIGINT NOT NULL,
	facts BIGINT NOT NULL,
	mark_1 BIGINT NOT NULL,
	mark_2 BIGINT NOT NULL,
	mark_3 BIGINT NOT NULL,
	mark_4 BIGINT NOT NULL,
	mark_5 BIGINT NOT NULL,
	mark_6 BIGINT NOT NULL,
	mark_7 BIGINT NOT NULL,
	mark_8 BIGINT NOT NULL,
	CONSTRAINT figure_late_pk PRIMARY KEY (jurisdiction_id, dimension, span, day, known, class, value, days)
);

-- The facts themselves: the rows behind each number. One was as it stands here from the end of `from_day` to that of the
-- day before `until_day` (the far future: it is so now). `seq` is 0 where a case has one fact of the class.
-- table: projection distributed clustered
CREATE TABLE figure_fact (
	jurisdiction_id BIGINT NOT NULL,
	class BIGINT NOT NULL,
	day BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	from_day BIGINT NOT NULL,
	until_day BIGINT NOT NULL,
	marks BIGINT NOT NULL,
	days BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	area_id BIGINT NOT NULL,
	category_id BIGINT NOT NULL,
	channel BIGINT NOT NULL,
	kind BIGINT NOT NULL,
	programme_id BIGINT NOT NULL,
	CONSTRAINT figure_fact_pk PRIMARY KEY (jurisdiction_id, class, day, case_id, seq, from_day)
);
