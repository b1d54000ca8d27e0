// SPDX-License-Identifier: Apache-2.0
// One notice: claim it (durable) → read whom and what → talk to the server → in the last moment hand it over
// (durable) → its answer → finish (durable). A claim lasts longer than a try may; what was handed over and is
// not finished when its claim runs out is uncertain.
#include "jobs/notifying.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "db/db.h"
#include "db/writer.h"
#include "domain/case_code.h"
#include "jobs/notice_text.h"
#include "jobs/ticker.h"
#include "mail/message.h"
#include "service/notices.h"
#include "service/service.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define JURISDICTIONS_MAX 1024
#define ROUND_MOST	  50 // of one jurisdiction before it is the next one's turn
#define WAIT_MOST_US	  (4 * US_PER_HOUR)
#define REST_MOST_US	  (15 * US_PER_MINUTE)
#define FINISH_TRIES	  3

// A way out whose server cannot be reached rests for a while, and is told of once.
struct way {
	int times;
	int64_t until_us;
	char words[400];
};

struct notifying {
	struct service *service;
	struct smtp *smtp;	 // NULL: no mail
	struct sms_gateway *sms; // NULL: no SMS
	const char *mail_from, *public_url;
	struct calendar_hours hours;
	int64_t every_us, time_us;
	struct db_conn *conn; // for reading
	struct arena *arena;  // of one notice
	struct arena *round;  // of one jurisdiction's turn
	struct ticker *ticker;
	atomic_bool stopping;
	struct way ways[NOTICE_CHANNELS];
	int64_t ids[JURISDICTIONS_MAX];
};

struct sending {
	struct notifying *n;
	const struct reference *ref;
	struct notice notice;
	struct notice_content content;
	struct notice_outcome outcome;
	int64_t now_us;
	bool is_ours;
};

// ---- What goes to the writer

static int64_t lease_until(const struct sending *s)
{
	return s->now_us + 2 * s->n->time_us + US_PER_SECOND;
}

static int claim_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct sending *s = arg;
	struct notice notice = s->notice; // it may run again

	s->is_ours = false;
	return notices_claim(
		conn, s->ref->jurisdiction_id, &notice, s->now_us, lease_until(s), &s->is_ours, err);
}

static int hand_over_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct sending *s = arg;

	s->is_ours = false;
	return notices_hand_over(
		conn, s->ref->jurisdiction_id, &s->notice, s->now_us, lease_until(s), &s->is_ours, err);
}

static int finish_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct sending *s = arg;

	return notices_finish(conn, s->ref->jurisdiction_id, &s->notice, &s->outcome, s->now_us, err);
}

// On the thread of the job, while the server waits for the end of the letter.
static bool hand_over(void *arg)
{
	struct sending *s = arg;

	s->now_us = clock_now_us();
	return !atomic_load(&s->n->stopping) &&
	       db_writer_run(service_writer(s->n->service), hand_over_run, s, NULL) == 0 && s->is_ours;
}

// ---- What comes of a try

static int64_t wait_after(int64_t every_us, int64_t times, int64_t most_us)
{
	int64_t wait_us = every_us;

	while (--times > 0 && wait_us < most_us)
		wait_us *= 2;
	return wait_us < most_us ? wait_us : most_us;
}

static void try_later(struct sending *s, int code, struct slice status)
{
	s->outcome = (struct notice_outcome){.state = NOTICE_WAITING,
		.cause = NOTICE_CAUSE_LATER,
		.code = code,
		.status = status,
		.next_at = s->now_us + wait_after(s->n->every_us, s->notice.attempts, WAIT_MOST_US)};
	if (s->notice.attempts >= NOTICE_TRIES_MAX)
		s->outcome.state = NOTICE_DEAD;
}

static void end(struct sending *s, enum notice_state state, enum notice_cause cause)
{
	s->outcome = (struct notice_outcome){.state = state, .cause = cause};
}

// Two tries in the same trouble tell of other milliseconds.
static bool is_same_trouble(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (*a >= '0' && *a <= '9')
			a++;
		while (*b >= '0' && *b <= '9')
			b++;
		if (*a != *b || *a == '\0')
			return *a == *b;
	}
}

// The way to a server that could not be reached, and the words that say why.
static void note_trouble(struct sending *s, const char *words)
{
	struct way *way = &s->n->ways[s->notice.channel];
	char quoted[512];

	if (atomic_load(&s->n->stopping))
		return;
	if (way->times == 0 || !is_same_trouble(way->words, words))
		log_warn("notices_wait", "channel=%s message=%s", notice_channel_name(s->notice.channel),
			log_quote(quoted, sizeof(quoted), words));
	snprintf(way->words, sizeof(way->words), "%s", words);
	way->times++;
	way->until_us = clock_now_us() + wait_after(s->n->every_us, way->times, REST_MOST_US);
}

static void note_reached(struct sending *s)
{
	struct way *way = &s->n->ways[s->notice.channel];

	if (way->times > 0)
		log_info("notices_go", "channel=%s", notice_channel_name(s->notice.channel));
	way->times = 0;
	way->until_us = 0;
}

// ---- Words

// How people reach this jurisdiction; NULL where nobody said.
static const char *base_url(struct sending *s)
{
	bool is_alone = service_jurisdiction_count(s->n->service) == 1;

	if (s->n->public_url && is_alone)
		return s->n->public_url;
	if (s->ref->host[0])
		return arena_printf(s->n->arena, "https://%s", s->ref->host);
	return s->n->public_url ? arena_printf(s->n->arena, "%s/j/%s", s->n->public_url, s->ref->slug) : NULL;
}

static struct notice_words words_of(struct sending *s, const char *base)
{
	struct arena *arena = s->n->arena;
	const struct keys *keys = service_keys(s->n->service);
	char link[KEYS_LINK_TEXT_BYTES], stop[KEYS_LINK_TEXT_BYTES], shown[CASE_CODE_GROUPED_BYTES];
	struct notice_words words = {.kind = s->notice.kind,
		.lang = LANG_ZH_CN,
		.name = {slice_of(s->ref->name[REF_NAME_ZH]), slice_of(s->ref->name[REF_NAME_EN])}};

	(void)lang_from_tag(s->content.language, &words.lang);
	keys_link_token(keys, s->ref->jurisdiction_id, s->notice.case_id, link);
	keys_stop_token(keys, s->ref->jurisdiction_id, s->notice.case_id, stop);
	case_code_format(s->content.code, shown);
	words.code = slice_of(arena_strdup(arena, shown));
	words.url = slice_of(arena_printf(arena, "%s/r/%s/%s", base, shown, link));
	words.stop_url = slice_of(arena_printf(arena, "%s/n/%s/%s", base, shown, stop));
	return words;
}

// The notice's own name, of another event the thread's: the first one's.
static struct slice message_id(struct sending *s, int64_t seq)
{
	char name[KEYS_LINK_TEXT_BYTES];
	struct slice at, domain;

	slice_cut(slice_of(s->n->mail_from), '@', &at, &domain);
	keys_notice_name(service_keys(s->n->service), s->ref->jurisdiction_id, s->notice.case_id, seq, name);
	return slice_of(arena_printf(s->n->arena, "%s@%.*s", name, SLICE_ARG(domain)));
}

// ---- By mail

static void send_letter(struct sending *s, struct slice bytes)
{
	const struct smtp_letter letter = {.from = slice_of(s->n->mail_from),
		.to = s->content.email,
		.bytes = bytes,
		.hand_over = hand_over,
		.arg = s};
	struct smtp_answer answer;

	smtp_send(s->n->smtp, &letter, &answer);
	s->now_us = clock_now_us();
	if (answer.result == SMTP_LATER && answer.is_server)
		note_trouble(s, answer.words);
	else if (answer.result != SMTP_KEPT)
		note_reached(s);
	switch (answer.result) {
	case SMTP_SENT:
		end(s, NOTICE_SENT, NOTICE_CAUSE_NONE);
		break;
	case SMTP_LATER:
	case SMTP_KEPT:
		try_later(s, answer.code >= 400 ? answer.code : 0,
			slice_of(arena_strdup(s->n->arena, answer.status)));
		break;
	case SMTP_REFUSED:
		end(s, NOTICE_DEAD, NOTICE_CAUSE_REFUSED);
		s->outcome.code = answer.code;
		s->outcome.status = slice_of(arena_strdup(s->n->arena, answer.status));
		break;
	case SMTP_UNCERTAIN:
		end(s, NOTICE_UNCERTAIN, NOTICE_CAUSE_BROKEN);
		break;
	}
}

static void send_mail(struct sending *s, const struct notice_words *words)
{
	struct arena *arena = s->n->arena;
	struct buf bytes = buf_in(arena);
	const struct mail mail = {.from = slice_of(s->n->mail_from),
		.from_name = words->name[words->lang],
		.to = s->content.email,
		.subject = notice_subject(arena, words),
		.message_id = message_id(s, s->notice.seq),
		.thread_id = message_id(s, 1),
		.unsubscribe_url = words->stop_url,
		.languages = words->lang == LANG_EN ? SLICE("en, zh-CN") : SLICE("zh-CN, en"),
		.at_us = s->now_us,
		.text = notice_plain(arena, words),
		.html = notice_html(arena, words)};
	char quoted[512];
	struct err err;

	if (mail_check_address(s->content.email, NULL) < 0) {
		end(s, NOTICE_DEAD, NOTICE_CAUSE_ADDRESS);
	} else if (mail_format(&mail, &bytes, &err) < 0) {
		log_error("notice_malformed", "message=%s", log_quote(quoted, sizeof(quoted), err.message));
		end(s, NOTICE_DEAD, NOTICE_CAUSE_ADDRESS);
	} else {
		send_letter(s, buf_slice(&bytes));
	}
}

// ---- By SMS

static void send_sms(struct sending *s, const struct notice_words *words)
{
	char phone[NOTICE_PHONE_BYTES], name[KEYS_LINK_TEXT_BYTES];
	struct sms_answer answer;

	if (!notice_phone(s->content.phone, phone)) {
		end(s, NOTICE_DEAD, NOTICE_CAUSE_ADDRESS);
		return;
	}
	keys_notice_name(
		service_keys(s->n->service), s->ref->jurisdiction_id, s->notice.case_id, s->notice.seq, name);
	// a gateway has it when it has the request
	if (!hand_over(s)) {
		s->now_us = clock_now_us();
		try_later(s, 0, SLICE(""));
		return;
	}
	sms_gateway_send(s->n->sms,
		&(struct sms_letter){slice_of(phone), notice_sms(s->n->arena, words), slice_of(name)},
		&answer);
	s->now_us = clock_now_us();
	if (answer.is_server)
		note_trouble(s, answer.words);
	else
		note_reached(s);
	switch (answer.result) {
	case SMS_SENT:
		end(s, NOTICE_SENT, NOTICE_CAUSE_NONE);
		break;
	case SMS_LATER:
		try_later(s, answer.code, SLICE(""));
		break;
	case SMS_REFUSED:
		end(s, NOTICE_DEAD, NOTICE_CAUSE_REFUSED);
		break;
	case SMS_UNCERTAIN:
		end(s, NOTICE_UNCERTAIN, NOTICE_CAUSE_BROKEN);
		break;
	}
	if (answer.result == SMS_REFUSED || answer.result == SMS_UNCERTAIN)
		s->outcome.code = answer.code;
}

// ---- One notice

static int read_content(struct sending *s, struct err *err)
{
	struct notifying *n = s->n;
	int r = db_begin_read(n->conn, err);

	if (r < 0)
		return r;
	r = notices_content(n->conn, n->arena, s->ref->jurisdiction_id, &s->notice, &s->content, err);
	db_end_read(n->conn);
	return r;
}

static void send_notice(struct sending *s)
{
	bool is_mail = s->notice.channel == NOTICE_MAIL;
	const char *base;
	struct err err;

	if (read_content(s, &err) < 0 || !(base = base_url(s))) {
		try_later(s, 0, SLICE(""));
		return;
	}
	if ((is_mail ? s->content.email : s->content.phone).len == 0) {
		end(s, NOTICE_DROPPED, NOTICE_CAUSE_ERASED);
	} else if (s->content.is_stopped) {
		end(s, NOTICE_DROPPED, NOTICE_CAUSE_STOPPED);
	} else {
		const struct notice_words words = words_of(s, base);

		if (is_mail)
			send_mail(s, &words);
		else
			send_sms(s, &words);
	}
}

static void finish(struct sending *s)
{
	char quoted[512];
	struct err err;
	int r = 0;

	for (int i = 0; i < FINISH_TRIES; i++) {
		r = db_writer_run(service_writer(s->n->service), finish_run, s, &err);
		if (r == 0)
			break;
	}
	if (r < 0) // its claim runs out, and then it is decided
		log_warn("notice_unfinished", "class=%s message=%s", err_class_name(r),
			log_quote(quoted, sizeof(quoted), err.message));
	else if (s->outcome.state == NOTICE_DEAD || s->outcome.state == NOTICE_UNCERTAIN)
		log_warn("notice_not_sent", "channel=%s certain=%d code=%d",
			notice_channel_name(s->notice.channel), s->outcome.state == NOTICE_DEAD,
			s->outcome.code);
}

static void process(struct notifying *n, const struct reference *ref, const struct notice *notice)
{
	struct sending s = {.n = n, .ref = ref, .notice = *notice, .now_us = clock_now_us()};

	arena_reset(n->arena);
	// whoever handed it over did not come back
	if (notice->state == NOTICE_HANDED) {
		end(&s, NOTICE_UNCERTAIN, NOTICE_CAUSE_BROKEN);
		finish(&s);
		return;
	}
	if (s.now_us < n->ways[notice->channel].until_us || !service_notifies(n->service, notice->channel))
		return;
	if (db_writer_run(service_writer(n->service), claim_run, &s, NULL) < 0 || !s.is_ours)
		return;
	s.notice.claim++;
	s.notice.attempts++;
	send_notice(&s);
	finish(&s);
}

// ---- The thread

static bool is_awake(const struct notifying *n, const struct reference *ref)
{
	struct calendar_civil civil;
	int minute;

	calendar_civil(ref->calendar, clock_now_us(), &civil);
	minute = civil.hour * 60 + civil.minute;
	for (int i = 0; i < n->hours.count; i++) {
		if (minute >= n->hours.spans[i].from_min && minute < n->hours.spans[i].to_min)
			return true;
	}
	return false;
}

static void serve(struct notifying *n, const struct reference *ref)
{
	struct notice *notices;
	size_t count = 0;
	int r;

	arena_reset(n->round);
	r = db_begin_read(n->conn, NULL);
	if (r == 0) {
		r = notices_due(n->conn, n->round, ref->jurisdiction_id, clock_now_us(), ROUND_MOST, &notices,
			&count, NULL);
		db_end_read(n->conn);
	}
	// the database's troubles are told by others
	for (size_t i = 0; r == 0 && i < count && !atomic_load(&n->stopping); i++)
		process(n, ref, &notices[i]);
}

static bool run(void *arg)
{
	struct notifying *n = arg;
	size_t count = service_jurisdiction_ids(n->service, n->ids, JURISDICTIONS_MAX);

	for (size_t i = 0; i < count && !atomic_load(&n->stopping); i++) {
		const struct reference *ref = service_reference(n->service, n->ids[i]);

		if (ref && is_awake(n, ref))
			serve(n, ref);
		reference_release(ref);
	}
	return !atomic_load(&n->stopping);
}

// ---- Start and end

unsigned notifying_ways(const struct notifying_options *options)
{
	return (options->smtp.url ? 1u << NOTICE_MAIL : 0) | (options->sms.url ? 1u << NOTICE_SMS : 0);
}

// Each jurisdiction needs an address for its links.
static int check_urls(struct service *service, const char *public_url, struct err *err)
{
	int64_t ids[JURISDICTIONS_MAX];
	size_t count = service_jurisdiction_ids(service, ids, JURISDICTIONS_MAX);
	int r = 0;

	for (size_t i = 0; r == 0 && !public_url && i < count; i++) {
		const struct reference *ref = service_reference(service, ids[i]);

		if (ref && !ref->host[0])
			r = err_set(err, ERR_INVALID,
				"public-url: the links in notices need the address at which people reach "
				"this "
				"server, as https://heting.example");
		reference_release(ref);
	}
	return r;
}

static int check_url(const char *url, struct err *err)
{
	bool is_good =
		strlen(url) <= 300 && (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0);

	for (const char *at = url; is_good && *at; at++)
		is_good = *at > ' ' && *at < 0x7f && !strchr("<>\"", *at);
	return is_good ? 0 : err_set(err, ERR_INVALID, "public-url: an address as https://heting.example");
}

static int check_options(const struct notifying_options *options, struct err *err)
{
	const char *url = options->public_url;

	if (options->smtp.url && !options->mail_from)
		return err_set(err, ERR_INVALID, "mail-from: the address that notices come from");
	if (options->smtp.url && mail_check_address(slice_of(options->mail_from), err) < 0) {
		err_prefix(err, "mail-from: ");
		return ERR_INVALID;
	}
	return url ? check_url(url, err) : 0;
}

static const char *without_slash(const char *url)
{
	char *text = url ? mem_strdup(url) : NULL;
	size_t len = text ? strlen(text) : 0;

	while (len > 0 && text[len - 1] == '/')
		text[--len] = '\0';
	return text;
}

static int open_ways(struct notifying *n, const struct notifying_options *options, struct err *err)
{
	int r = db_connect(service_db(n->service), DB_ACCESS_READ, &n->conn, err);

	if (r == 0 && options->smtp.url) {
		struct smtp_options smtp = options->smtp;

		smtp.time_ms = options->time_ms;
		smtp.hello = strchr(options->mail_from, '@') + 1;
		r = smtp_new(&smtp, &n->smtp, err);
	}
	if (r == 0 && n->smtp)
		smtp_set_stop(n->smtp, &n->stopping);
	if (r == 0 && options->sms.url) {
		struct sms_options sms = options->sms;

		sms.time_ms = options->time_ms;
		r = sms_gateway_new(&sms, &n->sms, err);
	}
	return r;
}

int notifying_start(struct service *service, const struct notifying_options *options, struct notifying **ret,
	struct err *err)
{
	struct notifying *n;
	int r;

	if (!notifying_ways(options)) {
		*ret = NULL;
		return 0;
	}
	r = check_options(options, err);
	if (r == 0)
		r = check_urls(service, options->public_url, err);
	if (r < 0)
		return r;
	n = mem_zalloc(sizeof(*n));
	n->service = service;
	n->hours = options->hours;
	n->every_us = options->every_s * US_PER_SECOND;
	n->time_us = options->time_ms * 1000;
	n->mail_from = options->mail_from ? mem_strdup(options->mail_from) : NULL;
	n->public_url = without_slash(options->public_url);
	n->arena = arena_new();
	n->round = arena_new();
	r = open_ways(n, options, err);
	if (r < 0) {
		notifying_stop(n);
		return r;
	}
	n->ticker = ticker_start(options->every_s * 1000, run, n);
	*ret = n;
	return 0;
}

void notifying_stop(struct notifying *n)
{
	if (!n)
		return;
	atomic_store(&n->stopping, true);
	ticker_stop(n->ticker);
	smtp_free(n->smtp);
	sms_gateway_free(n->sms);
	if (n->conn)
		db_disconnect(n->conn);
	arena_free(n->arena);
	arena_free(n->round);
	mem_free((void *)n->mail_from);
	mem_free((void *)n->public_url);
	mem_free(n);
}
