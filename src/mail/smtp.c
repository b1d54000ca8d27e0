// SPDX-License-Identifier: Apache-2.0
#include "mail/smtp.h"

#include "base/mem.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define KEEP_CONNECTION_S 30L

struct smtp {
	CURL *curl;
	const char *url, *user, *password, *ca_file;
	bool is_plain; // to this machine itself
	int64_t time_ms;
	const atomic_bool *stop; // may be NULL
	// of the letter that is sent
	const struct smtp_letter *letter;
	size_t given;	     // bytes of it
	bool is_handed_over; // the server may have it
	bool is_kept;
	size_t reply_bytes;
	char status[SMTP_STATUS_BYTES];
	char words[CURL_ERROR_SIZE];
};

#define SET(smtp, option, value) must(curl_easy_setopt((smtp)->curl, (option), (value)) == CURLE_OK)

static void start_curl(void)
{
	must(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

// ---- Addresses of servers

static bool has_part(CURLU *parts, CURLUPart part)
{
	char *text = NULL;
	bool has = curl_url_get(parts, part, &text, 0) == CURLUE_OK;

	curl_free(text);
	return has;
}

static bool is_scheme(CURLU *parts)
{
	char *text = NULL;
	bool is = curl_url_get(parts, CURLUPART_SCHEME, &text, 0) == CURLUE_OK &&
		  (strcmp(text, "smtp") == 0 || strcmp(text, "smtps") == 0);

	curl_free(text);
	return is;
}

static bool is_root(CURLU *parts)
{
	char *text = NULL;
	bool is = curl_url_get(parts, CURLUPART_PATH, &text, 0) != CURLUE_OK || strcmp(text, "/") == 0;

	curl_free(text);
	return is;
}

static bool is_loopback(CURLU *parts)
{
	char *host = NULL;
	bool is = curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
		  (strncmp(host, "127.", 4) == 0 || strcmp(host, "localhost") == 0 ||
			  strcmp(host, "[::1]") == 0);

	curl_free(host);
	return is;
}

static CURLU *read_url(const char *url, struct err *err)
{
	size_t len = strnlen(url, SMTP_URL_BYTES_MAX + 1);
	CURLU *parts;
	bool is_good = len <= SMTP_URL_BYTES_MAX;

	for (size_t i = 0; is_good && i < len; i++)
		is_good = url[i] > ' ' && url[i] < 0x7f;
	parts = curl_url();
	must(parts);
	is_good = is_good && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK && is_scheme(parts) &&
		  is_root(parts) && !has_part(parts, CURLUPART_USER) &&
		  !has_part(parts, CURLUPART_PASSWORD) && !has_part(parts, CURLUPART_QUERY) &&
		  !has_part(parts, CURLUPART_FRAGMENT);
	if (is_good)
		return parts;
	curl_url_cleanup(parts);
	err_set(err, ERR_INVALID, "a server of mail is given as smtp://host:port or smtps://host:port");
	return NULL;
}

int smtp_check_url(const char *url, struct err *err)
{
	CURLU *parts = read_url(url, err);

	curl_url_cleanup(parts);
	return parts ? 0 : ERR_INVALID;
}

// ---- Handles

static char *copy(const char *text)
{
	return text ? mem_strdup(text) : NULL;
}

int smtp_new(const struct smtp_options *options, struct smtp **ret, struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	CURLU *parts = read_url(options->url, err);
	struct smtp *smtp;
	char *text = NULL;

	if (!parts)
		return ERR_INVALID;
	must(pthread_once(&once, start_curl) == 0);
	smtp = mem_zalloc(sizeof(*smtp));
	smtp->is_plain = is_loopback(parts) && !options->ca_file && strncmp(options->url, "smtps", 5) != 0;
	// curl takes the name for EHLO from the path
	if (options->hello) {
		char path[300];

		snprintf(path, sizeof(path), "/%s", options->hello);
		must(curl_url_set(parts, CURLUPART_PATH, path, CURLU_URLENCODE) == CURLUE_OK);
	}
	must(curl_url_get(parts, CURLUPART_URL, &text, 0) == CURLUE_OK);
	smtp->url = mem_strdup(text);
	curl_free(text);
	curl_url_cleanup(parts);
	smtp->user = copy(options->user);
	smtp->password = copy(options->password);
	smtp->ca_file = copy(options->ca_file);
	smtp->time_ms = options->time_ms;
	smtp->curl = curl_easy_init();
	must(smtp->curl);
	*ret = smtp;
	return 0;
}

void smtp_free(struct smtp *smtp)
{
	if (!smtp)
		return;
	curl_easy_cleanup(smtp->curl);
	mem_free((void *)smtp->url);
	mem_free((void *)smtp->user);
	mem_free((void *)smtp->password);
	mem_free((void *)smtp->ca_file);
	mem_free(smtp);
}

void smtp_set_stop(struct smtp *smtp, const atomic_bool *stop)
{
	smtp->stop = stop;
}

// ---- Replies

void smtp_read_status(struct slice line, char out[SMTP_STATUS_BYTES])
{
	size_t len = 0, dots = 0;
	char before = '.';

	out[0] = '\0';
	line = slice_sub(line, 4, line.len);
	while (len < line.len && ((line.ptr[len] >= '0' && line.ptr[len] <= '9') || line.ptr[len] == '.')) {
		if (line.ptr[len] == '.' && before == '.')
			return;
		before = line.ptr[len++];
		dots += before == '.';
	}
	if (dots != 2 || before == '.' || len >= SMTP_STATUS_BYTES || (len < line.len && line.ptr[len] > ' '))
		return;
	memcpy(out, line.ptr, len);
	out[len] = '\0';
}

static size_t on_reply(char *bytes, size_t size, size_t count, void *arg)
{
	struct smtp *smtp = arg;
	size_t len = size * count;

	if (len > SMTP_REPLY_BYTES_MAX - smtp->reply_bytes)
		return 0;
	smtp->reply_bytes += len;
	// what it says to our QUIT tells nothing of the letter
	if (len && (*bytes == '4' || *bytes == '5'))
		smtp_read_status(slice_trim(slice_from(bytes, len)), smtp->status);
	return len;
}

// ---- The letter

static size_t on_read(char *out, size_t size, size_t count, void *arg)
{
	struct smtp *smtp = arg;
	struct slice rest = slice_sub(smtp->letter->bytes, smtp->given, size * count);

	if (rest.len) {
		memcpy(out, rest.ptr, rest.len);
		smtp->given += rest.len;
		return rest.len;
	}
	// what follows is the dot at the end, with which the server takes it
	if (!smtp->is_handed_over) {
		smtp->is_kept = !smtp->letter->hand_over(smtp->letter->arg);
		smtp->is_handed_over = !smtp->is_kept;
	}
	return smtp->is_kept ? CURL_READFUNC_ABORT : 0;
}

// What is handed over waits for its answer, as long as it takes.
static int on_progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct smtp *smtp = arg;

	(void)a, (void)b, (void)c, (void)d;
	return smtp->stop && !smtp->is_handed_over && atomic_load(smtp->stop);
}

static void set_up(struct smtp *smtp)
{
	curl_easy_reset(smtp->curl); // keeps its connection
	SET(smtp, CURLOPT_URL, smtp->url);
	SET(smtp, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SET(smtp, CURLOPT_PROXY, "");
	SET(smtp, CURLOPT_USE_SSL, smtp->is_plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	if (smtp->ca_file)
		SET(smtp, CURLOPT_CAINFO, smtp->ca_file);
	if (smtp->user) {
		SET(smtp, CURLOPT_USERNAME, smtp->user);
		SET(smtp, CURLOPT_PASSWORD, smtp->password ? smtp->password : "");
	}
	SET(smtp, CURLOPT_NOSIGNAL, 1L);
	SET(smtp, CURLOPT_TIMEOUT_MS, (long)smtp->time_ms);
	SET(smtp, CURLOPT_CONNECTTIMEOUT_MS,
		smtp->time_ms < SMTP_CONNECT_MS_MAX ? (long)smtp->time_ms : (long)SMTP_CONNECT_MS_MAX);
	// also for its answer to our QUIT, which the time above does not count
	SET(smtp, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)((smtp->time_ms + 999) / 1000));
	SET(smtp, CURLOPT_MAXAGE_CONN, KEEP_CONNECTION_S);
	SET(smtp, CURLOPT_UPLOAD, 1L);
	SET(smtp, CURLOPT_READFUNCTION, on_read);
	SET(smtp, CURLOPT_READDATA, smtp);
	SET(smtp, CURLOPT_HEADERFUNCTION, on_reply);
	SET(smtp, CURLOPT_HEADERDATA, smtp);
	SET(smtp, CURLOPT_NOPROGRESS, 0L);
	SET(smtp, CURLOPT_XFERINFOFUNCTION, on_progress);
	SET(smtp, CURLOPT_XFERINFODATA, smtp);
	SET(smtp, CURLOPT_ERRORBUFFER, smtp->words);
}

static enum smtp_result judge(const struct smtp *smtp, CURLcode code, long reply)
{
	if (code == CURLE_OK)
		return SMTP_SENT;
	if (smtp->is_kept)
		return SMTP_KEPT;
	// 354 is the last it said where it did not answer to the end of the letter
	if (smtp->is_handed_over && reply < 400)
		return SMTP_UNCERTAIN;
	// to the sender, the receiver, the letter; what it says before is about us
	if (reply >= 500 && (code == CURLE_SEND_ERROR || smtp->is_handed_over))
		return SMTP_REFUSED;
	return SMTP_LATER;
}

void smtp_send(struct smtp *smtp, const struct smtp_letter *letter, struct smtp_answer *ret)
{
	struct curl_slist *to;
	char address[300];
	CURLcode code;
	long reply = 0;

	smtp->letter = letter;
	smtp->given = smtp->reply_bytes = 0;
	smtp->is_handed_over = smtp->is_kept = false;
	smtp->status[0] = smtp->words[0] = '\0';
	set_up(smtp);
	snprintf(address, sizeof(address), "<%.*s>", SLICE_ARG(letter->from));
	SET(smtp, CURLOPT_MAIL_FROM, address);
	snprintf(address, sizeof(address), "<%.*s>", SLICE_ARG(letter->to));
	to = curl_slist_append(NULL, address);
	must(to);
	SET(smtp, CURLOPT_MAIL_RCPT, to);
	code = curl_easy_perform(smtp->curl);
	curl_easy_getinfo(smtp->curl, CURLINFO_RESPONSE_CODE, &reply);
	curl_slist_free_all(to);
	*ret = (struct smtp_answer){.result = judge(smtp, code, reply), .code = (int)reply};
	ret->is_server = ret->result == SMTP_LATER && !(code == CURLE_SEND_ERROR && reply >= 400);
	if (reply >= 400)
		snprintf(ret->status, sizeof(ret->status), "%s", smtp->status);
	if (code != CURLE_OK)
		snprintf(ret->words, sizeof(ret->words), "%s",
			smtp->words[0] ? smtp->words : curl_easy_strerror(code));
	smtp->letter = NULL;
}
