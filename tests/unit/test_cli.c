// SPDX-License-Identifier: Apache-2.0
// Settings from their three sources, the configuration file, messages of the local socket, files of a
// jurisdiction.
#include "base/buf.h"
#include "calendar/calendar.h"
#include "cli/accounts.h"
#include "cli/config.h"
#include "cli/control.h"
#include "cli/district.h"
#include "cli/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define ARGV(...)                                                                                            \
	(const char *[])                                                                                     \
	{                                                                                                    \
		__VA_ARGS__, NULL                                                                            \
	}

struct world {
	struct arena *arena;
	struct err err;
	char folder[64];
};

static int make_world(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	w->arena = arena_new();
	snprintf(w->folder, sizeof(w->folder), "/tmp/yidan-cli-XXXXXX");
	assert_non_null(mkdtemp(w->folder));
	*state = w;
	return 0;
}

static int free_world(void **state)
{
	struct world *w = *state;
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", w->folder);
	assert_int_equal(system(command), 0);
	unsetenv("YIDAN_DB");
	unsetenv("YIDAN_LISTEN");
	unsetenv("YIDAN_ACCESS_LOG");
	unsetenv("YIDAN_CONFIG");
	arena_free(w->arena);
	free(w);
	return 0;
}

static const char *write_file(struct world *w, const char *name, const char *text)
{
	const char *path = arena_printf(w->arena, "%s/%s", w->folder, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	return path;
}

static void assert_says(const struct world *w, const char *words)
{
	if (!strstr(w->err.message, words))
		fail_msg("\"%s\" does not say \"%s\"", w->err.message, words);
}

// ---- Settings

static int read_settings(
	struct world *w, enum cli_command command, const char *const *argv, struct settings *ret)
{
	int argc = 0;

	while (argv[argc])
		argc++;
	return settings_read(command, argc, argv, w->arena, ret, &w->err);
}

static void test_sources(void **state)
{
	struct world *w = *state;
	const char *path = write_file(w, "yidan.conf",
		"# a comment\n\ndb = sqlite:file.db\nlisten = 127.0.0.1:1\nlisten = [::1]:2 *:3\nintake-rate "
		"= 7\n"
		"access-log = yes\nlogin-rate=9\n");
	struct settings s;

	setenv("YIDAN_DB", "sqlite:environment.db", 1);
	setenv("YIDAN_ACCESS_LOG", "no", 1);
	assert_int_equal(read_settings(w, CLI_SERVE, ARGV("--config", path, "--intake-rate=0"), &s), 0);
	assert_string_equal(s.db, "sqlite:environment.db");
	assert_int_equal(s.intake_rate, 0);
	assert_int_equal(s.login_rate, 9);
	assert_false(s.access_log);
	assert_int_equal(s.listen.count, 3);
	assert_string_equal(s.listen.items[2], "*:3");

	// a list of a stronger source replaces the weaker one whole
	setenv("YIDAN_LISTEN", "127.0.0.1:4 127.0.0.1:5", 1);
	assert_int_equal(read_settings(w, CLI_SERVE, ARGV("--config", path), &s), 0);
	assert_int_equal(s.listen.count, 2);
	assert_int_equal(
		read_settings(w, CLI_SERVE, ARGV("--listen", "127.0.0.1:6", "--config", path), &s), 0);
	assert_int_equal(s.listen.count, 1);
	assert_string_equal(s.listen.items[0], "127.0.0.1:6");

	// one file serves all commands
	setenv("YIDAN_CONFIG", path, 1);
	unsetenv("YIDAN_DB");
	assert_int_equal(read_settings(w, CLI_MIGRATE, ARGV(NULL), &s), 0);
	assert_string_equal(s.db, "sqlite:file.db");
}

static void test_command_line(void **state)
{
	struct world *w = *state;
	struct settings s;

	assert_int_equal(
		read_settings(w, CLI_USER_ADD, ARGV("--name", "张 三", "zhang", "--no-password"), &s), 0);
	assert_string_equal(s.argument, "zhang");
	assert_string_equal(s.name, "张 三");
	assert_true(s.no_password);
	assert_int_equal(read_settings(w, CLI_USER_ADD, ARGV("--", "--zhang"), &s), 0);
	assert_string_equal(s.argument, "--zhang");
	assert_int_equal(read_settings(w, CLI_SERVE, ARGV("--threads=x", "--help"), &s), ERR_INVALID);
	assert_int_equal(read_settings(w, CLI_SERVE, ARGV("-h"), &s), 0);
	assert_true(s.help);
}

static void test_wrong_command_lines(void **state)
{
	static const struct {
		enum cli_command command;
		const char *argv[4];
		const char *words;
	} wrong[] = {
		{CLI_SERVE, {"--lisen", "x"}, "no option --lisen"},
		{CLI_SERVE, {"--cases", "3"}, "no option --cases here"},
		{CLI_SERVE, {"-x"}, "no option -x"},
		{CLI_SERVE, {"what"}, "\"what\" is too much"},
		{CLI_USER_ADD, {"a", "b"}, "\"b\" is too much"},
		{CLI_SERVE, {"--db"}, "--db needs a value: --db URL"},
		{CLI_SERVE, {"--db", ""}, "--db: the value is empty"},
		{CLI_SERVE, {"--db=a", "--db=b"}, "--db: given twice"},
		{CLI_SERVE, {"--access-log=yes"}, "--access-log takes no value"},
		{CLI_SERVE, {"--threads", "-1"}, "--threads: a number from 0 to 256"},
		{CLI_SERVE, {"--threads", "9999999999999999999"}, "--threads: a number from 0 to 256"},
		{CLI_SERVE, {"--log-level", "loud"}, "log-level: debug, info, warn or error"},
		{CLI_SERVE, {"--listen", "1 2 3 4 5 6 7 8 9"}, "--listen: at most 8"},
		{CLI_WITNESS, {"--listen", "1 2 3 4 5 6 7 8 9"}, "--listen: at most 8"},
		{CLI_WITNESS, {"--db", "x"}, "no option --db here"},
		{CLI_WITNESS, {"what"}, "\"what\" is too much"},
	};
	struct world *w = *state;
	struct settings s;

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		assert_int_equal(read_settings(w, wrong[i].command, wrong[i].argv, &s), ERR_INVALID);
		assert_says(w, wrong[i].words);
	}
}

static void test_wrong_files(void **state)
{
	static const char *const wrong[][2] = {
		{"lisen = 3\n", "line 1: there is no setting \"lisen\""},
		{"cases = 3\n", "line 1: there is no setting \"cases\""},
		{"# x\nlisten\n", "line 2: write `key = value`"},
		{"Listen = x\n", "line 1: a key has small letters"},
		{"db =\n", "line 1: db has no value"},
		{"\n\ndb = a\ndb = b\n", "line 4: db: given twice"},
		{"threads = many\n", "line 1: threads: a number from 0 to 256"},
		{"access-log = maybe\n", "line 1: access-log: yes or no"},
		{"db = a\tb\n", "no text"},
		{"db = \xff\n", "no text"},
	};
	struct world *w = *state;
	struct settings s;

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		const char *path = write_file(w, "wrong.conf", wrong[i][0]);

		assert_int_equal(read_settings(w, CLI_SERVE, ARGV("--config", path), &s), ERR_INVALID);
		assert_says(w, wrong[i][1]);
		assert_says(w, "wrong.conf");
	}
	assert_int_equal(read_settings(w, CLI_SERVE, ARGV("--config", "/nowhere"), &s), ERR_INVALID);
	assert_says(w, "there is no file /nowhere");
	assert_int_equal(read_settings(w, CLI_SERVE, ARGV("--config", w->folder), &s), ERR_INVALID);
	assert_says(w, "no ordinary file");
}

static void test_limits_of_file(void **state)
{
	struct world *w = *state;
	struct config_entry *entries;
	struct buf text = buf_in(w->arena);
	size_t count;

	for (int i = 0; i < CONFIG_ENTRIES_MAX; i++)
		buf_put_cstr(&text, "a = b\n");
	assert_int_equal(config_parse(w->arena, buf_slice(&text), &entries, &count, &w->err), 0);
	assert_int_equal(count, CONFIG_ENTRIES_MAX);
	buf_put_cstr(&text, "a = b\n");
	assert_int_equal(config_parse(w->arena, buf_slice(&text), &entries, &count, &w->err), ERR_INVALID);
	buf_reset(&text);
	buf_put_cstr(&text, "a = ");
	for (int i = 0; i < CONFIG_LINE_BYTES_MAX; i++)
		buf_put_byte(&text, 'x');
	assert_int_equal(config_parse(w->arena, buf_slice(&text), &entries, &count, &w->err), ERR_INVALID);
	assert_says(w, "line 1: more than 4096 bytes");
	buf_reset(&text);
	for (int i = 0; i <= CONFIG_BYTES_MAX; i++)
		buf_put_byte(&text, '\n');
	assert_int_equal(config_parse(w->arena, buf_slice(&text), &entries, &count, &w->err), ERR_INVALID);
}

// ---- Messages

static void test_messages(void **state)
{
	struct world *w = *state;
	struct account_change change = {
		.verb = ACCOUNT_ADD,
		.login = SLICE("zhang"),
		.password_hash = SLICE("$argon2id$x"),
		.name = SLICE("张 \"三\""),
		.unit = SLICE("roads"),
		.roles = SLICE("intake handler"),
	};
	struct account_change back;
	struct slice request = account_change_format(w->arena, &change), bytes, said = SLICE("?");
	struct slice task;

	assert_int_equal(account_change_parse(w->arena, request, &back, &w->err), 0);
	assert_true(back.verb == ACCOUNT_ADD && slice_eq(back.name, change.name) &&
		    slice_eq(back.roles, change.roles));
	assert_int_equal(account_change_check(&back, &w->err), 0);
	assert_int_equal(
		account_change_parse(w->arena, SLICE("{\"verb\":\"drop\",\"login\":\"x\"}"), &back, &w->err),
		ERR_INVALID);
	assert_int_equal(account_change_parse(w->arena,
				 SLICE("{\"verb\":\"add\",\"login\":\"x\",\"more\":1}"), &back, &w->err),
		ERR_INVALID);

	bytes = control_request_format(w->arena, SLICE("user"), request);
	assert_int_equal(control_request_parse(bytes, &task, &bytes, &w->err), 0);
	assert_true(task_by_name(task) == &task_user && slice_eq(bytes, request));
	assert_null(task_by_name(SLICE("reboot")));
	assert_int_equal(control_request_parse(SLICE("user"), &task, &bytes, &w->err), ERR_INVALID);
	assert_int_equal(control_request_parse(SLICE("\n{}"), &task, &bytes, &w->err), ERR_INVALID);

	bytes = control_reply_format(w->arena, 0, NULL, SLICE("Added 张.\n"));
	assert_int_equal(control_reply_parse(w->arena, bytes, &said, &w->err), 0);
	assert_true(slice_eq(said, SLICE("Added 张.\n")));
	err_set(&w->err, ERR_CONSTRAINT, "taken");
	bytes = control_reply_format(w->arena, ERR_CONSTRAINT, &w->err, SLICE(""));
	w->err.message[0] = '\0';
	assert_int_equal(control_reply_parse(w->arena, bytes, &said, &w->err), ERR_CONSTRAINT);
	assert_string_equal(w->err.message, "taken");
	assert_int_equal(control_reply_parse(w->arena, SLICE("{\"class\":1}"), &said, &w->err), ERR_INVALID);
}

static void test_account_checks(void **state)
{
	const struct account_change right = {
		.verb = ACCOUNT_ADD,
		.login = SLICE("zhang.san-2"),
		.name = SLICE("张三"),
		.unit = SLICE("roads"),
		.roles = SLICE("handler"),
	};
	struct world *w = *state;
	struct account_change change = right;

	assert_int_equal(account_change_check(&change, &w->err), 0);
	change.login = SLICE("Zhang");
	assert_int_equal(account_change_check(&change, &w->err), ERR_INVALID);
	change.login = SLICE("");
	assert_int_equal(account_change_check(&change, &w->err), ERR_INVALID);
	change = right;
	change.name = SLICE("a\nb");
	assert_int_equal(account_change_check(&change, &w->err), ERR_INVALID);
	change.name = SLICE(" ");
	assert_int_equal(account_change_check(&change, &w->err), ERR_INVALID);
	change = right;
	change.roles = SLICE("mayor");
	assert_int_equal(account_change_check(&change, &w->err), ERR_INVALID);
	assert_says(w, "unit_head");
	change = right;
	change.verb = ACCOUNT_PASSWORD;
	assert_int_equal(account_change_check(&change, &w->err), ERR_INVALID);
}

// ---- Files of a jurisdiction

#define MAIN                                                                                                 \
	"{\"slug\": \"nine\", \"name_zh\": \"九\", \"name_en\": \"Nine\", \"time_zone\": \"Asia/Shanghai\"}"
#define UNITS                                                                                                \
	"code,parent,kind,name_zh,name_en,phone,intake\n"                                                    \
	"town,,district,九,Nine,,0\ncentre,town,centre,中心,Centre,,1\n"
#define CATEGORIES                                                                                           \
	"code,parent,name_zh,name_en,unit,kinds,contact_days,reply_days,solve_days,needs_check\n"            \
	"other,,其他,Other,centre,question complaint,1,5,15,1\n"
#define AREA(code)                                                                                           \
	"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":"      \
	"\"" code "\",\"level\":\"town\",\"name_zh\":\"镇\",\"name_en\":\"Town\"},\"geometry\":{\"type\":"  \
	"\"Polygon\",\"coordinates\":"                                                                       \
	"[[[102,40],[102.1,40],[102.1,40.1],[102,40]]]}}]}"

static int read_district(struct world *w, struct district *ret)
{
	const struct files files = {.path = w->folder};

	return district_read(&files, w->arena, ret, &w->err);
}

static void write_district(struct world *w)
{
	char areas[96];

	write_file(w, "jurisdiction.json", MAIN);
	write_file(w, "units.csv", UNITS);
	write_file(w, "categories.csv", CATEGORIES);
	snprintf(areas, sizeof(areas), "%s/areas", w->folder);
	mkdir(areas, 0700);
	write_file(w, "areas/admin.geojson", AREA("a"));
}

static void test_district(void **state)
{
	struct world *w = *state;
	struct calendar *calendar;
	struct district d;

	write_district(w);
	if (read_district(w, &d) < 0)
		fail_msg("%s", w->err.message);
	assert_int_equal(d.setup.unit_count, 2);
	assert_int_equal(d.setup.units[1].parent, 0);
	assert_int_equal(d.setup.category_count, 1);
	assert_int_equal(d.setup.categories[0].unit, 1);
	assert_int_equal(d.setup.officer_count, 0);
	assert_int_equal(d.setup.area_count, 1);
	// the holidays that the program brings along
	assert_int_equal(calendar_parse(d.setup.calendar, &calendar, &w->err), 0);
	assert_true(calendar_has_year(calendar, 2026));
	calendar_free(calendar);
	district_settings(w->arena, &d);
	assert_true(slice_find(d.setup.settings, SLICE("portal_label")) >= 0);
	assert_true(slice_find(d.setup.settings, SLICE("demo_accounts")) < 0);
}

static void test_embedded_district(void **state)
{
	const struct files embedded = {0};
	struct world *w = *state;
	struct district d;

	assert_int_equal(district_read(&embedded, w->arena, &d, &w->err), 0);
	assert_true(d.setup.unit_count > 30 && d.setup.officer_count > 70 && d.setup.area_count > 300);
	assert_true(d.password.len > 0 && d.is_invented && d.has_bounds);
}

static void test_wrong_districts(void **state)
{
	static const char *const wrong[][3] = {
		{"jurisdiction.json", "{\"slug\": \"Nine\", \"name_zh\": \"九\", \"name_en\": \"N\"}",
			"jurisdiction.json: slug"},
		{"jurisdiction.json", "{\"slug\": \"nine\", \"name_zh\": \"九\"}",
			"jurisdiction.json: name_en"},
		{"jurisdiction.json",
			"{\"slug\": \"nine\", \"name_zh\": \"九\", \"name_en\": \"N\", \"colour\": 1}",
			"colour"},
		{"jurisdiction.json",
			"{\"slug\": \"nine\", \"name_zh\": \"九\", \"name_en\": \"N\", \"time_zone\": "
			"\"Moon/Sea\"}",
			"time_zone"},
		{"jurisdiction.json",
			"{\"slug\": \"nine\", \"name_zh\": \"九\", \"name_en\": \"N\", \"working_hours\": "
			"[{\"weekdays\": [8], \"from\": "
			"\"09:00\", \"to\": \"10:00\"}]}",
			"weekdays"},
		{"jurisdiction.json", "[", "jurisdiction.json: "},
		{"units.csv", "code,parent,kind,name_zh,name_en,intake\nA,,centre,a,a,1\n",
			"units.csv: line 2: code \"A\""},
		{"units.csv", "code,parent,kind,name_zh,name_en,intake\na,b,centre,a,a,1\n",
			"line 2: parent: \"b\" does not stand above"},
		{"units.csv", "code,parent,kind,name_zh,name_en,intake\na,,shop,a,a,1\n",
			"line 2: kind: district"},
		{"units.csv", "code,parent,kind,name_zh,name_en,intake\na,,centre,,a,1\n",
			"line 2: name_zh is missing"},
		{"units.csv", "code,parent,kind,name_zh,name_en,intake\na,,centre,a,a,1\na,,centre,a,a,0\n",
			"line 3: code: a is there twice"},
		{"units.csv", "code,parent,kind,name_zh,name_en,intake\na,,centre,a,a,0\n",
			"exactly one unit has intake 1, not 0"},
		{"units.csv",
			"code,parent,kind,name_zh,name_en,intake\na,,centre,a,a,1\nb,a,section,a,a,0\nc,b,"
			"section,a,a,0\nd,c,section,a,a,0\n"
			"e,d,section,a,a,0\n",
			"line 6: parent: the tree of units has more than 4 levels"},
		{"officers.csv", "login,unit,roles,name_zh\nx,nowhere,intake,甲\n",
			"officers.csv: line 2: unit: there is no unit \"nowhere\""},
		{"officers.csv", "login,unit,roles,name_zh\nx,centre,king,甲\n", "line 2: roles"},
		{"categories.csv", "code,name_zh,name_en,kinds,reply_days\na,甲,A,question,five\n",
			"line 2: reply_days"},
		{"categories.csv", "code,name_zh,name_en,kinds\na,甲,A,wish\n",
			"line 2: kinds: there is no kind \"wish\""},
		{"areas/admin.geojson", AREA("A B"), "admin.geojson: feature 1: code"},
		{"areas/admin.geojson", "{}", "admin.geojson: "},
	};
	struct world *w = *state;
	struct district d;

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		write_district(w);
		write_file(w, "officers.csv", "login,unit,roles,name_zh\n");
		write_file(w, wrong[i][0], wrong[i][1]);
		assert_int_equal(read_district(w, &d), ERR_INVALID);
		assert_says(w, wrong[i][2]);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_world, free_world)
	const struct CMUnitTest tests[] = {
		TEST(test_sources),
		TEST(test_command_line),
		TEST(test_wrong_command_lines),
		TEST(test_wrong_files),
		TEST(test_limits_of_file),
		TEST(test_messages),
		TEST(test_account_checks),
		TEST(test_district),
		TEST(test_embedded_district),
		TEST(test_wrong_districts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
