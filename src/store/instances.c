// SPDX-License-Identifier: Apache-2.0
#include "store/instances.h"

#include "base/id.h"
#include "base/random.h"
#include "db/db.h"
#include "db/writer.h"
#include "sql.h"

#include <string.h>

struct lease {
	struct instance *instance;
	int64_t now_us;
};

static int take(struct db_conn *conn, const struct lease *lease, int slot, bool *ret_taken, struct err *err)
{
	struct arena *arena = arena_new();
	struct sql_instance_lease_row row;
	int r;

	r = sql_instance_lease(conn, arena,
		&(struct sql_instance_lease_in){
			.slot = slot,
			.holder = slice_of(lease->instance->holder),
			.leased_until = lease->now_us + INSTANCE_LEASE_US,
			.now = lease->now_us,
		},
		ret_taken, &row, err);
	arena_free(arena);
	return r;
}

static int lease_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct lease *lease = arg;
	struct instance *instance = lease->instance;
	struct sql_instance_taken_row *rows;
	bool used[ID_INSTANCES] = {false};
	struct arena *arena = arena_new();
	size_t count;
	bool taken = false;
	int first, r;

	r = sql_instance_taken(
		conn, arena, &(struct sql_instance_taken_in){.now = lease->now_us}, &rows, &count, err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		if (rows[i].slot >= 0 && rows[i].slot < ID_INSTANCES)
			used[rows[i].slot] = true;
	}
	arena_free(arena);
	// from a random place, so that programs which start together seldom ask for the same one
	first = (int)random_below(ID_INSTANCES);
	for (int i = 0; r == 0 && !taken && i < ID_INSTANCES; i++) {
		int slot = (first + i) % ID_INSTANCES;

		if (used[slot])
			continue;
		r = take(conn, lease, slot, &taken, err);
		if (taken)
			instance->slot = slot;
	}
	if (r == 0 && !taken)
		r = err_set(err, ERR_BUSY, "all %d instance numbers are leased", ID_INSTANCES);
	return r;
}

int instance_lease(struct db_conn *conn, int64_t now_us, struct instance *ret, struct err *err)
{
	struct instance instance = {0};
	struct lease lease = {&instance, now_us};
	unsigned char bytes[16];
	int r;

	random_bytes(bytes, sizeof(bytes));
	hex_encode(bytes, sizeof(bytes), instance.holder);
	r = db_write_now(conn, lease_run, &lease, err);
	if (r < 0)
		return r;
	instance.leased_until = now_us + INSTANCE_LEASE_US;
	*ret = instance;
	return 0;
}

static int renew_run(struct db_conn *conn, void *arg, struct err *err)
{
	struct lease *lease = arg;
	bool taken = false;
	int r;

	r = take(conn, lease, lease->instance->slot, &taken, err);
	if (r == 0 && !taken)
		r = err_set(err, ERR_CONFLICT,
			"the lease of instance number %d ran out and another program took it",
			lease->instance->slot);
	return r;
}

int instance_renew(struct db_conn *conn, int64_t now_us, struct instance *instance, struct err *err)
{
	struct lease lease = {instance, now_us};
	int r = db_write_now(conn, renew_run, &lease, err);

	if (r == 0)
		instance->leased_until = now_us + INSTANCE_LEASE_US;
	return r;
}

static int release_run(struct db_conn *conn, void *arg, struct err *err)
{
	const struct instance *instance = arg;

	return sql_instance_release(conn,
		&(struct sql_instance_release_in){
			.slot = instance->slot, .holder = slice_of(instance->holder)},
		NULL, err);
}

int instance_release(struct db_conn *conn, const struct instance *instance, struct err *err)
{
	struct instance copy = *instance;

	return db_write_now(conn, release_run, &copy, err);
}
