// SPDX-License-Identifier: Apache-2.0
#include "service/figures.h"

#include "service/service.h"
#include "sql.h"

int service_figures_step(struct service *service, struct db_conn *conn, struct arena *arena,
	int64_t jurisdiction_id, size_t *ret_taken, struct err *err)
{
	const struct reference *ref = service_reference(service, jurisdiction_id);
	int r;

	*ret_taken = 0;
	if (!ref)
		return 0; // comes with the next tick
	r = figures_step(conn, arena, jurisdiction_id, ref->calendar, ret_taken, err);
	reference_release(ref);
	return r;
}

int figures_count_anew(struct db_conn *conn, int64_t jurisdiction_id, struct err *err)
{
	return sql_figure_position_forget(
		conn, &(struct sql_figure_position_forget_in){.jurisdiction_id = jurisdiction_id}, NULL, err);
}

struct told {
	const struct figures_recounting *recounting;
	const char *slug;
};

static void tell(void *arg, const struct figures_finding *finding)
{
	const struct told *told = arg;

	told->recounting->found(told->recounting->arg, told->slug, finding);
}

static int recount_one(struct db_conn *conn, const struct figures_recounting *recounting, int64_t id,
	struct figures_recount *total, struct err *err)
{
	const struct reference *ref;
	struct figures_recount one = {0};
	struct told told = {.recounting = recounting};
	int r;

	r = reference_load(conn, id, &ref, err);
	if (r < 0)
		return r;
	told.slug = ref->slug;
	r = figures_recount(conn, id, ref->calendar, tell, &told, &one, err);
	reference_release(ref);
	total->cases += one.cases;
	total->events += one.events;
	total->cells += one.cells;
	total->facts += one.facts;
	total->findings += one.findings;
	return r;
}

int figures_recount_all(struct db_conn *conn, const struct figures_recounting *recounting,
	struct figures_recount *ret, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct figures_recount total = {0};
	struct sql_jurisdiction_all_row *rows;
	size_t count, wanted = 0;
	int r;

	r = db_begin_read(conn, err);
	if (r < 0)
		return r;
	r = sql_jurisdiction_all(conn, arena, &rows, &count, err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		if (recounting->slug && !slice_eq_cstr(rows[i].slug, recounting->slug))
			continue;
		wanted++;
		r = recount_one(conn, recounting, rows[i].id, &total, err);
	}
	db_end_read(conn);
	if (r == 0 && wanted == 0)
		r = err_set(err, ERR_NOT_FOUND, "there is no such jurisdiction");
	if (r == 0)
		*ret = total;
	return r;
}
