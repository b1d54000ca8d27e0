// SPDX-License-Identifier: Apache-2.0
// `yidan erase`: a task (cli/task.h) that runs the command of a case, by the system, and then waits until no
// copy is left (service/erasures.h).
#include "cli/command.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/random.h"
#include "cli/lock.h"
#include "cli/task.h"
#include "db/db.h"
#include "service/cases.h"
#include "service/erasures.h"
#include "service/service.h"
#include "json/reader.h"
#include "json/writer.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FINISH_WAIT_US	(10 * US_PER_SECOND)
#define FINISH_PAUSE_US 200000
#define COMMAND_BYTES	16

struct erasing {
	struct slice jurisdiction;
	struct slice command_id;
	char code[CASE_CODE_BYTES];
	struct case_erase erase;
	enum case_request_result result;
	int64_t seq;
};

static const struct json_limits limits = {.max_bytes = TASK_REQUEST_BYTES_MAX, .max_depth = 1};

// ---- The request

static void put_text(struct json_writer *w, const char *key, struct slice text)
{
	json_writer_key(w, key);
	json_writer_text(w, text);
}

static struct slice format(struct arena *arena, const struct erasing *erasing)
{
	struct buf out = buf_in(arena);
	struct json_writer w;

	json_writer_init(&w, &out);
	json_writer_object(&w);
	put_text(&w, "jurisdiction", erasing->jurisdiction);
	put_text(&w, "command", erasing->command_id);
	put_text(&w, "code", slice_of(erasing->code));
	put_text(&w, "scope", slice_of(erasure_scope_name(erasing->erase.scope)));
	put_text(&w, "reason_code", slice_of(erasure_reason_name(erasing->erase.reason_code)));
	put_text(&w, "reason", erasing->erase.reason);
	json_writer_object_end(&w);
	json_writer_finish(&w);
	return buf_slice(&out);
}

static int check_words(struct slice code, struct slice scope, struct slice reason_code, struct slice reason,
	struct erasing *ret, struct err *err)
{
	if (!case_code_parse(code, ret->code))
		return err_set(err, ERR_INVALID, "%.*s is no code of a case", SLICE_ARG(code));
	if (!erasure_scope_parse(scope, &ret->erase.scope))
		return err_set(err, ERR_INVALID,
			"--scope contact (name, telephone, e-mail) or --scope all (everything but who acted "
			"for "
			"the office)");
	if (!erasure_reason_parse(reason_code, &ret->erase.reason_code))
		return err_set(err, ERR_INVALID, "--reason-code raiser_asked, legal_order or other");
	if (slice_trim(reason).len == 0 || !slice_is_utf8(reason))
		return err_set(err, ERR_INVALID, "--reason TEXT says why; it is kept with the case");
	ret->erase.reason = slice_trim(reason);
	return 0;
}

static int prepare(struct task_run *run, struct err *err)
{
	struct erasing *erasing = ARENA_NEW(run->arena, struct erasing);
	struct slice code, scope, reason_code, reason;
	struct json_value root;
	struct json_fields f;
	int r;

	r = json_read(run->request, &limits, run->arena, &root, err);
	if (r < 0)
		return r;
	json_fields_init(&f, &root, "", run->arena);
	erasing->jurisdiction = json_fields_text(&f, "jurisdiction", JSON_OPTIONAL, 64);
	erasing->command_id = json_fields_text(&f, "command", JSON_REQUIRED, COMMAND_ID_MAX_BYTES);
	code = json_fields_text(&f, "code", JSON_REQUIRED, 32);
	scope = json_fields_text(&f, "scope", JSON_REQUIRED, 16);
	reason_code = json_fields_text(&f, "reason_code", JSON_REQUIRED, 32);
	reason = json_fields_text(&f, "reason", JSON_REQUIRED, 8000);
	r = json_fields_end(&f, JSON_UNKNOWN_REFUSED, err);
	if (r == 0)
		r = check_words(code, scope, reason_code, reason, erasing, err);
	run->work = erasing;
	return r;
}

// ---- The task

// Words for whoever sits at the command line.
static int refused(struct erasing *erasing, const struct case_request *request, struct err *err)
{
	switch (request->result) {
	case CASE_REQUEST_DONE:
	case CASE_REQUEST_REPEATED:
		break;
	case CASE_REQUEST_NO_CASE:
		return err_set(err, ERR_NOT_FOUND, "there is no case %s", erasing->code);
	case CASE_REQUEST_MISMATCH:
		return err_set(err, ERR_INVALID, "this command was given before with other words");
	case CASE_REQUEST_REFUSED:
		if (request->refusals[0].code == REFUSAL_TEXT_TOO_LONG)
			return err_set(err, ERR_INVALID, "the reason is too long: at most %lld characters",
				(long long)request->refusals[0].limit);
		return err_set(err, ERR_INVALID, "refused: %s", refusal_name(request->refusals[0].code));
	}
	return ERR_INVALID;
}

static int write_it(struct task_run *run, struct db_conn *conn, struct err *err)
{
	struct erasing *erasing = run->work;
	const struct reference *ref = NULL;
	struct case_request request = {
		.command_id = erasing->command_id,
		.request = run->request,
		.code = slice_of(erasing->code),
		.by_system = true,
		.command = {.type = CASE_COMMAND_ERASE, .erase = erasing->erase},
		.arena = run->arena,
	};
	int r;

	r = task_jurisdiction(run->service, erasing->jurisdiction, &ref, err);
	if (r < 0)
		return r;
	request.jurisdiction_id = ref->jurisdiction_id;
	reference_release(ref);
	r = cases_run(run->service, conn, &request, err);
	erasing->result = request.result;
	erasing->seq = request.seq;
	if (r == ERR_INVALID && request.result == CASE_REQUEST_REFUSED &&
		request.refusals[0].code == REFUSAL_ERASED_ALREADY)
		return err_set(err, ERR_INVALID, "%s was erased before; nothing is left that could be",
			erasing->code);
	return r == ERR_INVALID ? refused(erasing, &request, err) : r;
}

static int finish(struct task_run *run, struct err *err)
{
	const struct erasing *erasing = run->work;
	int64_t until_us = clock_monotonic_us() + FINISH_WAIT_US;
	struct db_conn *conn = NULL;
	size_t pending = 1;
	int r;

	r = db_connect(service_db(run->service), DB_ACCESS_WRITE, &conn, err);
	while (r == 0) {
		r = erasures_finish(run->service, conn, &pending, err);
		if (r < 0 || pending == 0 || clock_monotonic_us() >= until_us)
			break;
		usleep(FINISH_PAUSE_US);
	}
	db_disconnect(conn);
	if (r == 0 && pending == 0)
		run->said = slice_of(arena_printf(run->arena,
			"Erased from %s (event %lld). No copy is left in the database's files; backups are "
			"yours to see to "
			"(docs/operate.md).\n",
			erasing->code, (long long)erasing->seq));
	else // the event stands, so this is no failure
		run->said = slice_of(arena_printf(run->arena,
			"Erased from the rows of %s (event %lld). Pending: copies are still in the "
			"write-ahead log "
			"(%s); a running server goes on with it by itself.\n",
			erasing->code, (long long)erasing->seq,
			r < 0 ? err->message : "somebody reads what was there before"));
	return 0;
}

const struct task task_erase = {"erase", prepare, write_it, finish};

// ---- The command

static int confirm(const struct erasing *erasing, struct err *err)
{
	char line[16] = "";

	if (!isatty(STDIN_FILENO))
		return err_set(err, ERR_INVALID, "it cannot be undone: say --yes where no terminal asks");
	fprintf(stderr,
		erasing->erase.scope == ERASURE_SCOPE_ALL
			? "Everything that was written in %s, its pictures and its answers are gone for "
			  "good.\n"
			: "Name, telephone and e-mail of whoever raised %s are gone for good.\n",
		erasing->code);
	fprintf(stderr, "Type yes to erase: ");
	if (!fgets(line, sizeof(line), stdin) || strcmp(line, "yes\n") != 0)
		return err_set(err, ERR_INVALID, "given up; nothing was changed");
	return 0;
}

int command_erase(const struct settings *settings, struct arena *arena)
{
	struct erasing erasing = {.jurisdiction = slice_of(settings->jurisdiction)};
	unsigned char random[COMMAND_BYTES];
	char hex[2 * COMMAND_BYTES + 1];
	struct slice said = SLICE("");
	struct err err;
	int r;

	if (!settings->argument)
		return command_misused("which case? Write its code behind the command");
	random_bytes(random, sizeof(random));
	hex_encode(random, sizeof(random), hex);
	erasing.command_id = slice_of(arena_printf(arena, "erase:%s", hex));
	r = check_words(slice_of(settings->argument), slice_of(settings->scope),
		slice_of(settings->reason_code), slice_of(settings->reason), &erasing, &err);
	if (r == 0)
		r = lock_check_database(settings->db, &err);
	if (r == 0 && !settings->yes)
		r = confirm(&erasing, &err);
	if (r == 0 && format(arena, &erasing).len > TASK_REQUEST_BYTES_MAX)
		r = err_set(&err, ERR_INVALID, "the reason is too long");
	if (r == 0)
		r = task_do(settings, arena, &task_erase, format(arena, &erasing), &said, &err);
	if (r < 0)
		return command_failed(r, &err);
	printf("%.*s", SLICE_ARG(said));
	return EXIT_DONE;
}
