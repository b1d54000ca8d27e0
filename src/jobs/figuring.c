// SPDX-License-Identifier: Apache-2.0
#include "jobs/figuring.h"

#include "base/log.h"
#include "base/mem.h"
#include "db/writer.h"
#include "jobs/ticker.h"
#include "service/figures.h"
#include "service/service.h"

#include <stdatomic.h>

#define JURISDICTIONS_MAX 1024

struct figuring {
	struct service *service;
	struct db_conn *conn; // for reading
	struct arena *arena;
	struct ticker *ticker;
	atomic_bool is_stopping; // a long count ends between two steps
	int64_t ids[JURISDICTIONS_MAX];
	int64_t jurisdiction_id; // at hand
	size_t taken;
	int last; // what came of the last round, to log a trouble once
};

static int step_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct figuring *f = arg;

	arena_reset(f->arena);
	return service_figures_step(f->service, conn, f->arena, f->jurisdiction_id, &f->taken, err);
}

static int is_behind(struct figuring *f, bool *ret, struct err *err)
{
	struct figures_position position;
	int r;

	arena_reset(f->arena);
	r = db_begin_read(f->conn, err);
	if (r < 0)
		return r;
	r = figures_position(f->conn, f->arena, f->jurisdiction_id, &position, err);
	db_end_read(f->conn);
	if (r == 0)
		*ret = position.is_behind;
	return r;
}

static int count_all(struct figuring *f, struct err *err)
{
	size_t count = service_jurisdiction_ids(f->service, f->ids, JURISDICTIONS_MAX);
	int first = 0;

	for (size_t i = 0; i < count && !atomic_load(&f->is_stopping); i++) {
		bool waits = false;
		int r;

		f->jurisdiction_id = f->ids[i];
		r = is_behind(f, &waits, first ? NULL : err);
		f->taken = FIGURES_STEP;
		while (r == 0 && waits && f->taken > 0 && !atomic_load(&f->is_stopping)) {
			r = db_writer_run(service_writer(f->service), step_run, f, first ? NULL : err);
			waits = f->taken == FIGURES_STEP;
		}
		// of two servers the other one was faster; a queue that is full is so for a moment
		if (r == ERR_CONFLICT || r == ERR_BUSY)
			r = 0;
		first = first ? first : r;
	}
	return first;
}

static bool run(void *arg)
{
	struct figuring *f = arg;
	char quoted[512];
	struct err err = {0};
	int r = count_all(f, &err);

	if (r < 0 && r != f->last)
		log_error("figures_failed", "class=%s message=%s", err_class_name(r),
			log_quote(quoted, sizeof(quoted), err.message));
	else if (r == 0 && f->last < 0)
		log_info("figures_recovered", "before=%s", err_class_name(f->last));
	f->last = r;
	return true;
}

int figuring_start(struct service *service, struct figuring **ret, struct err *err)
{
	struct figuring *f = mem_zalloc(sizeof(*f));
	int r;

	f->service = service;
	r = db_connect(service_db(service), DB_ACCESS_READ, &f->conn, err);
	if (r < 0) {
		mem_free(f);
		return r;
	}
	f->arena = arena_new();
	f->ticker = ticker_start(FIGURING_EVERY_MS, run, f);
	*ret = f;
	return 0;
}

void figuring_stop(struct figuring *f)
{
	if (!f)
		return;
	atomic_store(&f->is_stopping, true);
	ticker_stop(f->ticker);
	db_disconnect(f->conn);
	arena_free(f->arena);
	mem_free(f);
}
