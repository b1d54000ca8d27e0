// SPDX-License-Identifier: Apache-2.0
#include "jobs/sms_gateway.h"

#include "base/buf.h"
#include "base/mem.h"
#include "fetch/fetch.h"

#include <stdio.h>
#include <string.h>

enum encoding { AS_IT_IS, PERCENT, JSON };

struct sms_gateway {
	const char *url, *method, *type, *body, *header;
	int64_t time_ms;
	struct fetch *fetch;
	struct arena *arena; // of one letter
};

// ---- Templates

static void put_percent(struct buf *out, struct slice text)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c && strchr("-._~", c));

		if (plain) {
			buf_put_byte(out, (char)c);
		} else {
			buf_put_byte(out, '%');
			buf_put_byte(out, digits[c >> 4]);
			buf_put_byte(out, digits[c & 15]);
		}
	}
}

// What stands inside the quotes of a string.
static void put_json(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c == '"' || c == '\\')
			buf_put_byte(out, '\\');
		if (c < ' ')
			buf_printf(out, "\\u%04x", c);
		else
			buf_put_byte(out, (char)c);
	}
}

static void put_value(struct buf *out, struct slice text, enum encoding encoding)
{
	if (encoding == PERCENT)
		put_percent(out, text);
	else if (encoding == JSON)
		put_json(out, text);
	else
		buf_put_slice(out, text);
}

static const char *fill(
	struct arena *arena, const char *form, const struct sms_letter *letter, enum encoding encoding)
{
	struct slice rest = slice_of(form);
	struct buf out = buf_in(arena);

	while (rest.len) {
		const struct {
			struct slice name, value;
		} places[] = {{SLICE("{phone}"), letter->phone}, {SLICE("{text}"), letter->text},
			{SLICE("{id}"), letter->id}};
		size_t taken = 1;

		for (size_t i = 0; i < ARRAY_LEN(places); i++) {
			if (slice_starts_with(rest, places[i].name)) {
				put_value(&out, places[i].value, encoding);
				taken = places[i].name.len;
			}
		}
		if (taken == 1)
			buf_put_byte(&out, rest.ptr[0]);
		rest = slice_sub(rest, taken, rest.len);
	}
	return buf_cstr(&out);
}

static enum encoding encoding_of(const char *type)
{
	if (strncmp(type, "application/json", 16) == 0)
		return JSON;
	return strncmp(type, "application/x-www-form-urlencoded", 33) == 0 ? PERCENT : AS_IT_IS;
}

// ---- Handles

static int check(const struct sms_options *o, struct err *err)
{
	static const struct sms_letter sample = {SLICE("+8613900000001"), SLICE("x"), SLICE("x")};
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	bool says_whom = strstr(o->url, "{phone}") || (o->body && strstr(o->body, "{phone}"));
	bool says_what = strstr(o->url, "{text}") || (o->body && strstr(o->body, "{text}"));

	if (strcmp(o->method, "POST") != 0 && strcmp(o->method, "PUT") != 0 && strcmp(o->method, "GET") != 0)
		return err_set(err, ERR_INVALID, "sms-method: POST, PUT or GET, not \"%.20s\"", o->method);
	if (!says_whom || !says_what)
		return err_set(err, ERR_INVALID, "sms-body (or sms-url) must hold {phone} and {text}");
	if (o->body && strlen(o->body) > SMS_BODY_BYTES_MAX)
		return err_set(err, ERR_INVALID, "sms-body: more than %d bytes", SMS_BODY_BYTES_MAX);
	for (const char *at = o->type; *at; at++) {
		if (*at < ' ' || *at >= 0x7f)
			return err_set(err, ERR_INVALID, "sms-type: a media type in ASCII");
	}
	for (const char *at = o->header ? o->header : ""; *at; at++) {
		if (*at < ' ' || *at >= 0x7f)
			return err_set(err, ERR_INVALID, "sms-header-file: one line of ASCII");
	}
	if (o->header && (!strstr(o->header, ": ") || strlen(o->header) > SMS_HEADER_BYTES_MAX))
		return err_set(err, ERR_INVALID, "sms-header-file: one line `Name: value`");
	if (fetch_check_url(fill(arena, o->url, &sample, PERCENT), err) < 0) {
		err_prefix(err, "sms-url: ");
		return ERR_INVALID;
	}
	return 0;
}

static const char *copy(const char *text)
{
	return text ? mem_strdup(text) : NULL;
}

int sms_gateway_new(const struct sms_options *options, struct sms_gateway **ret, struct err *err)
{
	struct sms_gateway *gateway;
	int r = check(options, err);

	if (r < 0)
		return r;
	gateway = mem_zalloc(sizeof(*gateway));
	gateway->url = copy(options->url);
	gateway->method = copy(options->method);
	gateway->type = copy(options->type);
	gateway->body = copy(options->body);
	gateway->header = copy(options->header);
	gateway->time_ms = options->time_ms;
	gateway->fetch = fetch_new("yidan");
	gateway->arena = arena_new();
	*ret = gateway;
	return 0;
}

void sms_gateway_free(struct sms_gateway *gateway)
{
	if (!gateway)
		return;
	fetch_free(gateway->fetch);
	arena_free(gateway->arena);
	mem_free((void *)gateway->url);
	mem_free((void *)gateway->method);
	mem_free((void *)gateway->type);
	mem_free((void *)gateway->body);
	mem_free((void *)gateway->header);
	mem_free(gateway);
}

// ---- Sending

// 5xx but "come again" may have sent it all the same.
static enum sms_result judge(int status)
{
	if (status >= 200 && status < 300)
		return SMS_SENT;
	if (status == 408 || status == 425 || status == 429 || status == 503)
		return SMS_LATER;
	return status >= 500 ? SMS_UNCERTAIN : SMS_REFUSED;
}

void sms_gateway_send(struct sms_gateway *gateway, const struct sms_letter *letter, struct sms_answer *ret)
{
	const struct fetch_limits limits = {.bytes = SMS_ANSWER_BYTES_MAX, .time_ms = gateway->time_ms};
	struct arena *arena = gateway->arena;
	const char *headers[2];
	struct fetch_request request = {
		.method = gateway->method, .type = gateway->type, .headers = headers, .is_sent_once = true};
	struct fetch_answer answer;
	struct err err;

	arena_reset(arena);
	*ret = (struct sms_answer){0};
	headers[request.header_count++] = arena_printf(arena, "Idempotency-Key: %.*s", SLICE_ARG(letter->id));
	if (gateway->header)
		headers[request.header_count++] = gateway->header;
	request.url = fill(arena, gateway->url, letter, PERCENT);
	if (gateway->body)
		request.body = slice_of(fill(arena, gateway->body, letter, encoding_of(gateway->type)));
	if (fetch_check_url(request.url, NULL) < 0) {
		ret->result = SMS_REFUSED; // longer than an address may be
		snprintf(ret->words, sizeof(ret->words), "the address of the gateway became too long");
	} else if (fetch_send(gateway->fetch, &request, &limits, arena, &answer, &err) < 0) {
		ret->result = fetch_has_asked(gateway->fetch) ? SMS_UNCERTAIN : SMS_LATER;
		ret->is_server = ret->result == SMS_LATER;
		snprintf(ret->words, sizeof(ret->words), "%s", err.message);
	} else {
		ret->result = judge(answer.status);
		ret->code = answer.status;
		if (ret->result != SMS_SENT)
			snprintf(ret->words, sizeof(ret->words), "the gateway answered %d", answer.status);
	}
}
