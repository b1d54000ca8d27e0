// SPDX-License-Identifier: Apache-2.0
// The application without a face: database, write queue, pools, keys, ids, reference data. The use cases
// stand beside it in service/cases.h, service/officers.h, service/drafts.h, service/attachments.h. web/,
// jobs/ and cli/ call it.
//
// Thread: open and close on the thread of main; everything else on any.
#ifndef YIDAN_SERVICE_SERVICE_H
#define YIDAN_SERVICE_SERVICE_H

#include "base/err.h"
#include "base/id.h"
#include "db/db.h"
#include "db/pool.h"
#include "db/writer.h"
#include "service/keys.h"
#include "service/ledger_keys.h"
#include "service/reference.h"

struct service;

struct service_options {
	const char *db_url;
	const char *key_path; // NULL: service_default_key_path
	const char *
		state_path; // what the files beside the database begin with; NULL: service_default_state_path
	const char *picture_program; // path of yidan-picture; NULL: pictures are refused
	unsigned notify;   // 1 << NOTICE_MAIL | 1 << NOTICE_SMS: ways that are set up (service/notices.h)
	bool with_writer;  // start write queue and pools (serve); without, only connections of one's own
			   // (command line)
	int read_threads;  // 0: 2 on SQLite, 4 on PostgreSQL
	int heavy_threads; // 0: 2
	int write_threads; // PostgreSQL; 0: 4
	size_t queue_max;  // 0: 1024
};

// Opens the database (it must have the program's schema: db/migrate.h), reads the key, leases an instance
// number, loads all jurisdictions. ERR_INVALID and ERR_NOT_FOUND come with words that say how to mend it.
int service_open(const struct service_options *options, struct service **ret, struct err *err);
// Finishes what the queues hold first. NULL is fine.
void service_close(struct service *service);

// "PATH.key" for a SQLite file; "yidan.key" in the credentials directory of systemd or, without one, in the
// folder the program was started in, for others. In the buffer.
const char *service_default_key_path(const char *db_url, char *out, size_t size);

// The path of a SQLite file; for others the key file's without its ".key". Not the folder of systemd's
// credentials, which is read-only: there "yidan" in $STATE_DIRECTORY.
const char *service_default_state_path(const char *db_url, const char *key_path, char *out, size_t size);

struct db *service_db(struct service *service);
struct ledger_keys *service_ledger_keys(struct service *service);
const char *service_state_path(struct service *service);
struct db_writer *service_writer(struct service *service); // NULL without
struct db_pool *service_read_pool(struct service *service);
struct db_pool *service_heavy_pool(struct service *service);
const struct keys *service_keys(struct service *service);
const char *service_picture_program(struct service *service); // NULL without
bool service_notifies(struct service *service, int channel);  // enum notice_channel
int64_t service_next_id(struct service *service);
bool service_is_sqlite(struct service *service);

// Rises whenever something was committed here, and at each service_tick: what was kept in memory before may
// be old.
uint64_t service_generation(struct service *service);
// Once a second, from one thread: looks for new reference data, renews the lease. ERR_CONFLICT: the lease is
// lost and the program must end.
int service_tick(struct service *service, struct err *err);

// Held for the caller: reference_release. NULL where there is none. The only jurisdiction answers to every
// host.
const struct reference *service_reference(struct service *service, int64_t jurisdiction_id);
const struct reference *service_reference_by_host(struct service *service, struct slice host);
const struct reference *service_reference_by_slug(struct service *service, struct slice slug);
size_t service_jurisdiction_count(struct service *service);
size_t service_jurisdiction_ids(struct service *service, int64_t *ret, size_t most); // how many it wrote
bool service_has_demo(struct service *service); // any demonstration district in it
// Reads everything anew on this connection's engine (after a command line changed it).
int service_reload(struct service *service, struct err *err);

#endif
