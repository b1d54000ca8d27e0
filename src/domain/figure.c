// SPDX-License-Identifier: Apache-2.0
#include "domain/figure.h"

#include "base/macros.h"

static const char *const dimensions[] = {
	[FIGURE_BY_NOTHING] = "all",
	[FIGURE_BY_UNIT] = "unit",
	[FIGURE_BY_AREA] = "area",
	[FIGURE_BY_CATEGORY] = "category",
	[FIGURE_BY_CHANNEL] = "channel",
	[FIGURE_BY_KIND] = "kind",
	[FIGURE_BY_PROGRAMME] = "programme",
};
_Static_assert(ARRAY_LEN(dimensions) == FIGURE_DIMENSIONS, "every dimension has a name");

const char *figure_dimension_name(enum figure_dimension dimension)
{
	must((size_t)dimension < FIGURE_DIMENSIONS);
	return dimensions[dimension];
}

bool figure_dimension_parse(struct slice name, enum figure_dimension *ret)
{
	for (int i = 0; i < FIGURE_DIMENSIONS; i++) {
		if (slice_eq_cstr(name, dimensions[i])) {
			*ret = (enum figure_dimension)i;
			return true;
		}
	}
	return false;
}

// Whoever spoke.
#define SPOKE (FIGURE_SOLVED_YES | FIGURE_SOLVED_PARTLY | FIGURE_SOLVED_NO)

// What follows from the state in which a case that was received stands.
#define OF_RECEIVED(name, ...)                                                                               \
	{                                                                                                    \
		.code = (name), .class = FIGURE_CLASS_RECEIVED, .is_share = true, .part = { __VA_ARGS__ }    \
	}
#define OF_DUE(name, of)                                                                                     \
	{                                                                                                    \
		.code = (name), .class = (of), .is_share = true, .is_due = true,                             \
		.part = {.any = FIGURE_MET}, .whole = {.none = FIGURE_LEFT_OUT},                             \
		.left_out = {.any = FIGURE_LEFT_OUT},                                                        \
	}
#define OF_ASSIGNED(name, mark)                                                                              \
	{                                                                                                    \
		.code = (name), .class = FIGURE_CLASS_ASSIGNED, .is_share = true, .part = {.any = (mark) }   \
	}

static const struct figure_definition definitions[] = {
	[FIGURE_RECEIVED] = {.code = "received", .class = FIGURE_CLASS_RECEIVED},
	[FIGURE_PROCESSED] = OF_RECEIVED("processed", .none = FIGURE_OPEN),
	[FIGURE_CONCLUDED] = OF_RECEIVED("concluded", .any = FIGURE_CONCLUDED_NOW),
	[FIGURE_STANDS_OPEN] = OF_RECEIVED("open", .any = FIGURE_OPEN),
	[FIGURE_DECLINED] = OF_RECEIVED("declined", .any = FIGURE_DECLINED_NOW),
	[FIGURE_WITHDRAWN] = OF_RECEIVED("withdrawn", .any = FIGURE_WITHDRAWN_NOW),
	[FIGURE_MERGED] = OF_RECEIVED("merged", .any = FIGURE_MERGED_NOW),
	[FIGURE_CONTACTED] = OF_DUE("contacted", FIGURE_CLASS_CONTACT_DUE),
	[FIGURE_ANSWERED] = OF_DUE("answered", FIGURE_CLASS_REPLY_DUE),
	[FIGURE_ON_TIME] = OF_DUE("on_time", FIGURE_CLASS_SOLVE_DUE),
	[FIGURE_CLOSED] = {.code = "closed", .class = FIGURE_CLASS_CONCLUDED},
	[FIGURE_SPOKE] = {.code = "spoke",
		.class = FIGURE_CLASS_CONCLUDED,
		.is_share = true,
		.part = {.any = SPOKE}},
	[FIGURE_SOLVED] = {.code = "solved",
		.class = FIGURE_CLASS_CONCLUDED,
		.is_share = true,
		.is_word = true,
		.part = {.any = FIGURE_SOLVED_YES},
		.whole = {.any = SPOKE},
		.left_out = {.none = SPOKE}},
	[FIGURE_SATISFIED] = {.code = "satisfied",
		.class = FIGURE_CLASS_CONCLUDED,
		.is_share = true,
		.is_word = true,
		.part = {.any = FIGURE_SATISFIED_YES},
		.whole = {.any = FIGURE_SATISFIED_YES | FIGURE_SATISFIED_NO},
		.left_out = {.none = FIGURE_SATISFIED_YES | FIGURE_SATISFIED_NO}},
	[FIGURE_STAYS_UNSOLVED] = {.code = "unsolved",
		.class = FIGURE_CLASS_CONCLUDED,
		.is_share = true,
		.part = {.any = FIGURE_UNSOLVED}},
	[FIGURE_REOPENED] = {.code = "reopened",
		.class = FIGURE_CLASS_CLOSING,
		.is_share = true,
		.part = {.any = FIGURE_REOPENED_AFTER}},
	[FIGURE_RETURNED] = OF_ASSIGNED("returned", FIGURE_WAS_RETURNED),
	[FIGURE_SENT_BACK] = OF_ASSIGNED("sent_back", FIGURE_WAS_SENT_BACK),
	[FIGURE_EXTENDED] = OF_ASSIGNED("extended", FIGURE_WAS_EXTENDED),
	[FIGURE_WAITED] = OF_ASSIGNED("waited", FIGURE_HAS_WAITED),
	[FIGURE_CATEGORY_CORRECTED] = OF_RECEIVED("category_corrected", .any = FIGURE_RECATEGORISED),
	[FIGURE_DEADLINE_CHANGED] = OF_RECEIVED("deadline_changed", .any = FIGURE_DEADLINE_MOVED),
};
_Static_assert(ARRAY_LEN(definitions) == FIGURES, "every figure has a definition");

const struct figure_definition *figure_definition(enum figure figure)
{
	must((size_t)figure < FIGURES);
	return &definitions[figure];
}

bool figure_parse(struct slice code, enum figure *ret)
{
	for (int i = 0; i < FIGURES; i++) {
		if (slice_eq_cstr(code, definitions[i].code)) {
			*ret = (enum figure)i;
			return true;
		}
	}
	return false;
}

int64_t figure_count(struct figure_term term, const struct figure_sums *sums)
{
	int64_t count = term.any ? 0 : sums->all;

	must(term.any == 0 || term.none == 0);
	for (int i = 0; i < FIGURE_MARKS; i++) {
		if (term.any >> i & 1)
			count += sums->marked[i];
		if (term.none >> i & 1)
			count -= sums->marked[i];
	}
	return count;
}

bool figure_term_holds(struct figure_term term, unsigned marks)
{
	return (term.any == 0 || (marks & term.any) != 0) && (marks & term.none) == 0;
}

void figure_sums_add(struct figure_sums *sums, const struct figure_sums *more, int64_t times)
{
	sums->all += more->all * times;
	for (int i = 0; i < FIGURE_MARKS; i++)
		sums->marked[i] += more->marked[i] * times;
}

int figure_days_class(int64_t days)
{
	static const int ends[] = {45, 60, 90, 180, 365};

	if (days <= FIGURE_DAYS_EXACT)
		return days < 0 ? 0 : (int)days;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		if (days <= ends[i])
			return ends[i];
	}
	return FIGURE_DAYS_MORE;
}

int figure_days_at(const struct figure_days *classes, size_t count, int percent)
{
	int64_t all = 0, wanted, behind = 0;

	for (size_t i = 0; i < count; i++)
		all += classes[i].count;
	if (all == 0)
		return -1;
	wanted = (all * percent + 99) / 100;
	for (size_t i = 0; i < count; i++) {
		behind += classes[i].count;
		if (behind >= wanted)
			return classes[i].days;
	}
	return -1;
}

size_t figure_hide_small(const int64_t *counts, size_t count, int64_t least, bool *ret_is_hidden)
{
	int64_t sum = 0;
	size_t hidden = 0;

	for (size_t i = 0; i < count; i++) {
		ret_is_hidden[i] = counts[i] > 0 && counts[i] < least;
		if (ret_is_hidden[i]) {
			hidden++;
			sum += counts[i];
		}
	}
	while (hidden > 0 && (hidden == 1 || sum < least)) {
		size_t next = count;

		for (size_t i = 0; i < count; i++) {
			if (!ret_is_hidden[i] && counts[i] > 0 && (next == count || counts[i] < counts[next]))
				next = i;
		}
		if (next == count)
			break; // nothing is left to hide: the total itself is small
		ret_is_hidden[next] = true;
		hidden++;
		sum += counts[next];
	}
	return hidden;
}
