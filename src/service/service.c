// SPDX-License-Identifier: Apache-2.0
// Reference data is swapped whole: readers take the current one under a read lock that is held for a few
// instructions, the tick builds a new one beside it and swaps the pointer.
#include "service/service.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "db/migrate.h"
#include "service/erasures.h"
#include "service/ledger.h"
#include "sql.h"
#include "store/instances.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JURISDICTIONS_MAX 1024

struct service {
	struct db *db;
	struct db_writer *writer;
	struct db_pool *read_pool, *heavy_pool;
	struct db_conn *tick_conn; // of service_tick alone
	struct keys keys;
	struct ledger_keys *ledger_keys;
	char *state_path;
	char *picture_program;
	unsigned notify;
	struct instance instance;
	struct id_source ids;
	bool has_ids;
	bool is_serving; // has, or had, a writer
	_Atomic uint64_t generation;
	pthread_rwlock_t lock; // guards the two below
	const struct reference **references;
	size_t reference_count;
};

static void on_commit(void *arg)
{
	struct service *service = arg;

	atomic_fetch_add_explicit(&service->generation, 1, memory_order_release);
}

const char *service_default_key_path(const char *db_url, char *out, size_t size)
{
	const char *credentials = getenv("CREDENTIALS_DIRECTORY");

	if (credentials)
		snprintf(out, size, "%s/yidan.key", credentials);
	else if (slice_starts_with(slice_of(db_url), SLICE("sqlite:")))
		snprintf(out, size, "%s.key", db_url + strlen("sqlite:"));
	else
		snprintf(out, size, "yidan.key");
	return out;
}

const char *service_default_state_path(const char *db_url, const char *key_path, char *out, size_t size)
{
	const char *state = getenv("STATE_DIRECTORY");
	struct slice path = slice_of(key_path);

	if (slice_starts_with(slice_of(db_url), SLICE("sqlite:"))) {
		snprintf(out, size, "%s", db_url + strlen("sqlite:"));
	} else if (getenv("CREDENTIALS_DIRECTORY")) {
		snprintf(out, size, "%s/yidan", state ? state : ".");
	} else {
		if (slice_ends_with(path, SLICE(".key")))
			path.len -= strlen(".key");
		snprintf(out, size, "%.*s", SLICE_ARG(path));
	}
	return out;
}

// What every batch of the writer ends with on SQLite: its entries come into the tree and are signed.
static int before_commit(struct db_conn *conn, void *arg, struct err *err)
{
	struct service *service = arg;
	struct arena *arena = arena_new();
	int64_t ids[JURISDICTIONS_MAX];
	size_t count = service_jurisdiction_ids(service, ids, JURISDICTIONS_MAX), added = 1;
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++, added = 1) {
		// more than one round where a command line wrote many entries before
		while (r == 0 && added > 0) {
			arena_reset(arena);
			r = service_ledger_sequence(service, conn, arena, ids[i], &added, err);
			if (added < LEDGER_SEQUENCE_MOST)
				break;
		}
	}
	arena_free(arena);
	return r;
}

static int check_schema(struct db_conn *conn, struct err *err)
{
	struct db_schema_state state;

	return db_schema_check(conn, &state, err);
}

struct loading {
	struct arena *arena;
	const struct reference **references;
	size_t count;
};

static int load_all(struct db_conn *conn, struct loading *loading, struct err *err)
{
	struct sql_jurisdiction_versions_row *rows;
	size_t count;
	int r;

	r = db_begin_read(conn, err);
	if (r < 0)
		return r;
	r = sql_jurisdiction_versions(conn, loading->arena, &rows, &count, err);
	if (r == 0)
		loading->references = mem_zalloc_array(count, sizeof(*loading->references));
	for (size_t i = 0; r == 0 && i < count; i++) {
		r = reference_load(conn, rows[i].id, &loading->references[i], err);
		if (r == 0)
			loading->count++;
	}
	db_end_read(conn);
	return r;
}

static void drop_references(const struct reference **references, size_t count)
{
	for (size_t i = 0; i < count; i++)
		reference_release(references[i]);
	mem_free(references);
}

static int reload(struct service *service, struct db_conn *conn, struct err *err)
{
	struct loading loading = {.arena = arena_new()};
	const struct reference **old;
	size_t old_count;
	int r;

	r = load_all(conn, &loading, err);
	arena_free(loading.arena);
	if (r < 0) {
		drop_references(loading.references, loading.count);
		return r;
	}
	must(pthread_rwlock_wrlock(&service->lock) == 0);
	old = service->references;
	old_count = service->reference_count;
	service->references = loading.references;
	service->reference_count = loading.count;
	must(pthread_rwlock_unlock(&service->lock) == 0);
	drop_references(old, old_count);
	atomic_fetch_add_explicit(&service->generation, 1, memory_order_release);
	return 0;
}

int service_reload(struct service *service, struct err *err)
{
	struct db_conn *conn;
	int r;

	r = db_connect(service->db, DB_ACCESS_READ, &conn, err);
	if (r < 0)
		return r;
	r = reload(service, conn, err);
	db_disconnect(conn);
	return r;
}

static int nothing(struct db_conn *conn, void *arg, struct err *err)
{
	(void)conn;
	(void)arg;
	(void)err;
	return 0;
}

static int start_queues(struct service *service, const struct service_options *options, struct err *err)
{
	bool sqlite = service_is_sqlite(service);
	struct db_writer_options writer = {
		.queue_max = options->queue_max,
		.threads = options->write_threads,
		.before_commit = before_commit,
		.on_commit = on_commit,
		.arg = service,
	};
	struct db_pool_options reads = {.threads = options->read_threads ? options->read_threads
						   : sqlite		 ? 2
									 : 4};
	struct db_pool_options heavy = {
		.threads = options->heavy_threads ? options->heavy_threads : 2, .queue_max = 128};
	int r;

	r = db_writer_new(service->db, &writer, &service->writer, err);
	if (r == 0)
		r = db_pool_new(service->db, &reads, &service->read_pool, err);
	if (r == 0)
		r = db_pool_new(NULL, &heavy, &service->heavy_pool, err);
	// what a command line wrote before waits for its checkpoint
	if (r == 0 && sqlite)
		r = db_writer_run(service->writer, nothing, NULL, err);
	return r;
}

// The largest id stored so far: new ones stand above it, also where the clock was set back while no server
// ran.
static int find_largest_id(struct service *service, int64_t *ret, struct err *err)
{
	struct arena *arena = arena_new();
	int64_t largest = 0;
	int r;

	r = db_begin_read(service->tick_conn, err);
	for (size_t i = 0; r == 0 && i < service->reference_count; i++) {
		int64_t jurisdiction_id = service->references[i]->jurisdiction_id;
		struct sql_stream_newest_id_row stream;
		struct sql_attachment_newest_id_row picture;

		r = sql_stream_newest_id(service->tick_conn, arena,
			&(struct sql_stream_newest_id_in){.jurisdiction_id = jurisdiction_id}, &stream, err);
		if (r == 0)
			r = sql_attachment_newest_id(service->tick_conn, arena,
				&(struct sql_attachment_newest_id_in){.jurisdiction_id = jurisdiction_id},
				&picture, err);
		if (r == 0 && stream.id > largest)
			largest = stream.id;
		if (r == 0 && picture.id > largest)
			largest = picture.id;
	}
	db_end_read(service->tick_conn);
	arena_free(arena);
	if (r == 0)
		*ret = largest;
	return r;
}

static int open_database(struct service *service, const struct service_options *options, struct err *err)
{
	int64_t largest = 0;
	int r;

	r = db_open(options->db_url, &sql_catalog, NULL, &service->db, err);
	if (r == 0)
		r = db_connect(service->db, DB_ACCESS_WRITE, &service->tick_conn, err);
	if (r == 0)
		r = check_schema(service->tick_conn, err);
	if (r == 0)
		r = db_prepare_all(service->tick_conn, err);
	if (r == 0)
		r = instance_lease(service->tick_conn, clock_now_us(), &service->instance, err);
	if (r == 0)
		r = reload(service, service->tick_conn, err);
	if (r == 0)
		r = find_largest_id(service, &largest, err);
	if (r == 0) {
		id_source_init(&service->ids, service->instance.slot, largest);
		service->has_ids = true;
	}
	return r;
}

int service_open(const struct service_options *options, struct service **ret, struct err *err)
{
	struct service *service = mem_zalloc(sizeof(*service));
	char default_key[1024], default_state[1024];
	const char *key_path = options->key_path;
	int r;

	if (!key_path)
		key_path = service_default_key_path(options->db_url, default_key, sizeof(default_key));
	service->state_path =
		mem_strdup(options->state_path ? options->state_path
					       : service_default_state_path(options->db_url, key_path,
							 default_state, sizeof(default_state)));

	service->notify = options->notify;
	must(pthread_rwlock_init(&service->lock, NULL) == 0);
	atomic_store(&service->generation, 1);
	r = open_database(service, options, err);
	if (r == 0)
		r = keys_load(key_path, &service->keys, err);
	if (r == 0)
		r = ledger_keys_open(key_path, &service->ledger_keys, err);
	if (r == 0 && options->with_writer)
		r = service_ledger_check(service, service->tick_conn, err);
	if (r == 0 && options->picture_program)
		service->picture_program = mem_strdup(options->picture_program);
	if (r == 0 && options->with_writer)
		r = start_queues(service, options, err);
	service->is_serving = r == 0 && options->with_writer;
	if (r < 0) {
		service_close(service);
		return r;
	}
	*ret = service;
	return 0;
}

void service_close(struct service *service)
{
	if (!service)
		return;
	db_writer_free(service->writer);
	db_pool_free(service->read_pool);
	db_pool_free(service->heavy_pool);
	if (service->is_serving)
		(void)service_ledger_keep(service, service->tick_conn, NULL); // the next start writes it, too
	if (service->has_ids) {
		// a lease that cannot be given back runs out by itself
		(void)instance_release(service->tick_conn, &service->instance, NULL);
		id_source_release(&service->ids);
	}
	db_disconnect(service->tick_conn);
	drop_references(service->references, service->reference_count);
	db_free(service->db);
	pthread_rwlock_destroy(&service->lock);
	ledger_keys_close(service->ledger_keys);
	mem_free(service->state_path);
	mem_free(service->picture_program);
	mem_free(service);
}

struct ledger_keys *service_ledger_keys(struct service *service)
{
	return service->ledger_keys;
}

const char *service_state_path(struct service *service)
{
	return service->state_path;
}

struct db *service_db(struct service *service)
{
	return service->db;
}

struct db_writer *service_writer(struct service *service)
{
	return service->writer;
}

struct db_pool *service_read_pool(struct service *service)
{
	return service->read_pool;
}

struct db_pool *service_heavy_pool(struct service *service)
{
	return service->heavy_pool;
}

const struct keys *service_keys(struct service *service)
{
	return &service->keys;
}

const char *service_picture_program(struct service *service)
{
	return service->picture_program;
}

bool service_notifies(struct service *service, int channel)
{
	return service->notify >> channel & 1;
}

int64_t service_next_id(struct service *service)
{
	return id_next(&service->ids);
}

bool service_is_sqlite(struct service *service)
{
	return db_engine(service->db) == DB_ENGINE_SQLITE;
}

uint64_t service_generation(struct service *service)
{
	return atomic_load_explicit(&service->generation, memory_order_acquire);
}

// Whether the versions in the store are those in memory.
static int versions_differ(struct service *service, struct db_conn *conn, bool *ret, struct err *err)
{
	struct arena *arena = arena_new();
	struct sql_jurisdiction_versions_row *rows;
	size_t count;
	bool differ;
	int r;

	r = db_begin_read(conn, err);
	if (r == 0) {
		r = sql_jurisdiction_versions(conn, arena, &rows, &count, err);
		db_end_read(conn);
	}
	if (r == 0) {
		// only the tick changes the array, and this is the tick
		differ = count != service->reference_count;
		for (size_t i = 0; !differ && i < count; i++)
			differ = rows[i].id != service->references[i]->jurisdiction_id ||
				 rows[i].version != service->references[i]->version;
		*ret = differ;
	}
	arena_free(arena);
	return r;
}

int service_tick(struct service *service, struct err *err)
{
	int64_t now_us = clock_now_us();
	bool differ = false;
	size_t pending;
	int r = 0;

	atomic_fetch_add_explicit(&service->generation, 1, memory_order_release);
	if (service->instance.leased_until - now_us < INSTANCE_LEASE_US / 2)
		r = instance_renew(service->tick_conn, now_us, &service->instance, err);
	if (r == ERR_CONFLICT)
		return r;
	if (r == 0)
		r = versions_differ(service, service->tick_conn, &differ, err);
	if (r == 0 && differ)
		r = reload(service, service->tick_conn, err);
	if (r == 0 && service->is_serving)
		r = service_ledger_keep(service, service->tick_conn, err);
	if (r == 0 && service->is_serving)
		r = erasures_finish(service, service->tick_conn, &pending, err);
	// only a lost lease is a conflict
	return r == ERR_CONFLICT ? err_set(err, ERR_UNAVAILABLE, "the newest checkpoint could not be kept")
				 : r;
}

static const struct reference *find_reference(struct service *service,
	bool (*wanted)(const struct reference *ref, const void *arg), const void *arg)
{
	const struct reference *found = NULL;

	must(pthread_rwlock_rdlock(&service->lock) == 0);
	for (size_t i = 0; !found && i < service->reference_count; i++) {
		if (wanted(service->references[i], arg))
			found = reference_hold(service->references[i]);
	}
	must(pthread_rwlock_unlock(&service->lock) == 0);
	return found;
}

static bool has_id(const struct reference *ref, const void *arg)
{
	return ref->jurisdiction_id == *(const int64_t *)arg;
}

static bool has_host(const struct reference *ref, const void *arg)
{
	return ref->host[0] && slice_eq_cstr(*(const struct slice *)arg, ref->host);
}

static bool has_slug(const struct reference *ref, const void *arg)
{
	return slice_eq_cstr(*(const struct slice *)arg, ref->slug);
}

static bool is_first(const struct reference *ref, const void *arg)
{
	(void)ref;
	(void)arg;
	return true;
}

const struct reference *service_reference(struct service *service, int64_t jurisdiction_id)
{
	return find_reference(service, has_id, &jurisdiction_id);
}

const struct reference *service_reference_by_host(struct service *service, struct slice host)
{
	if (service_jurisdiction_count(service) == 1)
		return find_reference(service, is_first, NULL);
	return find_reference(service, has_host, &host);
}

const struct reference *service_reference_by_slug(struct service *service, struct slice slug)
{
	return find_reference(service, has_slug, &slug);
}

size_t service_jurisdiction_count(struct service *service)
{
	size_t count;

	must(pthread_rwlock_rdlock(&service->lock) == 0);
	count = service->reference_count;
	must(pthread_rwlock_unlock(&service->lock) == 0);
	return count;
}

size_t service_jurisdiction_ids(struct service *service, int64_t *ret, size_t most)
{
	size_t count = 0;

	must(pthread_rwlock_rdlock(&service->lock) == 0);
	for (size_t i = 0; i < service->reference_count && count < most; i++)
		ret[count++] = service->references[i]->jurisdiction_id;
	must(pthread_rwlock_unlock(&service->lock) == 0);
	return count;
}

static bool is_demo(const struct reference *ref, const void *arg)
{
	(void)arg;
	return ref->is_demo;
}

bool service_has_demo(struct service *service)
{
	const struct reference *ref = find_reference(service, is_demo, NULL);

	reference_release(ref);
	return ref != NULL;
}
