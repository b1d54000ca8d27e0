// SPDX-License-Identifier: Apache-2.0
// Zones: a sorted table of changes of the offset. TZif files (RFC 8536) are read from memory, their second
// block where there is one; the rule in their footer is turned into changes of the table as well, so that a
// look-up is one search.
#include "calendar/internal.h"

#include "base/buf.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEADER_BYTES	 44
#define CHANGES_MAX	 8192
#define TYPES_MAX	 256
#define OFFSET_MAX_S	 (26 * 3600) // RFC 8536: more than -25 h, less than 26 h
#define DEFAULT_DATABASE "/usr/share/zoneinfo"

struct header {
	uint8_t version; // 0, or an ASCII digit from '2'
	uint32_t is_ut_count, is_std_count, leap_count, time_count, type_count, char_count;
};

struct calendar_zone *calendar_zone_fixed(int offset_min)
{
	struct calendar_zone *zone = mem_zalloc(sizeof(*zone));
	int size = offset_min < 0 ? -offset_min : offset_min;

	must(size < 24 * 60);
	zone->first_offset_s = offset_min * 60;
	snprintf(zone->name, sizeof(zone->name), "%c%02d:%02d", offset_min < 0 ? '-' : '+', size / 60,
		size % 60);
	return zone;
}

void calendar_zone_free(struct calendar_zone *zone)
{
	if (!zone)
		return;
	mem_free(zone->changes);
	mem_free(zone);
}

struct zone_stretch zone_stretch_at(const struct calendar_zone *zone, int64_t at_us)
{
	size_t low = 0, high = zone->count; // first change after at_us

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (zone->changes[middle].at_us <= at_us)
			low = middle + 1;
		else
			high = middle;
	}
	return (struct zone_stretch){
		.from_us = low ? zone->changes[low - 1].at_us : INT64_MIN,
		.to_us = low < zone->count ? zone->changes[low].at_us : INT64_MAX,
		.offset_us = (low ? zone->changes[low - 1].offset_s : zone->first_offset_s) * US_PER_SECOND,
	};
}

int32_t calendar_zone_offset_s(const struct calendar_zone *zone, int64_t at_us)
{
	return (int32_t)(zone_stretch_at(zone, at_us).offset_us / US_PER_SECOND);
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t be_time(const uint8_t *p, size_t width)
{
	return width == 4 ? (int32_t)be32(p) : (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

static int parse_header(struct slice s, struct header *ret)
{
	const uint8_t *p = (const uint8_t *)s.ptr;

	if (s.len < HEADER_BYTES || memcmp(p, "TZif", 4) != 0)
		return ERR_INVALID;
	*ret = (struct header){
		p[4], be32(p + 20), be32(p + 24), be32(p + 28), be32(p + 32), be32(p + 36), be32(p + 40)};
	if (ret->time_count > CHANGES_MAX || ret->type_count == 0 || ret->type_count > TYPES_MAX ||
		ret->char_count > 65536 || ret->leap_count > 65536 || ret->is_std_count > TYPES_MAX ||
		ret->is_ut_count > TYPES_MAX)
		return ERR_INVALID;
	return 0;
}

static size_t block_bytes(const struct header *h, size_t width)
{
	return h->time_count * (width + 1) + h->type_count * 6 + h->char_count + h->leap_count * (width + 4) +
	       h->is_std_count + h->is_ut_count;
}

// One block of data: its times, the indices of their types, the types.
static int parse_block(const uint8_t *p, const struct header *h, size_t width, struct calendar_zone *zone)
{
	const uint8_t *types = p + h->time_count * width;
	const uint8_t *offsets = types + h->time_count;

	for (size_t i = 0; i < h->type_count; i++) {
		int32_t offset_s = (int32_t)be32(offsets + i * 6);

		if (offset_s <= -OFFSET_MAX_S || offset_s >= OFFSET_MAX_S)
			return ERR_INVALID;
	}
	zone->first_offset_s = (int32_t)be32(offsets);
	for (size_t i = 0; i < h->time_count; i++) {
		int64_t at_s = be_time(p + i * width, width);
		int32_t offset_s;

		if (types[i] >= h->type_count || (i && at_s <= be_time(p + (i - 1) * width, width)))
			return ERR_INVALID;
		offset_s = (int32_t)be32(offsets + types[i] * 6);
		if (at_s <= CALENDAR_MIN_US / US_PER_SECOND)
			zone->first_offset_s = offset_s; // before all times that we are asked about
		else if (at_s < CALENDAR_MAX_US / US_PER_SECOND)
			zone->changes[zone->count++] = (struct zone_change){at_s * US_PER_SECOND, offset_s};
	}
	return 0;
}

static int parse_footer(struct slice footer, struct calendar_zone *zone)
{
	struct slice rule, rest;

	if (footer.len < 2 || footer.ptr[0] != '\n')
		return ERR_INVALID;
	footer = slice_sub(footer, 1, footer.len - 1);
	if (!slice_cut(footer, '\n', &rule, &rest))
		return ERR_INVALID;
	return rule.len ? zone_rule_apply(rule, zone) : 0;
}

static int parse_tzif(struct slice s, struct calendar_zone *zone, struct err *err)
{
	struct header h;
	size_t width = 4, bytes;

	if (parse_header(s, &h) < 0)
		return err_set(err, ERR_INVALID, "no TZif file");
	if (h.version >= '2') {
		bytes = HEADER_BYTES + block_bytes(&h, 4);
		width = 8;
		s = slice_sub(s, bytes, s.len);
		if (parse_header(s, &h) < 0)
			return err_set(err, ERR_INVALID, "the second head is malformed");
	}
	if (h.leap_count)
		return err_set(err, ERR_INVALID, "a zone with leap seconds");
	bytes = HEADER_BYTES + block_bytes(&h, width);
	if (s.len < bytes)
		return err_set(err, ERR_INVALID, "cut short");
	zone->changes = mem_zalloc_array(h.time_count + ZONE_RULE_CHANGES_MAX, sizeof(*zone->changes));
	if (parse_block((const uint8_t *)s.ptr + HEADER_BYTES, &h, width, zone) < 0)
		return err_set(err, ERR_INVALID, "times or types are malformed");
	if (width == 8 && parse_footer(slice_sub(s, bytes, s.len), zone) < 0)
		return err_set(err, ERR_INVALID, "the rule in the footer is malformed");
	return 0;
}

int calendar_zone_parse(const char *name, struct slice tzif, struct calendar_zone **ret, struct err *err)
{
	struct calendar_zone *zone;
	int r;

	if (tzif.len > CALENDAR_TZIF_BYTES_MAX)
		return err_set(err, ERR_INVALID, "zone %.64s: too large", name);
	zone = mem_zalloc(sizeof(*zone));
	snprintf(zone->name, sizeof(zone->name), "%s", name);
	r = parse_tzif(tzif, zone, err);
	if (r < 0) {
		err_prefix(err, "zone %.64s: ", name);
		calendar_zone_free(zone);
		return r;
	}
	*ret = zone;
	return 0;
}

// Names of zones go into a path: nothing that could leave the database.
static bool is_zone_name(const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len >= CALENDAR_ZONE_NAME_BYTES || name[0] == '/' || strstr(name, "//"))
		return false;
	return strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == len;
}

int calendar_zone_load(const char *name, struct calendar_zone **ret, struct err *err)
{
	CLEANUP(buf_release) struct buf path = {0}, bytes = {0};
	const char *database = getenv("TZDIR");
	ssize_t n;
	int fd;

	if (!is_zone_name(name))
		return err_set(err, ERR_INVALID, "“%.64s” is no name of a zone", name);
	buf_printf(&path, "%s/%s", database && *database ? database : DEFAULT_DATABASE, name);
	fd = open(buf_cstr(&path), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return err_set(err, ERR_NOT_FOUND, "zone %s: %s", name, strerror(errno));
	do {
		buf_reserve(&bytes, 16384);
		n = read(fd, bytes.ptr + bytes.len, 16384);
		if (n > 0)
			bytes.len += (size_t)n;
	} while (n > 0 && bytes.len <= CALENDAR_TZIF_BYTES_MAX);
	close(fd);
	if (n < 0)
		return err_set(err, ERR_NOT_FOUND, "zone %s: %s", name, strerror(errno));
	return calendar_zone_parse(name, buf_slice(&bytes), ret, err);
}
