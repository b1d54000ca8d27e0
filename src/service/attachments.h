// SPDX-License-Identifier: Apache-2.0
// Pictures of cases: kept in the same database in pieces, stored before the command that names them. Who may
// see one is decided by the case (service/cases.h); this only moves bytes. Inside the caller's transaction;
// any thread.
#ifndef YIDAN_SERVICE_ATTACHMENTS_H
#define YIDAN_SERVICE_ATTACHMENTS_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"

#include <stdint.h>

struct db_conn;

#define ATTACHMENT_CHUNK_BYTES	(256 * 1024)
#define ATTACHMENT_UNUSED_US	(25 * US_PER_HOUR) // a little longer than a draft lives
#define ATTACHMENT_SHA256_BYTES 32

enum attachment_variant { ATTACHMENT_FULL, ATTACHMENT_SMALL };

struct attachment {
	int64_t id;
	int64_t case_id;			       // 0: no case has taken it
	unsigned char sha256[ATTACHMENT_SHA256_BYTES]; // of the full variant
	struct slice media_type;
	int64_t width, height;
	bool published;
};

int attachments_store(struct db_conn *conn, int64_t jurisdiction_id, int64_t id, struct slice full,
	struct slice small, struct slice media_type, int64_t width, int64_t height, int64_t now_us,
	struct err *err);
// ERR_NOT_FOUND.
int attachments_load(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t id,
	struct attachment *ret, struct err *err);
int attachments_of_case(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t case_id,
	struct attachment **ret, size_t *ret_count, struct err *err);
int attachments_bytes(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t id,
	enum attachment_variant variant, struct slice *ret, struct err *err);
// The case takes it. ERR_NOT_FOUND where it is gone or another case has it.
int attachments_claim(
	struct db_conn *conn, int64_t jurisdiction_id, int64_t id, int64_t case_id, struct err *err);
int attachments_publish(struct db_conn *conn, int64_t jurisdiction_id, int64_t id, int64_t case_id,
	bool published, struct err *err);
// Removes up to `most` pictures that no case took; *ret_removed says how many.
int attachments_remove_unused(struct db_conn *conn, int64_t jurisdiction_id, int64_t now_us, int64_t most,
	int64_t *ret_removed, struct err *err);

#endif
