// SPDX-License-Identifier: Apache-2.0
#include "http/negotiate.h"

#include "http/request.h"

#include <string.h>
#include <strings.h>

#define ITEMS_MAX 64 // of a list; more are not looked at

// "0", "1", "0.5", "1.000": thousandths, or -1.
static int parse_quality(struct slice text)
{
	static const int scale[] = {0, 100, 10, 1};
	int value;

	if (!text.len || text.len > 5 || (text.ptr[0] != '0' && text.ptr[0] != '1'))
		return -1;
	value = (text.ptr[0] - '0') * 1000;
	if (text.len > 1 && text.ptr[1] != '.')
		return -1;
	for (size_t i = 2; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return -1;
		value += (text.ptr[i] - '0') * scale[i - 1];
	}
	return value <= 1000 ? value : -1;
}

// The next item of a list with qualities; malformed ones are passed over. False at the end.
static bool next_item(struct slice *list, struct slice *item, int *quality)
{
	while (list->len) {
		struct slice part, parameter, name, value;

		slice_cut(*list, ',', &part, list);
		slice_cut(part, ';', item, &part);
		*item = slice_trim(*item);
		*quality = 1000;
		while (part.len) {
			slice_cut(part, ';', &parameter, &part);
			slice_cut(parameter, '=', &name, &value);
			if (slice_eq_ascii_nocase(slice_trim(name), SLICE("q")))
				*quality = parse_quality(slice_trim(value));
		}
		if (item->len && *quality >= 0)
			return true;
	}
	return false;
}

// How well a range of the header fits an offer: 0 not at all; a better fit decides the offer's quality.
typedef int fit(struct slice range, struct slice offer);

static int fit_language(struct slice range, struct slice offer)
{
	struct slice primary, offered_primary, rest;

	if (slice_eq(range, SLICE("*")))
		return 1;
	if (slice_eq_ascii_nocase(range, offer))
		return 4;
	if (offer.len > range.len && offer.ptr[range.len] == '-' &&
		slice_eq_ascii_nocase(range, slice_sub(offer, 0, range.len)))
		return 3;
	slice_cut(range, '-', &primary, &rest);
	slice_cut(offer, '-', &offered_primary, &rest);
	return slice_eq_ascii_nocase(primary, offered_primary) ? 2 : 0;
}

static int fit_media(struct slice range, struct slice offer)
{
	struct slice type, offered_type, subtype, rest;

	if (slice_eq(range, SLICE("*/*")))
		return 1;
	slice_cut(offer, ';', &offer, &rest);
	if (slice_eq_ascii_nocase(range, slice_trim(offer)))
		return 3;
	slice_cut(range, '/', &type, &subtype);
	slice_cut(offer, '/', &offered_type, &rest);
	return slice_eq(subtype, SLICE("*")) && slice_eq_ascii_nocase(type, offered_type) ? 2 : 0;
}

static int fit_encoding(struct slice range, struct slice offer)
{
	if (slice_eq(range, SLICE("*")))
		return 1;
	return slice_eq_ascii_nocase(range, offer) ? 2 : 0;
}

// Quality of one offer: that of the best-fitting range; -1 where none fits.
static int quality_of(struct slice header, struct slice offer, fit *fits)
{
	struct slice item;
	int best_fit = 0, best_quality = -1, quality;

	for (int i = 0; i < ITEMS_MAX && next_item(&header, &item, &quality); i++) {
		int good = fits(item, offer);

		if (good > best_fit || (good && good == best_fit && quality > best_quality)) {
			best_fit = good;
			best_quality = quality;
		}
	}
	return best_quality;
}

static int best_offer(struct slice header, const char *const *offered, int count, fit *fits)
{
	int best = -1, best_quality = 0;

	for (int i = 0; i < count; i++) {
		int quality = quality_of(header, slice_of(offered[i]), fits);

		if (quality > best_quality) {
			best = i;
			best_quality = quality;
		}
	}
	return best;
}

int http_accept_language(struct slice header, const char *const *offered, int count)
{
	return best_offer(header, offered, count, fit_language);
}

int http_accept(struct slice header, const char *const *offered, int count)
{
	return header.ptr ? best_offer(header, offered, count, fit_media) : 0;
}

enum http_encoding http_accept_encoding(struct slice header, unsigned available)
{
	static const enum http_encoding order[] = {HTTP_ENCODING_BR, HTTP_ENCODING_GZIP};
	enum http_encoding best = HTTP_ENCODING_IDENTITY;
	int best_quality = 0, identity = quality_of(header, SLICE("identity"), fit_encoding);

	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		int quality;

		if (!(available & 1u << order[i]))
			continue;
		quality = quality_of(header, slice_of(http_encoding_name(order[i])), fit_encoding);
		if (quality > best_quality) {
			best = order[i];
			best_quality = quality;
		}
	}
	// Identity needs no mention to be acceptable, but wins only where it is wanted more.
	return identity > best_quality ? HTTP_ENCODING_IDENTITY : best;
}

enum http_encoding http_pick_encoding(const struct http_request *r, unsigned available)
{
	return http_accept_encoding(http_header(r, "Accept-Encoding"), available);
}

const char *http_encoding_name(enum http_encoding encoding)
{
	switch (encoding) {
	case HTTP_ENCODING_IDENTITY:
		return NULL;
	case HTTP_ENCODING_GZIP:
		return "gzip";
	case HTTP_ENCODING_BR:
		return "br";
	}
	return NULL;
}
