// SPDX-License-Identifier: Apache-2.0
// A witness (c2sp.org/tlog-witness): remembers how far it saw each of the logs it was told of, and cosigns a
// newer checkpoint only where the tree has grown from that one. Needs no database. What it decides is
// ledger/witness.h, what it remembers cli/witness_folder.h; here is the server around them.
//
// Requests are answered on the HTTP threads. Only a checkpoint that its log signed gets as far as the lock of
// its origin and the disk.
#include "cli/command.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/state_file.h"
#include "cli/listen.h"
#include "cli/witness_folder.h"
#include "http/request.h"
#include "http/response.h"
#include "http/server.h"
#include "http/systemd.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define DEFAULT_LISTEN	   "127.0.0.1:8312"
#define KEY_FILE_BYTES_MAX 4096
#define THREADS		   2
#define CONNECTIONS	   256

struct serving {
	struct note_signer signer;
	struct note_key logs[SETTINGS_LIST_MAX];
	struct witness_logs known; // the same, for ledger/
	struct witness_folder *folder;
	struct http_server_options http;
	struct http_server *server;
	sigset_t signals;
};

// ---- The key

static int read_key(const char *path, struct arena *arena, struct note_signer *ret, struct err *err)
{
	struct slice text;
	struct stat st;
	bool found;
	int r;

	if (stat(path, &st) == 0 && (st.st_mode & (S_IRWXG | S_IRWXO)))
		return err_set(err, ERR_INVALID, "the key file %s can be read by others; run: chmod 600 %s",
			path, path);
	r = state_file_read(path, arena, KEY_FILE_BYTES_MAX, &found, &text, err);
	if (r < 0)
		return r;
	if (!found)
		return err_set(err, ERR_NOT_FOUND,
			"there is no key file %s; `yidan witness key NAME --key-file %s` makes one", path,
			path);
	r = note_signer_parse(slice_trim(text), ret, err);
	if (r == 0 && ret->key.algorithm != NOTE_COSIGNATURE_V1)
		r = err_set(err, ERR_INVALID, "it holds the key of a log, not of a witness");
	if (r < 0)
		err_prefix(err, "the key file %s: ", path);
	sodium_memzero((char *)text.ptr, text.len);
	return r;
}

int command_witness_key(const struct settings *settings, struct arena *arena)
{
	CLEANUP(buf_release) struct buf line = {0};
	struct buf public_line = buf_in(arena);
	struct note_signer signer;
	struct err err;
	int r;

	if (!settings->argument)
		return command_misused("whose key? yidan witness key NAME --key-file FILE, where NAME is an "
				       "address like audit.example/witness");
	if (!settings->key_file)
		return command_misused("where does the key go? --key-file FILE");
	r = note_signer_new(slice_of(settings->argument), NOTE_COSIGNATURE_V1, &signer, &err);
	if (r < 0)
		return command_failed(r, &err);
	buf_reserve(&line, KEY_FILE_BYTES_MAX); // at once, so that no copy of it stays behind
	note_signer_format(&signer, &line);
	buf_put_byte(&line, '\n');
	r = state_file_create(settings->key_file, buf_slice(&line), true, &err);
	sodium_memzero(line.ptr, line.cap);
	note_key_format(&signer.key, &public_line);
	note_signer_wipe(&signer);
	if (r < 0)
		return command_failed(r, &err);
	printf("%s\n", buf_cstr(&public_line));
	return EXIT_DONE;
}

// ---- Requests

static void respond(struct http_request *r, int status, const char *type, struct slice body)
{
	http_set_header(r, "X-Content-Type-Options", SLICE("nosniff"));
	http_respond(r, &(struct http_response){.status = status, .content_type = type, .body = body});
}

static void show(struct http_request *r, const struct serving *s)
{
	struct buf out = buf_in(http_arena(r));

	buf_printf(&out,
		"This is a witness of ledgers: it remembers how far it saw each of them, and signs a newer "
		"state\n"
		"only where that one still stands unchanged in it. Its signatures say that everybody was "
		"shown\n"
		"the same; they say nothing of what the entries are about.\n\n"
		"Name: %s\nVerifier key: ",
		s->signer.key.name);
	note_key_format(&s->signer.key, &out);
	buf_printf(&out, "\n\nLedgers, and the newest state of each that it signed:\n");
	witness_folder_describe(s->folder, &out);
	buf_printf(&out, "\nA ledger asks by POST /add-checkpoint (c2sp.org/tlog-witness).\n");
	respond(r, 200, "text/plain; charset=utf-8", buf_slice(&out));
}

struct asking {
	struct witness_folder *folder;
	struct witness_memory *memory; // held, once its state was asked for
};

static int load_state(void *arg, struct slice origin, struct witness_state *ret, struct err *err)
{
	struct asking *asking = arg;

	asking->memory = witness_folder_hold(asking->folder, origin);
	if (!asking->memory)
		return err_set(err, ERR_INTERNAL, "a known log has no memory");
	*ret = witness_memory_state(asking->memory);
	return 0;
}

static bool is_fork(const struct witness_answer *answer)
{
	return answer->status == 409 && strcmp(answer->type, "text/x.tlog.size") != 0;
}

// Remembers what was decided, before anybody is told of it.
static int remember(const struct asking *asking, const struct witness_answer *answer, struct slice note,
	uint64_t now_s, struct err *err)
{
	if (answer->status == 200 && answer->is_new)
		return witness_memory_keep(asking->memory, &answer->next, note, answer->body, now_s, err);
	if (is_fork(answer))
		return witness_memory_keep_fork(asking->memory, note, err);
	return 0;
}

static void log_answer(const struct asking *asking, const struct witness_answer *answer)
{
	char quoted[600];
	const char *origin;

	if (!asking->memory)
		return; // not signed by a log: anybody may send such things, as often as he likes
	origin = log_quote(quoted, sizeof(quoted), witness_memory_origin(asking->memory));
	if (answer->status == 200 && answer->is_new)
		log_info("cosigned", "origin=%s size=%" PRIu64, origin, answer->next.size);
	else if (is_fork(answer))
		log_error("fork", "origin=%s message=\"the log signed two roots of one size\"", origin);
	else if (answer->status == 422)
		log_warn("not_grown", "origin=%s", origin);
}

static void add_checkpoint(struct http_request *r, struct serving *s)
{
	struct arena *arena = http_arena(r);
	struct asking asking = {.folder = s->folder};
	struct witness_request *request = ARENA_NEW(arena, struct witness_request);
	struct witness_logs known = s->known;
	struct witness_answer answer;
	uint64_t now_s = (uint64_t)(clock_now_us() / US_PER_SECOND);
	char quoted[600];
	struct err err;
	int result;

	known.arg = &asking;
	result = witness_decide(&known, &s->signer, now_s, http_body(r), arena, &answer, &err);
	if (result == 0 && asking.memory) {
		result = witness_request_parse(http_body(r), request, &err);
		if (result == 0)
			result = remember(&asking, &answer, request->note, now_s, &err);
	}
	witness_folder_release(asking.memory);
	if (result < 0) {
		log_error("not_remembered", "message=%s", log_quote(quoted, sizeof(quoted), err.message));
		http_respond_text(r, 500, "The witness cannot remember this now, so it signs nothing.\n");
		return;
	}
	log_answer(&asking, &answer);
	respond(r, answer.status, answer.type, answer.body);
}

static void on_request(struct http_request *r, void *app)
{
	struct serving *s = app;
	enum http_method method = http_method(r);
	bool reads = method == HTTP_METHOD_GET || method == HTTP_METHOD_HEAD;

	if (slice_eq(http_path(r), SLICE("/add-checkpoint"))) {
		if (method == HTTP_METHOD_POST) {
			add_checkpoint(r, s);
			return;
		}
		http_set_header(r, "Allow", SLICE("POST"));
		http_respond_error(r, 405);
	} else if (!slice_eq(http_path(r), SLICE("/"))) {
		http_respond_error(r, 404);
	} else if (reads) {
		show(r, s);
	} else {
		http_set_header(r, "Allow", SLICE("GET, HEAD"));
		http_respond_error(r, 405);
	}
}

// ---- Life

static int read_logs(const struct settings *settings, struct serving *s, struct err *err)
{
	if (settings->logs.count == 0)
		return err_set(err, ERR_INVALID, "which ledgers? --log VKEY, one for each");
	for (unsigned i = 0; i < settings->logs.count; i++) {
		if (note_key_parse(slice_trim(slice_of(settings->logs.items[i])), &s->logs[i], err) < 0) {
			err_prefix(err, "--log %.60s: ", settings->logs.items[i]);
			return ERR_INVALID;
		}
		if (s->logs[i].algorithm != NOTE_ED25519)
			return err_set(err, ERR_INVALID, "--log %.60s: that is the key of a witness",
				settings->logs.items[i]);
	}
	s->known = (struct witness_logs){.keys = s->logs, .count = settings->logs.count, .load = load_state};
	return 0;
}

static int set_http(const struct settings *settings, struct serving *s, struct err *err)
{
	struct http_server_options *http = &s->http;

	http_server_options_init(http);
	http->threads = THREADS;
	http->limits.connections = CONNECTIONS;
	http->limits.body_bytes = WITNESS_REQUEST_BYTES_MAX;
	http->limits.body_max_bytes = WITNESS_REQUEST_BYTES_MAX;
	http->on_request = on_request;
	http->app = s;
	return listen_collect(settings, DEFAULT_LISTEN, http, err);
}

static int start(const struct settings *settings, struct arena *arena, struct serving *s, struct err *err)
{
	int r;

	if (!settings->key_file)
		return err_set(err, ERR_INVALID, "--key-file FILE is missing; `yidan witness key` makes one");
	if (!settings->state)
		return err_set(err, ERR_INVALID, "where is remembered what was signed? --state FOLDER");
	r = read_logs(settings, s, err);
	if (r == 0)
		r = set_http(settings, s, err);
	if (r == 0)
		r = read_key(settings->key_file, arena, &s->signer, err);
	if (r == 0)
		r = witness_folder_open(
			settings->state, s->logs, s->known.count, &s->signer.key, &s->folder, err);
	if (r < 0)
		return r;
	// before any thread is made, so that they come to us alone
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	sigemptyset(&s->signals);
	sigaddset(&s->signals, SIGTERM);
	sigaddset(&s->signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &s->signals, NULL);
	return http_server_start(&s->http, &s->server, err);
}

int command_witness(const struct settings *settings, struct arena *arena)
{
	struct serving *s = ARENA_NEW(arena, struct serving);
	struct err err;
	int r, code = EXIT_DONE, number;

	r = start(settings, arena, s, &err);
	if (r < 0) {
		code = command_failed(r, &err);
	} else {
		listen_say(&s->http, s->server);
		log_info("witness_started", "logs=%zu", s->known.count);
		systemd_notify("READY=1");
		while (sigwait(&s->signals, &number) != 0)
			;
		systemd_notify("STOPPING=1");
		log_info("witness_stopped", "signal=%d", number);
	}
	http_server_stop(s->server);
	witness_folder_close(s->folder);
	note_signer_wipe(&s->signer);
	return code;
}
