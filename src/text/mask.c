// SPDX-License-Identifier: Apache-2.0
// The masker. Finders report spans; overlapping ones become one, so that no piece of either is left; then
// marks are put in. A number may be left alone because of another beside it ("1.13812345678" is no telephone
// number), and that other may be masked. So the result is searched again until nothing more is found: a
// masked text masks to itself.
#include "text/mask_internal.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

#define PASSES_MAX   8
#define WINDOW_BYTES 32 // how far before a number a word still speaks of it

static const struct {
	const char *name, *mark_zh, *mark_en;
} KINDS[TEXT_MASK_KINDS] = {
	[TEXT_MASK_MOBILE] = {"mobile", "〔手机号已隐去〕", "[mobile number removed]"},
	[TEXT_MASK_LANDLINE] = {"landline", "〔电话已隐去〕", "[telephone number removed]"},
	[TEXT_MASK_IDENTITY] = {"identity", "〔身份证号已隐去〕", "[identity number removed]"},
	[TEXT_MASK_BANK_CARD] = {"bank_card", "〔银行卡号已隐去〕", "[card number removed]"},
	[TEXT_MASK_EMAIL] = {"email", "〔邮箱已隐去〕", "[e-mail address removed]"},
	[TEXT_MASK_PLATE] = {"plate", "〔车牌已隐去〕", "[number plate removed]"},
	[TEXT_MASK_PASSPORT] = {"passport", "〔证件号已隐去〕", "[passport number removed]"},
};

const char *text_mask_kind_name(enum text_mask_kind kind)
{
	return KINDS[kind].name;
}

// ---- Words near a number
// ------------------------------------------------------------------------------------------

static bool ends_sentence(struct slice text, size_t i)
{
	size_t len;
	uint32_t three = scan_three_at(text, i);

	if (scan_byte_at(text, i) == '\n' || scan_byte_at(text, i) == ']' ||
		scan_digit_at(text, i, &len) >= 0)
		return true;
	return three == 0xE38082 || three == 0xEFBC9B || three == 0xE38095; // 。 ； 〕
}

bool mask_has_word_before(struct slice text, size_t i, const char *const *words)
{
	size_t from = i < WINDOW_BYTES ? 0 : i - WINDOW_BYTES, len = 0;
	char window[WINDOW_BYTES];

	for (size_t at = from; at < i; at++) {
		if (ends_sentence(text, at))
			len = 0;
		else
			window[len++] =
				(char)((scan_byte_at(text, at) >= 'A' && scan_byte_at(text, at) <= 'Z')
						? text.ptr[at] | 0x20
						: text.ptr[at]);
	}
	for (; *words; words++)
		if (slice_find(slice_from(window, len), slice_of(*words)) >= 0)
			return true;
	return false;
}

// ---- Spans
// --------------------------------------------------------------------------------------------------------

void mask_finds_add(struct mask_finds *finds, enum text_mask_kind kind, size_t from, size_t to)
{
	if (finds->count == finds->capacity) {
		size_t capacity = finds->capacity ? finds->capacity * 2 : 8;
		struct text_mask_span *spans = ARENA_ARRAY(finds->arena, struct text_mask_span, capacity);

		if (finds->count)
			memcpy(spans, finds->spans, finds->count * sizeof(*spans));
		finds->spans = spans;
		finds->capacity = capacity;
	}
	finds->spans[finds->count++] = (struct text_mask_span){.kind = kind, .from = from, .to = to};
}

static int compare_spans(const void *a, const void *b)
{
	const struct text_mask_span *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to > y->to ? -1 : 1; // the longer first
	return (x->kind > y->kind) - (x->kind < y->kind);
}

// Sorts and makes one of those that overlap; the longest gives its kind.
static void resolve_overlaps(struct mask_finds *finds)
{
	size_t kept = 0, longest = 0;

	if (finds->count)
		qsort(finds->spans, finds->count, sizeof(*finds->spans), compare_spans);
	for (size_t i = 0; i < finds->count; i++) {
		struct text_mask_span span = finds->spans[i];
		struct text_mask_span *last = kept ? &finds->spans[kept - 1] : NULL;

		if (!last || span.from >= last->to) {
			finds->spans[kept++] = span;
			longest = span.to - span.from;
			continue;
		}
		if (span.to - span.from > longest) {
			longest = span.to - span.from;
			last->kind = span.kind;
		}
		if (span.to > last->to)
			last->to = span.to;
	}
	finds->count = kept;
}

static bool has_chinese(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint32_t three;

		if (scan_byte_at(text, i) < 0xE3)
			continue;
		three = scan_three_at(text, i);
		if (three >= 0xE38180 && three <= 0xE9BFBF &&
			scan_byte_at(text, i + 1) >= 0x80) // kana to U+9FFF
			return true;
	}
	return false;
}

// Puts marks in for the spans and notes where they stand.
static struct slice put_marks(struct arena *arena, struct slice text, bool chinese, struct mask_finds *finds)
{
	struct buf out = buf_in(arena);
	size_t at = 0;

	buf_reserve(&out, text.len + 32 * finds->count);
	for (size_t i = 0; i < finds->count; i++) {
		struct text_mask_span *span = &finds->spans[i];

		buf_put(&out, text.ptr + at, span->from - at);
		span->mark_from = out.len;
		buf_put_cstr(&out, chinese ? KINDS[span->kind].mark_zh : KINDS[span->kind].mark_en);
		span->mark_to = out.len;
		at = span->to;
	}
	buf_put(&out, text.ptr + at, text.len - at);
	return buf_slice(&out);
}

static void find_all(struct slice text, struct mask_finds *finds)
{
	mask_find_numbers(text, finds);
	mask_find_emails(text, finds);
	mask_find_plates(text, finds);
	mask_find_passports(text, finds);
	resolve_overlaps(finds);
}

// A byte of the masked text back in the input. It does not lie inside a mark: marks hold nothing that is
// found.
static size_t unmasked(const struct mask_finds *finds, size_t at)
{
	size_t input = at;

	for (size_t i = 0; i < finds->count && finds->spans[i].mark_to <= at; i++)
		input = finds->spans[i].to + (at - finds->spans[i].mark_to);
	return input;
}

struct text_masked text_mask(struct arena *arena, struct slice text)
{
	struct mask_finds finds = {.arena = arena};
	struct slice masked = text;
	bool chinese;

	find_all(text, &finds);
	if (!finds.count)
		return (struct text_masked){.text = text};
	chinese = has_chinese(text);
	for (int pass = 0; pass < PASSES_MAX; pass++) {
		struct mask_finds more = {.arena = arena};
		size_t before = finds.count;

		masked = put_marks(arena, text, chinese, &finds);
		find_all(masked, &more);
		if (!more.count)
			break;
		for (size_t i = 0; i < more.count; i++) {
			const struct mask_finds known = {.spans = finds.spans, .count = before};

			mask_finds_add(&finds, more.spans[i].kind, unmasked(&known, more.spans[i].from),
				unmasked(&known, more.spans[i].to));
		}
		resolve_overlaps(&finds);
	}
	return (struct text_masked){masked, finds.spans, finds.count};
}
