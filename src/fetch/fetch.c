// SPDX-License-Identifier: Apache-2.0
#include "fetch/fetch.h"

#include "base/buf.h"
#include "base/mem.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>

struct fetch {
	CURL *curl;
	const char *agent;
	const atomic_bool *stop; // may be NULL
	// of the request that runs
	struct buf body;
	size_t most_bytes, head_bytes;
	bool is_too_long;
	char words[CURL_ERROR_SIZE];
};

// Wrong only where curl lacks what it was built with in Debian: our mistake, not one of the network.
#define SET(fetch, option, value) must(curl_easy_setopt((fetch)->curl, (option), (value)) == CURLE_OK)

static void start_curl(void)
{
	must(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

// ---- Addresses

static int refuse_url(const char *words, struct err *err)
{
	return err_set(err, ERR_INVALID, "the address %s", words);
}

static bool url_has(CURLU *parts, CURLUPart part, const char *wanted)
{
	char *text = NULL;
	bool has = curl_url_get(parts, part, &text, 0) == CURLUE_OK && (!wanted || strcmp(text, wanted) == 0);

	curl_free(text);
	return has;
}

int fetch_check_url(const char *url, struct err *err)
{
	size_t len = strnlen(url, FETCH_URL_BYTES_MAX + 1);
	CURLU *parts;
	int r = 0;

	if (len > FETCH_URL_BYTES_MAX)
		return refuse_url("is too long", err);
	for (size_t i = 0; i < len; i++) {
		if (url[i] <= ' ' || url[i] == 0x7f)
			return refuse_url("may hold only ASCII letters, digits and signs", err);
	}
	parts = curl_url();
	must(parts);
	if (curl_url_set(parts, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
		r = refuse_url("is not like https://host/path", err);
	else if (!url_has(parts, CURLUPART_SCHEME, "http") && !url_has(parts, CURLUPART_SCHEME, "https"))
		r = refuse_url("must begin with https:// or http://", err);
	else if (url_has(parts, CURLUPART_USER, NULL) || url_has(parts, CURLUPART_PASSWORD, NULL))
		r = refuse_url("may hold no user and no password", err);
	else if (url_has(parts, CURLUPART_FRAGMENT, NULL))
		r = refuse_url("may have nothing behind a #", err);
	curl_url_cleanup(parts);
	return r;
}

// ---- Handles

struct fetch *fetch_new(const char *agent)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct fetch *fetch = mem_zalloc(sizeof(*fetch));

	must(pthread_once(&once, start_curl) == 0);
	fetch->curl = curl_easy_init();
	must(fetch->curl);
	fetch->agent = mem_strdup(agent);
	return fetch;
}

void fetch_free(struct fetch *fetch)
{
	if (!fetch)
		return;
	curl_easy_cleanup(fetch->curl);
	mem_free((void *)fetch->agent);
	mem_free(fetch);
}

void fetch_freep(struct fetch **fetch)
{
	fetch_free(*fetch);
}

void fetch_set_stop(struct fetch *fetch, const atomic_bool *stop)
{
	fetch->stop = stop;
}

// ---- Requests

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct fetch *fetch = arg;
	size_t len = size * count;

	if (len > fetch->most_bytes - fetch->body.len) {
		fetch->is_too_long = true;
		return CURL_WRITEFUNC_ERROR;
	}
	buf_put(&fetch->body, bytes, len);
	return len;
}

static size_t on_head(char *bytes, size_t size, size_t count, void *arg)
{
	struct fetch *fetch = arg;
	size_t len = size * count;

	(void)bytes;
	if (len > FETCH_HEAD_BYTES_MAX - fetch->head_bytes) {
		fetch->is_too_long = true;
		return CURL_WRITEFUNC_ERROR;
	}
	fetch->head_bytes += len;
	return len;
}

static int on_progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct fetch *fetch = arg;

	(void)a, (void)b, (void)c, (void)d;
	return fetch->stop && atomic_load(fetch->stop);
}

static void set_up(struct fetch *fetch, const char *url, const struct fetch_limits *limits)
{
	bool is_https = slice_eq_ascii_nocase(slice_sub(slice_of(url), 0, 8), SLICE("https://"));

	curl_easy_reset(fetch->curl); // keeps its connections
	SET(fetch, CURLOPT_URL, url);
	SET(fetch, CURLOPT_USERAGENT, fetch->agent);
	SET(fetch, CURLOPT_NOSIGNAL, 1L);
	SET(fetch, CURLOPT_PROTOCOLS_STR, "http,https");
	SET(fetch, CURLOPT_REDIR_PROTOCOLS_STR, is_https ? "https" : "http,https");
	SET(fetch, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(fetch, CURLOPT_TIMEOUT_MS, (long)limits->time_ms);
	SET(fetch, CURLOPT_CONNECTTIMEOUT_MS,
		limits->time_ms < FETCH_CONNECT_MS_MAX ? (long)limits->time_ms : (long)FETCH_CONNECT_MS_MAX);
	SET(fetch, CURLOPT_WRITEFUNCTION, on_body);
	SET(fetch, CURLOPT_WRITEDATA, fetch);
	SET(fetch, CURLOPT_HEADERFUNCTION, on_head);
	SET(fetch, CURLOPT_HEADERDATA, fetch);
	SET(fetch, CURLOPT_NOPROGRESS, 0L);
	SET(fetch, CURLOPT_XFERINFOFUNCTION, on_progress);
	SET(fetch, CURLOPT_XFERINFODATA, fetch);
	SET(fetch, CURLOPT_ERRORBUFFER, fetch->words);
}

static int explain(
	const struct fetch *fetch, CURLcode code, const struct fetch_limits *limits, struct err *err)
{
	const char *words = fetch->words[0] ? fetch->words : curl_easy_strerror(code);

	if (fetch->is_too_long)
		return err_set(err, ERR_INVALID, "the answer is longer than %zu bytes", limits->bytes);
	if (code == CURLE_ABORTED_BY_CALLBACK)
		return err_set(err, ERR_UNAVAILABLE, "the program ends");
	if (code == CURLE_OPERATION_TIMEDOUT)
		return err_set(err, ERR_UNAVAILABLE, "there was no answer within %lld ms",
			(long long)limits->time_ms);
	if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
		return err_set(err, ERR_INVALID, "it leads to an address that is not asked (%s)", words);
	if (code == CURLE_TOO_MANY_REDIRECTS)
		return err_set(err, ERR_INVALID, "it redirects more than %d times", FETCH_REDIRECTS_MAX);
	if (code == CURLE_WEIRD_SERVER_REPLY)
		return err_set(err, ERR_INVALID, "the answer is no HTTP (%s)", words);
	return err_set(err, ERR_UNAVAILABLE, "%s", words);
}

static int run(struct fetch *fetch, const struct fetch_limits *limits, struct arena *arena,
	struct fetch_answer *ret, struct err *err)
{
	CURLcode code;
	long status = 0;

	fetch->body = buf_in(arena);
	fetch->most_bytes = limits->bytes;
	fetch->head_bytes = 0;
	fetch->is_too_long = false;
	fetch->words[0] = '\0';
	code = curl_easy_perform(fetch->curl);
	if (code != CURLE_OK)
		return explain(fetch, code, limits, err);
	curl_easy_getinfo(fetch->curl, CURLINFO_RESPONSE_CODE, &status);
	*ret = (struct fetch_answer){.status = (int)status, .body = buf_slice(&fetch->body)};
	return 0;
}

int fetch_get(struct fetch *fetch, const char *url, const struct fetch_limits *limits, struct arena *arena,
	struct fetch_answer *ret, struct err *err)
{
	int r = fetch_check_url(url, err);

	if (r < 0)
		return r;
	set_up(fetch, url, limits);
	SET(fetch, CURLOPT_FOLLOWLOCATION, 1L);
	SET(fetch, CURLOPT_MAXREDIRS, (long)FETCH_REDIRECTS_MAX);
	return run(fetch, limits, arena, ret, err);
}

static bool is_header(const char *line)
{
	const char *colon = strchr(line, ':');

	for (const char *at = line; *at; at++) {
		if (*at < ' ' || *at >= 0x7f)
			return false;
	}
	return colon && colon > line && colon[1] == ' ';
}

static int add_headers(const struct fetch_request *request, struct curl_slist **fields, struct err *err)
{
	CLEANUP(buf_release) struct buf field = {0};

	buf_printf(&field, "Content-Type: %s", request->type);
	*fields = curl_slist_append(NULL, buf_cstr(&field));
	must(*fields);
	for (size_t i = 0; i < request->header_count; i++) {
		if (!is_header(request->headers[i]))
			return err_set(err, ERR_INVALID, "a header is a line `Name: value` of ASCII");
		must(curl_slist_append(*fields, request->headers[i]));
	}
	return 0;
}

int fetch_send(struct fetch *fetch, const struct fetch_request *request, const struct fetch_limits *limits,
	struct arena *arena, struct fetch_answer *ret, struct err *err)
{
	bool is_get = strcmp(request->method, "GET") == 0;
	struct curl_slist *fields = NULL;
	int r = fetch_check_url(request->url, err);

	if (r == 0)
		r = add_headers(request, &fields, err);
	if (r == 0) {
		set_up(fetch, request->url, limits);
		if (!is_get) {
			SET(fetch, CURLOPT_POST, 1L);
			SET(fetch, CURLOPT_POSTFIELDS, request->body.len ? request->body.ptr : "");
			SET(fetch, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
			SET(fetch, CURLOPT_CUSTOMREQUEST, request->method);
		}
		SET(fetch, CURLOPT_HTTPHEADER, fields);
		SET(fetch, CURLOPT_FRESH_CONNECT, request->is_sent_once ? 1L : 0L);
		r = run(fetch, limits, arena, ret, err);
	}
	curl_slist_free_all(fields);
	return r;
}

bool fetch_has_asked(const struct fetch *fetch)
{
	long bytes = 0;

	return curl_easy_getinfo(fetch->curl, CURLINFO_REQUEST_SIZE, &bytes) != CURLE_OK || bytes > 0;
}

int fetch_post(struct fetch *fetch, const char *url, const char *type, struct slice body,
	const struct fetch_limits *limits, struct arena *arena, struct fetch_answer *ret, struct err *err)
{
	return fetch_send(fetch,
		&(struct fetch_request){.method = "POST", .url = url, .type = type, .body = body}, limits,
		arena, ret, err);
}
