// SPDX-License-Identifier: Apache-2.0
// Small files that are replaced whole: what is read back, limits, modes, what a program that ended in the
// middle left behind, folders that are not there.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/state_file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena *arena;
static char folder[] = "/tmp/yidan-state-XXXXXX";

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return rmdir(folder); // fails where a test left something
}

static const char *path_of(const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name);
}

static void assert_holds(const char *path, struct slice wanted)
{
	struct slice got;
	bool found = false;

	assert_int_equal(state_file_read(path, arena, 100, &found, &got, NULL), 0);
	assert_true(found);
	assert_true(slice_eq(got, wanted));
}

static void test_replaced_whole(void **state)
{
	const char *path = path_of("a"), *part = path_of(arena_printf(arena, "a.%ld.new", (long)getpid()));
	struct stat st;

	(void)state;
	assert_int_equal(state_file_write(path, SLICE("one\0two"), false, NULL), 0);
	assert_holds(path, SLICE("one\0two"));
	// a program that ended in the middle of writing
	assert_int_equal(state_file_create(part, SLICE("half"), false, NULL), 0);
	assert_int_equal(state_file_write(path, SLICE(""), true, NULL), 0);
	assert_holds(path, SLICE(""));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(access(part, F_OK), -1);
	unlink(path);
}

static void test_made_once(void **state)
{
	const char *path = path_of("b");

	(void)state;
	assert_int_equal(state_file_create(path, SLICE("first"), true, NULL), 0);
	assert_int_equal(state_file_create(path, SLICE("second"), true, NULL), ERR_CONFLICT);
	assert_holds(path, SLICE("first"));
	unlink(path);
}

static void test_limits_and_faults(void **state)
{
	const char *path = path_of("c");
	struct slice got = {0};
	bool found = true;

	(void)state;
	assert_int_equal(state_file_read(path, arena, 5, &found, &got, NULL), 0);
	assert_false(found);
	assert_int_equal(state_file_write(path, SLICE("12345"), false, NULL), 0);
	assert_int_equal(state_file_read(path, arena, 5, &found, &got, NULL), 0);
	assert_true(found);
	assert_int_equal(state_file_read(path, arena, 4, &found, &got, NULL), ERR_INVALID);
	assert_int_equal(state_file_read(folder, arena, 4, &found, &got, NULL), ERR_UNAVAILABLE);
	assert_int_equal(state_file_write(path_of("none/c"), SLICE("x"), false, NULL), ERR_UNAVAILABLE);
	assert_int_equal(state_file_write(folder, SLICE("x"), false, NULL), ERR_UNAVAILABLE);
	assert_int_equal(access(arena_printf(arena, "%s.%ld.new", folder, (long)getpid()), F_OK), -1);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replaced_whole),
		cmocka_unit_test(test_made_once),
		cmocka_unit_test(test_limits_and_faults),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
