// SPDX-License-Identifier: Apache-2.0
#include "cli/task.h"

#include "cli/accounts.h"
#include "cli/control.h"
#include "cli/lock.h"
#include "db/db.h"
#include "db/writer.h"
#include "service/ledger.h"
#include "service/service.h"

static const struct task *const tasks[] = {
	&task_user,
	&task_erase,
	&task_rotate,
	&task_rebuild,
	&task_figures_anew,
};

const struct task *task_by_name(struct slice name)
{
	for (size_t i = 0; i < ARRAY_LEN(tasks); i++) {
		if (slice_eq_cstr(name, tasks[i]->name))
			return tasks[i];
	}
	return NULL;
}

int task_jurisdiction(
	struct service *service, struct slice slug, const struct reference **ret, struct err *err)
{
	const struct reference *ref;

	if (slug.len == 0 && service_jurisdiction_count(service) > 1)
		return err_set(err, ERR_INVALID,
			"the database holds several jurisdictions: --jurisdiction SLUG says which");
	ref = slug.len ? service_reference_by_slug(service, slug)
		       : service_reference_by_host(service, SLICE(""));
	if (!ref)
		return err_set(err, ERR_NOT_FOUND,
			slug.len ? "there is no jurisdiction %.*s" : "the database holds no jurisdiction%.*s",
			SLICE_ARG(slug));
	*ret = ref;
	return 0;
}

// ---- Doing it

struct writing {
	const struct task *task;
	struct task_run *run;
};

static int write_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct writing *writing = arg;

	writing->run->said = SLICE("");
	return writing->task->write(writing->run, conn, err);
}

int task_carry_out(const struct task *task, struct task_run *run, struct db_conn *conn, struct err *err)
{
	struct db_writer *writer = service_writer(run->service);
	struct writing writing = {task, run};
	int r;

	r = task->prepare(run, err);
	if (r < 0)
		return r;
	if (writer)
		r = db_writer_run(writer, write_run, &writing, err);
	else
		r = db_write_now(conn, write_run, &writing, err);
	if (r == 0 && !writer)
		r = service_ledger_catch_up(run->service, conn, err);
	if (r == 0 && task->finish)
		r = task->finish(run, err);
	return r;
}

static int do_here(
	const struct settings *settings, const struct task *task, struct task_run *run, struct err *err)
{
	struct db_conn *conn = NULL;
	int r;

	r = service_open(&(struct service_options){.db_url = settings->db, .key_path = settings->key_file},
		&run->service, err);
	if (r < 0)
		return r;
	r = db_connect(service_db(run->service), DB_ACCESS_WRITE, &conn, err);
	if (r == 0)
		r = task_carry_out(task, run, conn, err);
	db_disconnect(conn);
	service_close(run->service);
	return r;
}

int task_do(const struct settings *settings, struct arena *arena, const struct task *task,
	struct slice request, struct slice *ret_said, struct err *err)
{
	struct task_run run = {.arena = arena, .request = request};
	struct err locked;
	bool answered;
	int lock_fd = -1, r;

	must(request.len <= TASK_REQUEST_BYTES_MAX && task_by_name(slice_of(task->name)) == task);
	r = lock_take(settings->db, &lock_fd, &locked);
	if (r == 0) {
		r = do_here(settings, task, &run, err);
		lock_release(lock_fd);
	} else if (r == ERR_BUSY) {
		r = control_ask(
			settings->db, arena, slice_of(task->name), request, &answered, &run.said, err);
		if (r < 0 && !answered) {
			// locked, but no server listens: another command is at work
			*err = locked;
			r = ERR_BUSY;
		}
	} else {
		*err = locked;
	}
	if (r == 0)
		*ret_said = run.said;
	return r;
}
