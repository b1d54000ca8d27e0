// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"
#include "base/random.h"
#include "json/canonical.h"
#include "json/cursor.h"
#include "json/reader.h"
#include "json/writer.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void test_canonical_writes_rfc8785(void **state)
{
	CLEANUP(buf_release) struct buf out = {0};
	struct json_canonical w;

	(void)state;
	json_canonical_init(&w, &out);
	json_canonical_object(&w);
	json_canonical_key(&w, "A");
	json_canonical_int(&w, -JSON_INT_MAX);
	json_canonical_key(&w, "a");
	json_canonical_array(&w);
	json_canonical_null(&w);
	json_canonical_bool(&w, true);
	json_canonical_bool(&w, false);
	json_canonical_int(&w, 0);
	json_canonical_array_end(&w);
	json_canonical_key(&w, "a_id");
	json_canonical_id(&w, INT64_MAX);
	json_canonical_key(&w, "b");
	json_canonical_text(&w, SLICE("\x01\b\t\n\x0b\f\r\x1f \"\\/\x7f<一\xF0\x9F\x98\x80"));
	json_canonical_key(&w, "c");
	json_canonical_object(&w);
	json_canonical_object_end(&w);
	json_canonical_object_end(&w);
	assert_int_equal(json_canonical_finish(&w, NULL), 0);
	assert_string_equal(buf_cstr(&out),
		"{\"A\":-9007199254740991,\"a\":[null,true,false,0],\"a_id\":\"9223372036854775807\","
		"\"b\":\"\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f \\\"\\\\/\x7f<一\xF0\x9F\x98\x80\",\"c\":{}}");
	assert_int_equal(json_canonical_check(buf_slice(&out), NULL), 0);
}

static int write_text(struct slice text)
{
	CLEANUP(buf_release) struct buf out = {0};
	struct json_canonical w;

	json_canonical_init(&w, &out);
	json_canonical_text(&w, text);
	return json_canonical_finish(&w, NULL);
}

static int write_int(int64_t value)
{
	CLEANUP(buf_release) struct buf out = {0};
	struct json_canonical w;

	json_canonical_init(&w, &out);
	json_canonical_int(&w, value);
	return json_canonical_finish(&w, NULL);
}

// The writer looks at eight bytes at once: every byte, at every place, before and behind the eights.
static void test_canonical_escapes_at_every_place(void **state)
{
	(void)state;
	for (unsigned c = 1; c < 0x80; c++) {
		for (size_t len = 1; len <= 20; len++) {
			for (size_t at = 0; at < len; at++) {
				CLEANUP(buf_release) struct buf out = {0}, expected = {0};
				char text[20];
				struct json_canonical w;
				const char *shorts = c == '\b'	 ? "\\b"
						     : c == '\t' ? "\\t"
						     : c == '\n' ? "\\n"
						     : c == '\f' ? "\\f"
						     : c == '\r' ? "\\r"
						     : c == '"'	 ? "\\\""
						     : c == '\\' ? "\\\\"
								 : NULL;

				memset(text, 'a', len);
				text[at] = (char)c;
				buf_put_byte(&expected, '"');
				buf_put(&expected, "aaaaaaaaaaaaaaaaaaaa", at);
				if (shorts)
					buf_put_cstr(&expected, shorts);
				else if (c < 0x20)
					buf_printf(&expected, "\\u%04x", c);
				else
					buf_put_byte(&expected, (char)c);
				buf_put(&expected, "aaaaaaaaaaaaaaaaaaaa", len - at - 1);
				buf_put_byte(&expected, '"');
				json_canonical_init(&w, &out);
				json_canonical_text(&w, slice_from(text, len));
				assert_int_equal(json_canonical_finish(&w, NULL), 0);
				assert_string_equal(buf_cstr(&out), buf_cstr(&expected));
			}
		}
	}
}

static void test_canonical_hex(void **state)
{
	CLEANUP(buf_release) struct buf out = {0};
	struct json_canonical w;

	(void)state;
	json_canonical_init(&w, &out);
	json_canonical_array(&w);
	json_canonical_hex(&w, "\x00\xab\xff", 3);
	json_canonical_hex(&w, "", 0);
	json_canonical_array_end(&w);
	assert_int_equal(json_canonical_finish(&w, NULL), 0);
	assert_string_equal(buf_cstr(&out), "[\"00abff\",\"\"]");
}

static void test_canonical_refuses(void **state)
{
	(void)state;
	assert_int_equal(write_text(SLICE("good")), 0);
	assert_int_equal(write_text(SLICE("a\0b")), ERR_INVALID);
	assert_int_equal(write_text(SLICE("\xC0\x80")), ERR_INVALID);
	assert_int_equal(write_text(SLICE("\xED\xA0\x80")), ERR_INVALID);
	assert_int_equal(write_int(JSON_INT_MAX), 0);
	assert_int_equal(write_int(JSON_INT_MAX + 1), ERR_INVALID);
	assert_int_equal(write_int(INT64_MIN), ERR_INVALID);
}

// Whether writing these two keys ends the process, as a mistake of ours must.
static bool keys_abort(const char *one, const char *two)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		struct buf out = {0};
		struct json_canonical w;

		fclose(stderr);
		json_canonical_init(&w, &out);
		json_canonical_object(&w);
		json_canonical_key(&w, one);
		json_canonical_null(&w);
		json_canonical_key(&w, two);
		_exit(0);
	}
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	return WIFSIGNALED(status);
}

static void test_canonical_asserts_order_of_keys(void **state)
{
	(void)state;
	assert_false(keys_abort("a", "b"));
	assert_true(keys_abort("b", "a"));
	assert_true(keys_abort("a", "a"));
	assert_true(keys_abort("a", "ü"));
	assert_true(keys_abort("a", "b\""));
}

static void test_strict_reader_refuses_what_the_writer_does_not_make(void **state)
{
	static const char *const good[] = {"null", "true", "false", "0", "-1", "9007199254740991", "\"\"",
		"[]", "{}", "[1,[2],{\"a\":\"b\"}]", "{\"a\":1,\"b\":{\"a\":[]}}", "\"\\u001f\\n\\\"\\\\/\"",
		"[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]"};
	static const char *const bad[] = {"", " 1", "1 ", "01", "-0", "+1", "1.0", "1e3", "9007199254740992",
		"-", "nul", "[1,]", "[,]", "[1 ,2]", "{\"a\": 1}", "{\"b\":1,\"a\":2}", "{\"a\":1,\"a\":2}",
		"{\"\\u0061\":1}", "{\"ü\":1}", "\"\\/\"", "\"\\u000a\"", "\"\\u0000\"", "\"\\u001F\"",
		"\"\\u0041\"", "\"\\ud83d\\ude00\"", "\"\xC3\"", "\"a", "\"\n\"", "{\"a\"}", "{a:1}", "[1",
		"{\"a\":1", "1\n", "{}{}", "'a'", "99999999999999999999", "\"\\", "\"\\u00",
		"[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_int_equal(json_canonical_check(slice_of(good[i]), NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (json_canonical_check(slice_of(bad[i]), NULL) != ERR_INVALID)
			fail_msg("accepted: %s", bad[i]);
	}
	assert_int_equal(json_canonical_check(SLICE("\"a\0\""), NULL), ERR_INVALID);
}

static void test_cursor_reads(void **state)
{
	struct json_cursor c;
	struct err err;

	(void)state;
	json_cursor_init(
		&c, SLICE("{\"a\":-12,\"b\":\"x\\ny\",\"c\":null,\"d\":\"77\",\"e\":true,\"f\":[1]}"), arena);
	json_cursor_expect(&c, SLICE("{\"a\":"));
	assert_int_equal(json_cursor_int(&c), -12);
	json_cursor_expect(&c, SLICE(",\"b\":"));
	assert_true(slice_eq_cstr(json_cursor_text(&c), "x\ny"));
	json_cursor_expect(&c, SLICE(",\"c\":"));
	assert_int_equal(json_cursor_id_or_null(&c), 0);
	json_cursor_expect(&c, SLICE(",\"d\":"));
	assert_int_equal(json_cursor_id(&c), 77);
	json_cursor_expect(&c, SLICE(",\"e\":"));
	assert_true(json_cursor_bool(&c));
	json_cursor_expect(&c, SLICE(",\"f\":"));
	assert_true(slice_eq_cstr(json_cursor_skip(&c), "[1]"));
	json_cursor_expect(&c, SLICE("}"));
	assert_int_equal(json_cursor_end(&c, NULL), 0);

	json_cursor_init(&c, SLICE("[1,\"007\"]"), arena);
	json_cursor_expect(&c, SLICE("[1,"));
	assert_int_equal(json_cursor_id(&c), 0);
	assert_int_equal(json_cursor_int(&c), 0); // the first failure sticks
	assert_int_equal(json_cursor_end(&c, &err), ERR_INVALID);
	assert_non_null(strstr(err.message, "no id"));
}

static const struct json_limits limits = {.max_bytes = 1000, .max_depth = 4};

static const char *read_problem(const char *text)
{
	struct json_value value;
	static struct err err;

	err = (struct err){0};
	assert_int_equal(json_read(slice_of(text), &limits, arena, &value, &err), ERR_INVALID);
	return err.message;
}

static void test_reader(void **state)
{
	struct json_value value;
	char *big = arena_alloc(arena, 1100);

	(void)state;
	assert_int_equal(json_read(SLICE(" {\"a\": [1, 2.5, \"\\u4e00\", null, true]}\n"), &limits, arena,
				 &value, NULL),
		0);
	const struct json_value *a = json_value_get(&value, "a");

	assert_true(a && a->type == JSON_VALUE_ARRAY && a->count == 5);
	assert_int_equal(a->items[0].integer, 1);
	assert_true(a->items[1].number == 2.5);
	assert_true(slice_eq_cstr(a->items[2].text, "一"));
	assert_null(json_value_get(&value, "b"));
	assert_int_equal(json_read(SLICE("[[[[1]]]]"), &limits, arena, &value, NULL), 0);

	assert_non_null(strstr(read_problem("{\n \"a\": }"), "line 2, column"));
	assert_non_null(strstr(read_problem("{\"a\":1,\"a\":2}"), "duplicate"));
	assert_non_null(strstr(read_problem("[[[[[1]]]]]"), "line 1, column 5: nested deeper than 4"));
	read_problem("");
	read_problem("\"\\u0000\"");
	read_problem("{\"a\\u0000b\":1}");
	read_problem("\"\xC3\x28\"");
	read_problem("\"\\ud800\"");
	read_problem("1e999");
	read_problem("99999999999999999999");
	read_problem("{} {}");
	memset(big, ' ', 1099);
	big[1099] = '\0';
	assert_non_null(strstr(read_problem(big), "at most 1000"));
	// What was typed is never in the words: errors are logged.
	assert_null(strstr(read_problem("{\"phone\": 13800000000x}"), "138"));
	assert_null(strstr(read_problem("{\"phone\": geheim}"), "geheim"));
}

static const char *field_problem(const char *text, enum json_unknown unknown)
{
	struct json_value value;
	struct json_fields f, inner;
	int64_t number = 5;
	double fraction;
	static struct err err;

	err = (struct err){0};
	assert_int_equal(json_read(slice_of(text), &limits, arena, &value, NULL), 0);
	json_fields_init(&f, &value, "", arena);
	json_fields_text(&f, "title", JSON_REQUIRED, 5);
	json_fields_bool(&f, "publish", false);
	json_fields_int(&f, "count", JSON_OPTIONAL, 0, 9, &number);
	json_fields_double(&f, "lat", JSON_OPTIONAL, -90, 90, &fraction);
	json_fields_id(&f, "id", JSON_OPTIONAL, &number);
	json_fields_array(&f, "list", JSON_OPTIONAL, 2);
	const struct json_value *contact = json_fields_object(&f, "contact", JSON_OPTIONAL);

	if (contact) {
		json_fields_init(&inner, contact, "contact", arena);
		json_fields_text(&inner, "phone", JSON_OPTIONAL, 5);
		if (json_fields_end(&inner, unknown, &err) < 0)
			return err.message;
	}
	json_fields_end(&f, unknown, &err);
	return err.message;
}

static void test_fields(void **state)
{
	(void)state;
	assert_string_equal(field_problem("{\"title\":\"a\",\"publish\":true,\"count\":9,\"lat\":-9.5,\"id\":"
					  "\"7\",\"list\":[1],"
					  "\"contact\":{\"phone\":\"1\"}}",
				    JSON_UNKNOWN_REFUSED),
		"");
	assert_string_equal(field_problem("{}", JSON_UNKNOWN_REFUSED), "title: is missing");
	assert_string_equal(field_problem("{\"title\":null}", JSON_UNKNOWN_REFUSED), "title: is missing");
	assert_string_equal(field_problem("{\"title\":1}", JSON_UNKNOWN_REFUSED), "title: must be text");
	assert_string_equal(field_problem("{\"title\":\"123456\"}", JSON_UNKNOWN_REFUSED),
		"title: is longer than 5 bytes");
	assert_string_equal(field_problem("{\"title\":\"a\",\"publish\":1}", JSON_UNKNOWN_REFUSED),
		"publish: must be true or false");
	assert_string_equal(field_problem("{\"title\":\"a\",\"count\":10}", JSON_UNKNOWN_REFUSED),
		"count: must be an integer from 0 to 9");
	assert_string_equal(field_problem("{\"title\":\"a\",\"lat\":91}", JSON_UNKNOWN_REFUSED),
		"lat: must be a number from -90 to 90");
	assert_string_equal(field_problem("{\"title\":\"a\",\"id\":7}", JSON_UNKNOWN_REFUSED),
		"id: must be an id: a string of digits");
	assert_string_equal(field_problem("{\"title\":\"a\",\"list\":[1,2,3]}", JSON_UNKNOWN_REFUSED),
		"list: holds more than 2");
	assert_string_equal(field_problem("{\"title\":\"a\",\"contact\":[]}", JSON_UNKNOWN_REFUSED),
		"contact: must be an object");
	assert_string_equal(
		field_problem("{\"title\":\"a\",\"contact\":{\"phone\":[]}}", JSON_UNKNOWN_REFUSED),
		"contact.phone: must be text");
	assert_string_equal(field_problem("{\"title\":\"a\",\"tilte\":1}", JSON_UNKNOWN_REFUSED),
		"tilte: is not known here");
	assert_string_equal(field_problem("{\"title\":\"a\",\"tilte\":1}", JSON_UNKNOWN_IGNORED), "");
	assert_string_equal(field_problem("[]", JSON_UNKNOWN_REFUSED), "must be an object");
}

static const char *double_text(double value)
{
	struct buf out = buf_in(arena);
	struct json_writer w;

	json_writer_init(&w, &out);
	json_writer_double(&w, value);
	json_writer_finish(&w);
	return buf_cstr(&out);
}

static void test_writer(void **state)
{
	struct buf out = buf_in(arena);
	struct json_writer w;

	(void)state;
	json_writer_init(&w, &out);
	json_writer_object(&w);
	json_writer_key(&w, "z");
	json_writer_text(&w, SLICE("</script>&\xE2\x80\xA8\xE2\x80\xA9\n\x01\xC3(\xF0\x9F"));
	json_writer_key(&w, "a");
	json_writer_array(&w);
	json_writer_id(&w, 12);
	json_writer_id(&w, 0);
	json_writer_int(&w, INT64_MIN);
	json_writer_cstr(&w, NULL);
	json_writer_bool(&w, true);
	json_writer_time(&w, 0);
	json_writer_array_end(&w);
	json_writer_object_end(&w);
	json_writer_finish(&w);
	assert_string_equal(buf_cstr(&out),
		"{\"z\":\"\\u003c/"
		"script\\u003e\\u0026\\u2028\\u2029\\n\\u0001\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\","
		"\"a\":[\"12\",null,-9223372036854775808,null,true,\"1970-01-01T00:00:00Z\"]}");
	assert_string_equal(double_text(0.1), "0.1");
	assert_string_equal(double_text(26.8934567), "26.8934567");
	assert_string_equal(double_text(1.0 / 3), "0.3333333333333333");
	assert_string_equal(double_text(NAN), "null");
	assert_string_equal(double_text(1e300), "1e+300");
	assert_string_equal(double_text(100), "100");
	assert_string_equal(double_text(-0.0), "0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_canonical_writes_rfc8785),
		cmocka_unit_test(test_canonical_escapes_at_every_place),
		cmocka_unit_test(test_canonical_hex),
		cmocka_unit_test(test_canonical_refuses),
		cmocka_unit_test(test_canonical_asserts_order_of_keys),
		cmocka_unit_test(test_strict_reader_refuses_what_the_writer_does_not_make),
		cmocka_unit_test(test_cursor_reads),
		cmocka_unit_test(test_reader),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_writer),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
