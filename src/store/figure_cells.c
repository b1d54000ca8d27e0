// SPDX-License-Identifier: Apache-2.0
// A table by open addressing, doubled when it is half full.
#include "store/figure_cells.h"

#include "base/clock.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define ROOM_FIRST 1024

struct figure_cells {
	struct figure_entry *entries;
	size_t room, count;
};

struct figure_cells *figure_cells_new(void)
{
	struct figure_cells *cells = mem_zalloc(sizeof(*cells));

	cells->room = ROOM_FIRST;
	cells->entries = mem_zalloc_array(cells->room, sizeof(*cells->entries));
	return cells;
}

void figure_cells_free(struct figure_cells *cells)
{
	if (!cells)
		return;
	mem_free(cells->entries);
	mem_free(cells);
}

static uint64_t hash_of(const struct figure_key *key)
{
	const int64_t parts[] = {
		key->dimension, key->span, key->day, key->known, key->class, key->value, key->days};
	uint64_t hash = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		hash = (hash ^ (uint64_t)parts[i]) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 29;
	}
	return hash;
}

static struct figure_entry *slot_of(struct figure_entry *entries, size_t room, const struct figure_key *key)
{
	size_t at = (size_t)hash_of(key) & (room - 1);

	while (entries[at].is_used && memcmp(&entries[at].key, key, sizeof(*key)) != 0)
		at = (at + 1) & (room - 1);
	return &entries[at];
}

static void grow(struct figure_cells *cells)
{
	size_t room = cells->room * 2;
	struct figure_entry *entries = mem_zalloc_array(room, sizeof(*entries));

	for (size_t i = 0; i < cells->room; i++) {
		if (cells->entries[i].is_used)
			*slot_of(entries, room, &cells->entries[i].key) = cells->entries[i];
	}
	mem_free(cells->entries);
	cells->entries = entries;
	cells->room = room;
}

struct figure_sums *figure_cells_at(struct figure_cells *cells, const struct figure_key *key)
{
	struct figure_entry *entry;

	if (cells->count * 2 >= cells->room)
		grow(cells);
	entry = slot_of(cells->entries, cells->room, key);
	if (!entry->is_used) {
		*entry = (struct figure_entry){.key = *key, .is_used = true};
		cells->count++;
	}
	return &entry->sums;
}

int64_t figure_month_of(int64_t day)
{
	int64_t year;
	int month, date;

	clock_civil_from_days(day, &year, &month, &date);
	return day - date + 1;
}

int64_t figure_month_end(int64_t day)
{
	int64_t year;
	int month, date;

	clock_civil_from_days(day, &year, &month, &date);
	return clock_days_from_civil(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) - 1;
}

static void add_to(
	struct figure_cells *cells, const struct figure_key *key, const struct figure_fact *fact, int times)
{
	struct figure_sums *sums = figure_cells_at(cells, key);

	sums->all += times;
	for (int i = 0; i < FIGURE_MARKS; i++)
		sums->marked[i] += fact->marks >> i & 1 ? times : 0;
}

void figure_cells_take(
	struct figure_cells *cells, const struct figure_fact *fact, int64_t known_day, int times)
{
	for (int dimension = 0; dimension < FIGURE_DIMENSIONS; dimension++) {
		struct figure_key key = {.dimension = dimension,
			.day = fact->day,
			.known = FIGURE_KNOWN_TIMELY,
			.class = fact->class,
			.value = fact->cell.of[dimension],
			.days = fact->days};

		if (dimension == FIGURE_BY_PROGRAMME && key.value == 0)
			continue; // most cases are in none, and nobody asks for those
		add_to(cells, &key, fact, times);
		key.known = known_day;
		if (known_day > fact->day)
			add_to(cells, &key, fact, times);
		key.span = FIGURE_SPAN_MONTH;
		key.day = figure_month_of(fact->day);
		if (known_day > figure_month_end(fact->day))
			add_to(cells, &key, fact, times);
		key.known = FIGURE_KNOWN_TIMELY;
		add_to(cells, &key, fact, times);
	}
}

static int compare_entries(const void *a, const void *b)
{
	const struct figure_key *x = &(*(const struct figure_entry *const *)a)->key;
	const struct figure_key *y = &(*(const struct figure_entry *const *)b)->key;
	const int64_t xs[] = {x->dimension, x->span, x->day, x->known, x->class, x->value, x->days};
	const int64_t ys[] = {y->dimension, y->span, y->day, y->known, y->class, y->value, y->days};

	for (size_t i = 0; i < sizeof(xs) / sizeof(xs[0]); i++) {
		if (xs[i] != ys[i])
			return xs[i] < ys[i] ? -1 : 1;
	}
	return 0;
}

const struct figure_entry **figure_cells_sorted(const struct figure_cells *cells, size_t *ret_count)
{
	const struct figure_entry **sorted = mem_zalloc_array(cells->count + 1, sizeof(*sorted));
	size_t count = 0;

	for (size_t i = 0; i < cells->room; i++) {
		if (cells->entries[i].is_used)
			sorted[count++] = &cells->entries[i];
	}
	qsort(sorted, count, sizeof(struct figure_entry *), compare_entries);
	*ret_count = count;
	return sorted;
}

bool figure_sums_are_zero(const struct figure_sums *sums)
{
	static const struct figure_sums zero;

	return memcmp(sums, &zero, sizeof(zero)) == 0;
}
