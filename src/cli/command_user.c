// SPDX-License-Identifier: Apache-2.0
// The password is hashed here, so that it never leaves this process. The change itself is a task
// (cli/task.h).
#include "cli/command.h"

#include "cli/accounts.h"
#include "cli/lock.h"
#include "service/password.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define TYPED_BYTES (PASSWORD_MAX_BYTES + 2) // one more, to notice what is too long, and the NUL

// ---- The password

// One line without its end, from a descriptor, byte by byte: what follows is not ours. ERR_INVALID where it
// is too long, there is none, or it ends with a byte of give_up.
static int read_line(int fd, struct slice give_up, char typed[TYPED_BYTES], struct err *err)
{
	size_t len = 0;
	ssize_t got;
	char c;

	while ((got = read(fd, &c, 1)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(err, ERR_INVALID, "the password cannot be read (%s)", strerror(errno));
		if (c == '\n')
			break;
		if (give_up.len && memchr(give_up.ptr, c, give_up.len))
			return err_set(err, ERR_INVALID, "given up; nothing was changed");
		if (len == PASSWORD_MAX_BYTES + 1)
			return err_set(
				err, ERR_INVALID, "a password has at most %d bytes", PASSWORD_MAX_BYTES);
		typed[len++] = c;
	}
	if (got == 0 && len == 0)
		return err_set(
			err, ERR_INVALID, "no password was given; or say --no-password with `user add`");
	if (len && typed[len - 1] == '\r')
		len--;
	typed[len] = '\0';
	return 0;
}

// While the terminal does not echo, Ctrl-C and Ctrl-\\ are no signals but ends of a line, and Ctrl-Z is
// nothing: so it echoes again whatever is typed, and no signal can come just before the read that it should
// end.
static int ask(const char *words, char typed[TYPED_BYTES], struct err *err)
{
	struct termios before, quiet;
	char give_up[2];
	int r;

	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return err_set(err, ERR_INVALID, "the terminal does not answer (%s)", strerror(errno));
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	give_up[0] = (char)(quiet.c_cc[VEOL] = before.c_cc[VINTR]);
	give_up[1] = (char)(quiet.c_cc[VEOL2] = before.c_cc[VQUIT]);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	fprintf(stderr, "%s: ", words); // now: what is typed once it shows is neither echoed nor flushed away
	r = read_line(STDIN_FILENO, slice_from(give_up, sizeof(give_up)), typed, err);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	fprintf(stderr, "\n");
	return r;
}

static int get_password(char typed[TYPED_BYTES], struct err *err)
{
	char again[TYPED_BYTES];
	int r;

	if (!isatty(STDIN_FILENO))
		return read_line(STDIN_FILENO, SLICE(""), typed, err);
	r = ask("Password", typed, err);
	if (r == 0)
		r = ask("The same again", again, err);
	if (r == 0 && strcmp(typed, again) != 0)
		r = err_set(err, ERR_INVALID, "the two passwords differ; nothing was changed");
	sodium_memzero(again, sizeof(again));
	return r;
}

static int make_hash(struct arena *arena, struct slice *ret, struct err *err)
{
	char *hash = arena_alloc(arena, PASSWORD_HASH_BYTES), typed[TYPED_BYTES];
	int r;

	r = get_password(typed, err);
	if (r == 0)
		r = password_hash(slice_of(typed), hash, err);
	sodium_memzero(typed, sizeof(typed));
	if (r == 0)
		*ret = slice_of(hash);
	return r;
}

// ---- The change

static int run(const struct settings *settings, struct arena *arena, struct account_change *change)
{
	struct slice said;
	struct err err;
	int r;

	if (!settings->argument)
		return command_misused("whose account? Write the login behind the command");
	change->login = slice_of(settings->argument);
	change->jurisdiction = slice_of(settings->jurisdiction);
	r = lock_check_database(settings->db, &err);
	// what is wrong anyway is said before a password is asked for
	if (r == 0 && change->verb == ACCOUNT_ADD)
		r = account_change_check(change, &err);
	if (r == 0 && !settings->no_password)
		r = make_hash(arena, &change->password_hash, &err);
	if (r == 0)
		r = task_do(settings, arena, &task_user, account_change_format(arena, change), &said, &err);
	if (r != 0)
		return command_failed(r, &err);
	printf("%.*s", SLICE_ARG(said));
	return EXIT_DONE;
}

int command_user_add(const struct settings *settings, struct arena *arena)
{
	struct account_change change = {
		.verb = ACCOUNT_ADD,
		.name = slice_of(settings->name),
		.unit = slice_of(settings->unit),
		.roles = slice_of(settings->roles),
	};

	return run(settings, arena, &change);
}

int command_user_passwd(const struct settings *settings, struct arena *arena)
{
	struct account_change change = {.verb = ACCOUNT_PASSWORD};

	return run(settings, arena, &change);
}
