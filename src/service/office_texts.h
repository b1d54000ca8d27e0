// SPDX-License-Identifier: Apache-2.0
// Reply templates, knowledge articles and duties in the store (domain/office_text.h): found by words, kept in
// versions. Inside the caller's transaction; any thread.
#ifndef YIDAN_SERVICE_OFFICE_TEXTS_H
#define YIDAN_SERVICE_OFFICE_TEXTS_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/office_text.h"
#include "service/officers.h"

struct db_conn;
struct reference;
struct service;

#define OFFICE_TEXT_CODE_BYTES 24
#define OFFICE_TEXTS_SHOWN     100
#define OFFICE_TEXTS_BESIDE    6 // a form

struct office_text {
	int64_t id, version;
	struct slice code; // in addresses
	enum office_text_kind kind;
	bool is_newest, is_retired;
	struct office_text_fields fields;
	int64_t edited_by, edited_at;
};

struct office_text_search {
	enum office_text_kind kind;
	struct slice words; // all of them; empty: any
	int64_t category_id, unit_id;
	bool only_public;
};

// The newest versions that are not retired, by title, at most `most`.
int office_texts_find(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	const struct office_text_search *search, int64_t most, struct office_text **ret, size_t *ret_count,
	struct err *err);
// All versions of one, the newest first. ERR_NOT_FOUND.
int office_texts_of_code(struct db_conn *conn, struct arena *arena, int64_t jurisdiction_id,
	struct slice code, struct office_text **ret, size_t *ret_count, struct err *err);

enum office_text_result {
	OFFICE_TEXT_KEPT,
	OFFICE_TEXT_REFUSED, // fields: refusals
	OFFICE_TEXT_NOT_YOURS,
	OFFICE_TEXT_STALE, // somebody else wrote a version meanwhile
};
#define OFFICE_TEXT_REFUSALS 8

struct office_text_edit {
	struct slice command_id; // of a new one, "desk:…": sent twice it is kept once
	struct slice code;	 // empty: a new one
	int64_t version;	 // that was edited
	enum office_text_kind kind;
	bool retires;
	struct office_text_fields fields;

	enum office_text_result result;
	struct refusal refusals[OFFICE_TEXT_REFUSALS];
	size_t refusal_count;
	struct slice kept_code; // in the arena
};
// 0 with KEPT; ERR_INVALID with another result, and nothing is stored.
int office_texts_keep(struct service *service, struct db_conn *conn, struct arena *arena,
	const struct reference *ref, const struct officer *officer, int64_t now_us,
	struct office_text_edit *edit, struct err *err);

#endif
