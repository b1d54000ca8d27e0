// SPDX-License-Identifier: Apache-2.0
// The figures as a stranger counts them: from the published entries alone, whose tree is compared with the
// checkpoint that was signed. What counts, the domain says; no row of the server is asked. A case takes some
// two kilobytes of memory.
#include "cli/command.h"

#include "base/clock.h"
#include "base/macros.h"
#include "base/mem.h"
#include "cli/log_walk.h"
#include "domain/figure_period.h"
#include "events/case_codec.h"
#include "events/jurisdiction_codec.h"
#include "service/figure_reads.h"
#include "store/figure_cells.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_FIRST 4096

// A unit, category or area: by what code it is named.
struct named {
	int64_t id;
	char code[49];
};

struct stranger {
	const struct settings *settings;
	struct arena *arena;   // of the command
	struct arena *decoded; // of one entry
	struct calendar *calendar;
	struct log_walk walk;
	uint64_t size_most; // entries from here on are read, and not counted
	int64_t day_most;   // likewise events of later days
	int64_t first_day, last_day, due_day;

	struct figure_case **cases; // by the stream's id: a table by open addressing
	size_t room, count;
	struct named *names;
	size_t name_count, name_room;
	struct figure_cells *cells;
	struct err err;
};

// ---- Cases

static struct figure_case **slot_of(struct figure_case **cases, size_t room, int64_t id)
{
	uint64_t hash = (uint64_t)id * UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (size_t)(hash >> 20) & (room - 1);

	while (cases[at] && cases[at]->state.case_id != id)
		at = (at + 1) & (room - 1);
	return &cases[at];
}

static void grow(struct stranger *s)
{
	size_t room = s->room ? s->room * 2 : ROOM_FIRST;
	struct figure_case **cases = mem_zalloc_array(room, sizeof(struct figure_case *));

	for (size_t i = 0; i < s->room; i++) {
		if (s->cases[i])
			*slot_of(cases, room, s->cases[i]->state.case_id) = s->cases[i];
	}
	mem_free(s->cases);
	s->cases = cases;
	s->room = room;
}

static struct figure_case *case_of(struct stranger *s, int64_t id)
{
	struct figure_case **slot;

	if (s->count * 2 >= s->room)
		grow(s);
	slot = slot_of(s->cases, s->room, id);
	if (!*slot) {
		*slot = ARENA_NEW(s->arena, struct figure_case);
		**slot = (struct figure_case){
			.arena = s->arena, .calendar = s->calendar, .state = {.case_id = id}};
		s->count++;
	}
	return *slot;
}

// What the state keeps of an event's texts is bytes of the bundle, which are gone after it; nothing of the
// figures reads them.
static int take_case(struct stranger *s, struct slice entry, const struct event_envelope *envelope)
{
	struct case_event event;
	int r;

	if (calendar_day_of(s->calendar, envelope->meta.at_us) > s->day_most)
		return 0;
	r = case_event_decode(&(struct event_parts){.bytes = entry}, s->decoded, &event, &s->err);
	if (r == 0)
		r = figure_case_apply(case_of(s, envelope->meta.stream_id), &event, &s->err);
	return r;
}

// ---- Names

static void name(struct stranger *s, int64_t id, struct slice code)
{
	struct named *found = NULL;

	for (size_t i = 0; !found && i < s->name_count; i++)
		found = s->names[i].id == id ? &s->names[i] : NULL;
	if (!found) {
		if (s->name_count == s->name_room) {
			s->name_room = s->name_room * 2 + 64;
			s->names = mem_realloc(s->names, s->name_room * sizeof(*s->names));
		}
		found = &s->names[s->name_count++];
		found->id = id;
	}
	snprintf(found->code, sizeof(found->code), "%.*s", SLICE_ARG(code));
}

static int take_jurisdiction(struct stranger *s, struct slice entry)
{
	struct jurisdiction_event event;
	int r = jurisdiction_event_decode(&(struct event_parts){.bytes = entry}, s->decoded, &event, &s->err);

	if (r < 0)
		return r;
	if (event.type == JURISDICTION_EVENT_UNIT_SET)
		name(s, event.unit_set.unit_id, event.unit_set.code);
	else if (event.type == JURISDICTION_EVENT_CATEGORY_SET)
		name(s, event.category_set.category_id, event.category_set.code);
	else if (event.type == JURISDICTION_EVENT_AREA_SET)
		name(s, event.area_set.area_id, event.area_set.code);
	return 0;
}

// ---- Entries

static int take_entry(
	void *arg, uint64_t place, struct slice entry, const struct merkle_hash *leaf, struct err *err)
{
	struct event_envelope envelope;
	struct stranger *s = arg;
	int r;

	(void)leaf;
	if (place >= s->size_most)
		return 0;
	arena_reset(s->decoded);
	r = event_envelope_read(entry, s->decoded, &envelope, err);
	if (r < 0)
		return r;
	return slice_eq(envelope.stream_kind, SLICE("case")) ? take_case(s, entry, &envelope)
							     : take_jurisdiction(s, entry);
}

static void say_what_is_read(const struct stranger *s)
{
	fprintf(stderr, "The ledger %.*s, %" PRIu64 " entries%s\n", SLICE_ARG(s->walk.checkpoint.origin),
		s->walk.checkpoint.size,
		s->walk.is_signed ? ", signed by the key that was given."
				  : ". Who signed it is not checked: give its verifier key as --key.");
}

// ---- What was asked

// A day, or a number of entries.
static int ask_as_of(struct stranger *s, int64_t today)
{
	struct slice text = slice_of(s->settings->as_of ? s->settings->as_of : "");
	int64_t number;

	s->size_most = UINT64_MAX;
	s->day_most = INT64_MAX;
	s->last_day = today;
	s->due_day = today - 1; // today is not over
	if (text.len == 0)
		return 0;
	if (calendar_day_parse(text, &number) == 0) {
		s->day_most = s->last_day = number;
		s->due_day = number < today ? number : today - 1;
		return 0;
	}
	if (!slice_parse_i64(text, &number) || number <= 0)
		return err_set(&s->err, ERR_INVALID,
			"--as-of: a day as 2026-11-30, or a number of entries, not \"%.40s\"",
			s->settings->as_of);
	s->size_most = (uint64_t)number;
	return 0;
}

static int ask(struct stranger *s)
{
	const char *zone = s->settings->zone ? s->settings->zone : "+08:00";
	int64_t last, today;
	int r;

	r = calendar_parse(slice_of(arena_printf(s->arena,
				   "{\"version\":1,\"zone\":\"%s\",\"working_hours\":[{\"weekdays\":[1],"
				   "\"from\":\"09:00\",\"to\":\"17:00\"}]}",
				   zone)),
		&s->calendar, &s->err);
	if (r < 0)
		return err_set(&s->err, ERR_INVALID,
			"--zone: +08:00 or a name as Asia/Shanghai, not \"%.40s\"", zone);
	today = calendar_day_of(s->calendar, clock_now_us());
	r = ask_as_of(s, today);
	if (r < 0)
		return r;
	if (!figure_period_parse(
		    slice_of(s->settings->period ? s->settings->period : ""), &s->first_day, &last))
		return err_set(&s->err, ERR_INVALID,
			"--period: 2026-11, 2026-Q4, 2026 or 2026-09-12..2026-12-20 says which days");
	s->last_day = last < s->last_day ? last : s->last_day;
	return 0;
}

// ---- Counting and writing

static void count_fact(struct stranger *s, const struct figure_fact *fact)
{
	bool is_due = fact->class >= FIGURE_CLASS_CONTACT_DUE && fact->class <= FIGURE_CLASS_SOLVE_DUE;

	if (fact->day < s->first_day || fact->day > s->last_day || (is_due && fact->day > s->due_day))
		return;
	for (int by = 0; by < FIGURE_DIMENSIONS; by++) {
		struct figure_sums *sums;

		if (by == FIGURE_BY_PROGRAMME && fact->cell.of[by] == 0)
			continue;
		sums = figure_cells_at(
			s->cells, &(struct figure_key){
					  .dimension = by, .value = fact->cell.of[by], .class = fact->class});
		sums->all++;
		for (int i = 0; i < FIGURE_MARKS; i++)
			sums->marked[i] += fact->marks >> i & 1;
	}
}

static void count_cases(struct stranger *s)
{
	struct figure_fact *facts;
	size_t count;

	for (size_t i = 0; i < s->room; i++) {
		if (!s->cases[i] || s->cases[i]->state.seq == 0)
			continue;
		arena_reset(s->decoded);
		s->cases[i]->arena = s->decoded; // nothing is applied any more
		figure_case_facts(s->cases[i], &facts, &count);
		for (size_t k = 0; k < count; k++)
			count_fact(s, &facts[k]);
	}
}

static const char *code_of(struct stranger *s, enum figure_dimension by, int64_t value)
{
	if (by == FIGURE_BY_NOTHING)
		return "";
	if (by == FIGURE_BY_CHANNEL)
		return case_channel_name((enum case_channel)value);
	if (by == FIGURE_BY_KIND)
		return case_kind_name((enum case_kind)value);
	for (size_t i = 0; value && i < s->name_count; i++) {
		if (s->names[i].id == value)
			return s->names[i].code;
	}
	return value ? arena_printf(s->arena, "%" PRId64, value) : "-";
}

static void print_line(struct stranger *s, enum figure figure, enum figure_dimension by, int64_t value,
	const struct figure_set *set)
{
	const struct figure_definition *d = figure_definition(figure);

	if (by != FIGURE_BY_NOTHING && figure_is_nothing(set, figure))
		return;
	printf("%s,%s,%s,%" PRId64 ",", d->code, figure_dimension_name(by), code_of(s, by, value),
		figure_part(set, figure));
	if (d->is_share)
		printf("%" PRId64, figure_whole(set, figure));
	printf(",%" PRId64 "\n", figure_left_out(set, figure));
}

// The cells of one value, which follow one another.
static size_t take_set(const struct figure_entry **entries, size_t count, size_t at, struct figure_set *ret)
{
	size_t next = at;

	*ret = (struct figure_set){0};
	while (next < count && entries[next]->key.dimension == entries[at]->key.dimension &&
		entries[next]->key.value == entries[at]->key.value) {
		ret->of[entries[next]->key.class] = entries[next]->sums;
		next++;
	}
	return next;
}

static int by_dimension_and_value(const void *a, const void *b)
{
	const struct figure_key *x = &(*(const struct figure_entry *const *)a)->key;
	const struct figure_key *y = &(*(const struct figure_entry *const *)b)->key;

	if (x->dimension != y->dimension)
		return x->dimension < y->dimension ? -1 : 1;
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return x->class < y->class ? -1 : x->class > y->class;
}

static void print_figures(struct stranger *s)
{
	const struct figure_entry **entries;
	struct figure_set set;
	size_t count;

	entries = figure_cells_sorted(s->cells, &count);
	qsort(entries, count, sizeof(struct figure_entry *), by_dimension_and_value);
	printf("figure,dimension,value,numerator,denominator,not_counted\n");
	for (int figure = 0; figure < FIGURES; figure++) {
		if (count == 0 || entries[0]->key.dimension != FIGURE_BY_NOTHING)
			print_line(s, (enum figure)figure, FIGURE_BY_NOTHING, 0, &(struct figure_set){0});
		for (size_t at = 0, next; at < count; at = next) {
			next = take_set(entries, count, at, &set);
			print_line(s, (enum figure)figure, (enum figure_dimension)entries[at]->key.dimension,
				entries[at]->key.value, &set);
		}
	}
	mem_free(entries);
}

int command_ledger_figures(const struct settings *settings, struct arena *arena)
{
	struct stranger s = {
		.settings = settings, .arena = arena, .decoded = arena_new(), .cells = figure_cells_new()};
	int r;

	if (!settings->argument)
		return command_misused("of which list? Write its address behind the command");
	r = ask(&s);
	if (r == 0)
		r = log_walk_open(
			settings->argument, "yidan-ledger-figures", &settings->keys, arena, &s.walk, &s.err);
	if (r == 0) {
		say_what_is_read(&s);
		r = log_walk_entries(&s.walk, take_entry, &s, &s.err);
	}
	if (r == 0) {
		count_cases(&s);
		print_figures(&s);
	}
	log_walk_close(&s.walk);
	calendar_free(s.calendar);
	figure_cells_free(s.cells);
	arena_free(s.decoded);
	mem_free(s.cases);
	mem_free(s.names);
	return r == 0 ? EXIT_DONE : command_failed(r, &s.err);
}
