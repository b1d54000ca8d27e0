// SPDX-License-Identifier: Apache-2.0
#include "jobs/sequencer.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "db/writer.h"
#include "jobs/ticker.h"
#include "service/ledger.h"
#include "service/service.h"

#define JURISDICTIONS_MAX 1024

struct sequencer {
	struct service *service;
	struct db_conn *conn;
	struct arena *arena;
	struct ticker *ticker;
	int64_t ids[JURISDICTIONS_MAX];
	int64_t jurisdiction_id; // of the round that runs
	size_t added;
	int last; // what came of the last round, to log a trouble once
};

static int round_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct sequencer *s = arg;

	arena_reset(s->arena);
	return service_ledger_sequence(s->service, conn, s->arena, s->jurisdiction_id, &s->added, err);
}

static int sequence_all(struct sequencer *s, struct err *err)
{
	size_t count = service_jurisdiction_ids(s->service, s->ids, JURISDICTIONS_MAX);
	int r = 0, first = 0;

	for (size_t i = 0; i < count; i++) {
		s->jurisdiction_id = s->ids[i];
		do {
			s->added = 0;
			r = db_write_now(s->conn, round_run, s, first ? NULL : err);
		} while (r == 0 && s->added == LEDGER_SEQUENCE_MOST);
		// one log that is in trouble must not hold up the others
		first = first ? first : r;
	}
	return first;
}

static bool run(void *arg)
{
	struct sequencer *s = arg;
	char quoted[512];
	struct err err = {0};
	int r = sequence_all(s, &err);

	if (r < 0 && r != s->last)
		log_error("sequencer_failed", "class=%s message=%s", err_class_name(r),
			log_quote(quoted, sizeof(quoted), err.message));
	else if (r == 0 && s->last < 0)
		log_info("sequencer_recovered", "before=%s", err_class_name(s->last));
	s->last = r;
	return true;
}

int sequencer_start(struct service *service, struct sequencer **ret, struct err *err)
{
	struct sequencer *s;
	int r;

	*ret = NULL;
	if (service_is_sqlite(service))
		return 0;
	s = mem_zalloc(sizeof(*s));
	s->service = service;
	s->arena = arena_new();
	r = db_connect(service_db(service), DB_ACCESS_WRITE, &s->conn, err);
	if (r < 0) {
		arena_free(s->arena);
		mem_free(s);
		return r;
	}
	s->ticker = ticker_start(SEQUENCER_EVERY_MS, run, s);
	*ret = s;
	return 0;
}

void sequencer_stop(struct sequencer *s)
{
	if (!s)
		return;
	ticker_stop(s->ticker);
	(void)sequence_all(s, NULL); // what was accepted last; else the next start does it
	db_disconnect(s->conn);
	arena_free(s->arena);
	mem_free(s);
}
