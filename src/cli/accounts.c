// SPDX-License-Identifier: Apache-2.0
#include "cli/accounts.h"

#include "base/clock.h"
#include "domain/officer.h"
#include "service/officers.h"
#include "service/password.h"
#include "service/service.h"

static bool is_login(struct slice login)
{
	for (size_t i = 0; i < login.len; i++) {
		char c = login.ptr[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'))
			return false;
	}
	return login.len > 0 && login.len <= ACCOUNT_LOGIN_BYTES_MAX;
}

static bool is_name(struct slice name)
{
	if (!slice_is_utf8(name) || slice_trim(name).len == 0 ||
		slice_utf8_len(name) > ACCOUNT_NAME_CHARS_MAX)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		if ((unsigned char)name.ptr[i] < 0x20 || name.ptr[i] == 0x7f)
			return false;
	}
	return true;
}

static int check_new(const struct account_change *change, uint32_t *ret_roles, struct err *err)
{
	if (change->name.len == 0)
		return err_set(err, ERR_INVALID, "the officer's name is missing: --name NAME");
	if (!is_name(change->name))
		return err_set(err, ERR_INVALID, "a name is text of at most %d characters on one line",
			ACCOUNT_NAME_CHARS_MAX);
	if (change->unit.len == 0)
		return err_set(err, ERR_INVALID, "the unit is missing: --unit CODE");
	if (change->roles.len == 0)
		return err_set(err, ERR_INVALID, "the roles are missing: --roles \"intake handler\"");
	if (!officer_roles_parse(change->roles, ret_roles) || *ret_roles == 0)
		return err_set(err, ERR_INVALID,
			"roles are some of intake, handler, unit_head, supervisor, leader, editor, auditor, "
			"admin");
	return 0;
}

int account_change_check(const struct account_change *change, struct err *err)
{
	uint32_t roles;

	if (!is_login(change->login))
		return err_set(err, ERR_INVALID,
			"a login has 1 to %d small letters, digits, dots and hyphens",
			ACCOUNT_LOGIN_BYTES_MAX);
	if (change->password_hash.len >= PASSWORD_HASH_BYTES ||
		(change->verb == ACCOUNT_PASSWORD && !change->password_hash.len))
		return err_set(err, ERR_INVALID, "the hash of a password is malformed");
	return change->verb == ACCOUNT_ADD ? check_new(change, &roles, err) : 0;
}

static int add(struct service *service, struct db_conn *conn, const struct reference *ref,
	const struct account_change *change, const char *hash, struct err *err)
{
	const struct ref_unit *unit = reference_unit_by_code(ref, change->unit);
	uint32_t roles = 0;
	int r;

	if (!unit)
		return err_set(err, ERR_NOT_FOUND, "%s has no unit with the code %.*s", ref->slug,
			SLICE_ARG(change->unit));
	r = check_new(change, &roles, err);
	if (r < 0)
		return r;
	r = officers_add(conn, ref->jurisdiction_id, service_next_id(service),
		&(struct officer_new){
			.login = change->login,
			.name = slice_trim(change->name),
			.unit_id = unit->id,
			.roles = roles,
			.password_hash = hash,
		},
		clock_now_us(), err);
	if (r == ERR_CONSTRAINT)
		return err_set(err, ERR_CONSTRAINT, "there is already an officer with the login %.*s",
			SLICE_ARG(change->login));
	return r;
}

int account_change_run(
	struct service *service, struct db_conn *conn, const struct account_change *change, struct err *err)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct reference *ref = NULL;
	const char *hash = change->password_hash.len ? arena_cstr(arena, change->password_hash) : NULL;
	int r;

	r = account_change_check(change, err);
	if (r == 0)
		r = task_jurisdiction(service, change->jurisdiction, &ref, err);
	if (r != 0)
		return r;
	switch (change->verb) {
	case ACCOUNT_ADD:
		r = add(service, conn, ref, change, hash, err);
		break;
	case ACCOUNT_PASSWORD:
		r = officers_set_password(conn, ref->jurisdiction_id, change->login, hash, err);
		break;
	}
	reference_release(ref);
	return r;
}

// ---- The task

static int task_prepare(struct task_run *run, struct err *err)
{
	struct account_change *change = ARENA_NEW(run->arena, struct account_change);
	int r = account_change_parse(run->arena, run->request, change, err);

	run->work = change;
	return r;
}

static int task_write(struct task_run *run, struct db_conn *conn, struct err *err)
{
	const struct account_change *change = run->work;
	int r = account_change_run(run->service, conn, change, err);

	if (r == 0)
		run->said = slice_of(arena_printf(run->arena,
			change->verb == ACCOUNT_ADD ? "Added %.*s.\n"
						    : "%.*s has a new password; all sessions have ended.\n",
			SLICE_ARG(change->login)));
	return r;
}

const struct task task_user = {.name = "user", .prepare = task_prepare, .write = task_write};
