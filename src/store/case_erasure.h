// SPDX-License-Identifier: Apache-2.0
// Takes erased fields out of the rows of a case: private parts and contact lose values and salts, the
// register and the assignments are made anew from what is left, pictures go. Inside the caller's write
// transaction, behind the lock of the stream; knows no rules: which fields, says domain/case_erasure.h.
#ifndef YIDAN_STORE_CASE_ERASURE_H
#define YIDAN_STORE_CASE_ERASURE_H

#include "store/cases.h"

#include "domain/case_erasure.h"

// What every `case.erased` of the stream covers is taken away where it is still there. *ret_fields: how many
// fields had a value or a salt left; 0: nothing was to do, and nothing was written.
int case_erase(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id, int64_t case_id,
	size_t *ret_fields, struct err *err);

#endif
