// SPDX-License-Identifier: Apache-2.0
#include "jobs/housekeeping.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "db/db.h"
#include "jobs/ticker.h"
#include "service/draws.h"
#include "service/expiry.h"
#include "service/search.h"
#include "service/service.h"
#include "service/waiting.h"

#define JURISDICTIONS_MAX 1024
#define ROUNDS_MAX	  50  // of pictures in one sweep
#define FILL_STEPS	  10  // of search in one second
#define RESUMED_MAX	  100 // of one jurisdiction at one time

struct housekeeping {
	struct service *service;
	void (*on_lost)(void *arg);
	void *arg;
	struct ticker *ticker;
	int64_t seconds;
	bool is_filled; // search knows every case
	int64_t ids[JURISDICTIONS_MAX];
	int last; // what came of the last tick
};

struct sweep {
	int64_t jurisdiction_id;
	struct expiry_removed removed;
};

static int sweep_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct sweep *sweep = arg;

	return expiry_remove(conn, sweep->jurisdiction_id, clock_now_us(), &sweep->removed, err);
}

// Pictures go a few at a time, so that residents' commands come in between.
static int sweep_one(
	struct housekeeping *keeping, int64_t jurisdiction_id, struct expiry_removed *total, struct err *err)
{
	struct sweep sweep = {.jurisdiction_id = jurisdiction_id};
	int r = 0;

	for (int i = 0; i < ROUNDS_MAX; i++) {
		r = db_writer_run(service_writer(keeping->service), sweep_run, &sweep, err);
		if (r < 0)
			break;
		total->drafts += sweep.removed.drafts;
		total->sessions += sweep.removed.sessions;
		total->pictures += sweep.removed.pictures;
		total->notices += sweep.removed.notices;
		if (sweep.removed.pictures < EXPIRY_PICTURES_MAX)
			break;
	}
	return r;
}

// ---- What waits no longer

struct resuming {
	struct service *service;
	struct arena *arena;
	int64_t jurisdiction_id;
	struct waiting_case *cases;
	size_t count, at;
};

static int find_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct resuming *resuming = arg;

	return waiting_over(conn, resuming->arena, resuming->jurisdiction_id, clock_now_us(), RESUMED_MAX,
		&resuming->cases, &resuming->count, err);
}

static int resume_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct resuming *resuming = arg;

	return waiting_resume(resuming->service, conn, resuming->jurisdiction_id,
		&resuming->cases[resuming->at], clock_now_us(), err);
}

static void resume(struct housekeeping *keeping)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct db_writer *writer = service_writer(keeping->service);
	struct resuming resuming = {.service = keeping->service, .arena = arena};
	size_t count = service_jurisdiction_ids(keeping->service, keeping->ids, JURISDICTIONS_MAX), done = 0;
	char quoted[512];
	struct err err;
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++) {
		resuming.jurisdiction_id = keeping->ids[i];
		r = db_writer_run(writer, find_run, &resuming, &err);
		for (resuming.at = 0; r == 0 && resuming.at < resuming.count; resuming.at++) {
			r = db_writer_run(writer, resume_run, &resuming, &err);
			done += r == 0;
			r = r == ERR_INVALID ? 0 : r; // somebody else did it
		}
	}
	if (r < 0)
		log_warn("resume_failed", "class=%s message=%s", err_class_name(r),
			log_quote(quoted, sizeof(quoted), err.message));
	if (done)
		log_info("resumed", "cases=%zu", done);
}

// ---- Search over what is older than it

struct filling {
	struct service *service;
	int64_t jurisdiction_id;
	bool more;
};

static int fill_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct filling *filling = arg;

	return search_fill(filling->service, conn, filling->jurisdiction_id, &filling->more, err);
}

// Some steps a second, so that commands come in between; false: there is nothing more to do.
static bool fill(struct housekeeping *keeping)
{
	struct filling filling = {.service = keeping->service};
	size_t count = service_jurisdiction_ids(keeping->service, keeping->ids, JURISDICTIONS_MAX);
	char quoted[512];
	bool more = false;
	struct err err;

	for (size_t i = 0; i < count; i++) {
		int r = 0;

		filling.jurisdiction_id = keeping->ids[i];
		filling.more = true;
		for (int k = 0; r == 0 && filling.more && k < FILL_STEPS; k++)
			r = db_writer_run(service_writer(keeping->service), fill_run, &filling, &err);
		if (r < 0)
			log_warn("search_fill_failed", "class=%s message=%s", err_class_name(r),
				log_quote(quoted, sizeof(quoted), err.message));
		more |= r < 0 || filling.more;
	}
	return more;
}

// ---- Samples that were announced

struct drawing {
	int64_t jurisdiction_id, number;
};

static int draw_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct drawing *drawing = arg;

	return draws_make(conn, drawing->jurisdiction_id, clock_now_us(), &drawing->number, err);
}

// All that can be drawn by now. Of several servers one does it: the others find it done.
static void draw(struct housekeeping *keeping)
{
	size_t count = service_jurisdiction_ids(keeping->service, keeping->ids, JURISDICTIONS_MAX);

	for (size_t i = 0; i < count; i++) {
		struct drawing drawing = {.jurisdiction_id = keeping->ids[i]};
		char quoted[512];
		struct err err;
		int r;

		do {
			r = db_writer_run(service_writer(keeping->service), draw_run, &drawing, &err);
			if (r == 0 && drawing.number)
				log_info("drawn", "sample=%lld", (long long)drawing.number);
		} while (r == 0 && drawing.number);
		if (r < 0 && r != ERR_BUSY && r != ERR_CONFLICT)
			log_warn("draw_failed", "class=%s message=%s", err_class_name(r),
				log_quote(quoted, sizeof(quoted), err.message));
	}
}

static void sweep(struct housekeeping *keeping)
{
	size_t count = service_jurisdiction_ids(keeping->service, keeping->ids, JURISDICTIONS_MAX);
	struct expiry_removed total = {0};
	char quoted[512];
	struct err err;

	for (size_t i = 0; i < count; i++) {
		int r = sweep_one(keeping, keeping->ids[i], &total, &err);

		if (r < 0)
			log_warn("sweep_failed", "class=%s message=%s", err_class_name(r),
				log_quote(quoted, sizeof(quoted), err.message));
	}
	if (total.drafts || total.sessions || total.pictures || total.notices)
		log_info("swept", "drafts=%lld sessions=%lld pictures=%lld notices=%lld",
			(long long)total.drafts, (long long)total.sessions, (long long)total.pictures,
			(long long)total.notices);
}

// Logs a trouble when it begins and when it ends, not every second.
static int tick(struct housekeeping *keeping, int before)
{
	char quoted[512];
	struct err err;
	int r = service_tick(keeping->service, &err);

	if (r == ERR_CONFLICT)
		log_error("lease_lost", "message=%s", log_quote(quoted, sizeof(quoted), err.message));
	else if (r < 0 && r != before)
		log_warn("tick_failed", "class=%s message=%s", err_class_name(r),
			log_quote(quoted, sizeof(quoted), err.message));
	else if (r == 0 && before < 0)
		log_info("tick_recovered", "before=%s", err_class_name(before));
	return r;
}

static bool run(void *arg)
{
	struct housekeeping *keeping = arg;

	bool is_disk_lost = db_disk_failed(service_db(keeping->service));

	if (is_disk_lost)
		log_error("disk_failed", "message=\"%s\"",
			"the log could not be copied back into the database; a start replays it");
	else
		keeping->last = tick(keeping, keeping->last);
	if (is_disk_lost || keeping->last == ERR_CONFLICT) {
		keeping->on_lost(keeping->arg);
		return false;
	}
	if (keeping->seconds % HOUSEKEEPING_RESUME_S == 0 && keeping->last == 0)
		resume(keeping);
	if (!keeping->is_filled && keeping->last == 0)
		keeping->is_filled = !fill(keeping);
	if (keeping->seconds % HOUSEKEEPING_DRAW_S == 0 && keeping->last == 0)
		draw(keeping);
	if (keeping->seconds++ % HOUSEKEEPING_SWEEP_S == 0 && keeping->last == 0)
		sweep(keeping);
	return true;
}

struct housekeeping *housekeeping_start(struct service *service, void (*on_lost)(void *arg), void *arg)
{
	struct housekeeping *keeping = mem_zalloc(sizeof(*keeping));

	keeping->service = service;
	keeping->on_lost = on_lost;
	keeping->arg = arg;
	keeping->ticker = ticker_start(1000, run, keeping);
	return keeping;
}

void housekeeping_stop(struct housekeeping *keeping)
{
	if (!keeping)
		return;
	ticker_stop(keeping->ticker);
	mem_free(keeping);
}
