// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"
#include "base/err.h"
#include "text/check.h"
#include "text/clean.h"
#include "text/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define assert_slice(s, wanted)                                                                              \
	do {                                                                                                 \
		struct slice got_ = (s);                                                                     \
		if (!slice_eq_cstr(got_, (wanted)))                                                          \
			fail_msg("“%.*s” instead of “%s”", SLICE_ARG(got_), (wanted));                       \
	} while (0)

static void test_clean(void **state)
{
	static const char *const cases[][2] = {
		{"", ""}, {"  \t\n ", ""}, {"路灯坏了", "路灯坏了"},
		{"a\r\nb\rc\xC2\x85"
		 "d\xE2\x80\xA8"
		 "e\xE2\x80\xA9"
		 "f",
			"a\nb\nc\nd\ne\nf"},
		{"a\x01\x7F\xC2\x9B\tb", "a\tb"}, {"\xFF\xE4\xB8 x", "\xEF\xBF\xBD\xEF\xBF\xBD x"},
		{"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"}, // a surrogate
		{"\xE3\x80\x80 首行缩进\xE3\x80\x80", "首行缩进"},
		{"a  \n\xE3\x80\x80 b",
			"a\n\xE3\x80\x80 b"}, // blanks at the end of a line go, at its start they stay
		{"a\n\n\n\n\n\nb", "a\n\n\nb"}, {"a\n \n\t\n\xE3\x80\x80\n\nb", "a\n\n\nb"},
		{"evil\xE2\x80\xAEtxt.exe", "eviltxt.exe"}, // right-to-left override
		{"13800\xE2\x80\x8B"
		 "138000\xEF\xBB\xBF",
			"13800138000"},
		{"\xE3\x85\xA4\xE3\x85\xA4", ""}, // Hangul filler, a favourite of who wants an empty name
		{"👨‍👩‍👧 ok", "👨‍👩‍👧 ok"},		  // joiners of emoji stay
		{"\xF3\xA0\x81\x81tag", "tag"}, {"\xEF\xBF\xBE\xEF\xBF\xBF", ""}, // noncharacters
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_slice(text_clean(arena, slice_of(cases[i][0])), cases[i][1]);
		assert_slice(text_clean(arena, slice_of(cases[i][1])), cases[i][1]);
	}
	assert_slice(text_clean(arena, slice_from("a\0b", 3)), "ab");
	assert_slice(
		text_clean_line(arena, SLICE(" 三单元\n\n 路灯\t坏了\xE3\x80\x80 ")), "三单元 路灯 坏了");
	// Twenty accents on one letter become eight.
	assert_int_equal(text_clean(arena, SLICE("a\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81"
						 "\xCC\x81\xCC\x81\xCC\x81\xCC\x81"))
				 .len,
		17);
	arena_free(arena);
}

static void test_length_and_excerpt(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_int_equal(text_length(SLICE("")), 0);
	assert_int_equal(text_length(SLICE("路灯 abc")), 6);
	assert_int_equal(text_length(SLICE("👨‍👩‍👧e\xCC\x81🇨🇳")), 3);
	assert_slice(text_excerpt(arena, SLICE("路灯坏了"), 4), "路灯坏了");
	assert_slice(text_excerpt(arena, SLICE("路灯坏了，三天没人修"), 6), "路灯坏了，…");
	assert_slice(text_excerpt(arena, SLICE("a b c d"), 3), "a…"); // no blank before the dots
	assert_slice(text_excerpt(arena, SLICE("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧"), 2),
		"👨‍👩‍👧…");
	assert_slice(text_excerpt(arena, SLICE("x\ny"), 9), "x y");
	arena_free(arena);
}

static void test_title(void **state)
{
	static const char *const cases[][2] = {
		{"路灯坏了三天。没有人管。", "路灯坏了三天"},
		{"您好！我家楼下的路灯坏了三天。请来修。", "我家楼下的路灯坏了三天"},
		{"路灯坏了", "路灯坏了"},
		{"尊敬的领导：\n小区停水两天了\n请处理", "尊敬的领导："},
		{"The lamp at No.3 is broken. Please mend it.", "The lamp at No.3 is broken"},
		{"Hello! The pump is at 3.5 bar only.", "The pump is at 3.5 bar only"},
		{"", ""},
		{"？？", "？？"},
		{"这条街上的路灯从上个月开始就一直没有亮过已经有好多老人在这里摔倒受伤了请你们尽快来修一修吧",
			"这条街上的路灯从上个月开始就一直没有亮过…"},
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_slice(text_title(arena, slice_of(cases[i][0]), i == 8 ? 21 : 40), cases[i][1]);
	arena_free(arena);
}

static void test_fold(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_slice(text_fold(arena, SLICE("Abc-12")), "abc-12");
	assert_slice(text_fold(arena, SLICE("ＡＢＣ１２ ㈱ ﬁ ①")), "abc12 (株) fi 1");
	assert_slice(text_fold(arena, SLICE("Straße É")), "strasse é");
	assert_slice(text_fold(arena, SLICE("a\xE2\x80\x8D"
					    "b路\xFF")),
		"ab路\xEF\xBF\xBD");
	assert_slice(text_fold(arena, SLICE("\xEF\xB7\xBA")), "صلى الله عليه وسلم"); // grows eighteenfold
	assert_true(text_contains(arena, SLICE("小区的ＬＥＤ路灯\n坏了"), SLICE("led路灯 坏")));
	assert_false(text_contains(arena, SLICE("路灯"), SLICE("灯路")));
	assert_true(text_contains(arena, SLICE("x"), SLICE("")));
	arena_free(arena);
}

static const char *joined(struct arena *arena, struct text_terms terms)
{
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < terms.count; i++) {
		if (i)
			buf_put_byte(&out, ' ');
		buf_put_slice(&out, terms.terms[i]);
	}
	return buf_cstr(&out);
}

static void test_terms(void **state)
{
	struct arena *arena = arena_new();
	struct text_terms terms;

	(void)state;
	assert_string_equal(joined(arena, text_terms_of_query(arena, SLICE("垃圾清运"))), "垃圾 圾清 清运");
	terms = text_terms_of(arena, SLICE("垃圾清运"));
	assert_int_equal(terms.count, 4);
	assert_string_equal(
		joined(arena, text_terms_of(arena, SLICE("LED路灯，3号楼 led"))), "3 led 号楼 楼 灯 路灯");
	assert_string_equal(joined(arena, text_terms_of(arena, SLICE("...，。"))), "");
	assert_string_equal(joined(arena, text_terms_of(arena, SLICE("灯"))), "灯");
	terms = text_terms_of_query(arena, SLICE("灯"));
	assert_true(terms.is_prefix && terms.count == 1);
	terms = text_terms_of_query(arena, SLICE("修 路灯"));
	assert_false(terms.is_prefix);
	assert_string_equal(joined(arena, terms), "路灯"); // 修 is left to the check by substring
	assert_string_equal(joined(arena, text_terms_of_query(arena, SLICE("路灯路灯"))), "路灯 灯路");
	assert_int_equal(text_terms_of_query(arena, SLICE("?!")).count, 0);
	assert_string_equal(
		joined(arena, text_terms_of(arena, SLICE("café naïve привет"))), "café naïve привет");
	arena_free(arena);
}

static void test_credit_code(void **state)
{
	static const char *const bad[] = {"", "91350100M000100Y44", "91350100M000100Y4",
		"91350100M000100Y433", "9135O100M000100Y43", "91350100-M000100Y43"};
	char out[TEXT_CREDIT_CODE_BYTES];
	char code[] = "91350100M000100Y43";

	(void)state;
	assert_int_equal(
		text_credit_code_parse(SLICE("91350100M000100Y43"), out), 0); // the example of GB 32100
	assert_int_equal(text_credit_code_parse(SLICE(" 91350100m000100y43 "), out), 0);
	assert_string_equal(out, "91350100M000100Y43");
	assert_int_equal(text_credit_code_parse(SLICE("９１350100 M000 100Y43"), out), 0);
	assert_string_equal(out, "91350100M000100Y43");
	assert_int_equal(
		text_credit_code_parse(SLICE("91350100M000000000"), out), 0); // a sum that 31 divides
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(text_credit_code_parse(slice_of(bad[i]), out), ERR_INVALID);
	// Every single wrong character is caught.
	for (int at = 0; at < 18; at++) {
		char right = code[at];

		for (const char *c = "0123456789ABCDEFGHJKLMNPQRTUWXY"; *c; c++) {
			code[at] = *c;
			assert_int_equal(
				text_credit_code_parse(slice_of(code), out), *c == right ? 0 : ERR_INVALID);
		}
		code[at] = right;
	}
}

static void test_numbers_with_checks(void **state)
{
	(void)state;
	assert_true(text_is_identity_number(SLICE("11010519491231002X"))); // the example of GB 11643
	assert_true(text_is_identity_number(SLICE("11010519491231002x")));
	assert_true(text_is_identity_number(SLICE("440524188001010014")) == false); // born in 1880
	assert_false(text_is_identity_number(SLICE("110105194912310021")));
	assert_false(text_is_identity_number(SLICE("11010519490231002X")));
	assert_false(text_is_identity_number(SLICE("1101051949123100X2")));
	assert_true(text_is_identity_shaped(SLICE("110105194912310021")));
	assert_true(text_is_old_identity_number(SLICE("110105491231002")));
	assert_false(text_is_old_identity_number(SLICE("110105491331002")));
	assert_false(text_is_old_identity_number(SLICE("160105491231002"))); // no such province
	assert_true(text_is_luhn(SLICE("4111111111111111")));
	assert_false(text_is_luhn(SLICE("4111111111111112")));
	assert_false(text_is_luhn(SLICE("")));
	assert_false(text_is_luhn(SLICE("41a")));
	assert_true(text_is_date(SLICE("20240229")));
	assert_false(text_is_date(SLICE("20230229")));
}

static void test_phone(void **state)
{
	static const char *const good[][2] = {
		{"13800138000", "+8613800138000"},
		{" 138-0013 8000 ", "+8613800138000"},
		{"＋８６ １３８００１３８０００", "+8613800138000"},
		{"(+86)138.0013.8000", "+8613800138000"},
		{"008613800138000", "+8613800138000"},
		{"8613800138000", "+8613800138000"},
		{"013800138000", "+8613800138000"},
		{"0451-55123456", "+8645155123456"},
		{"(0451)5512345", "+864515512345"},
		{"010-88886666", "+861088886666"},
		{"+86 (0)451 5512 3456", "+8645155123456"},
		{"0451-55123456转801", "+8645155123456x801"},
		{"55123456", "+8645155123456"}, // with the area code given
		{"400-812-3123", "4008123123"},
		{"12345", "12345"},
		{"95588", "95588"},
		{"+1 212 555 0100", "+12125550100"},
		{"+852 2345 6789", "+85223456789"},
	};
	static const char *const bad[] = {"", "abc", "138001380", "1380013800000", "00852 23456789",
		"0451-5512", "+", "+0123456789", "12", "138a00138000", "0000-66000100",
		"99999999999999999999999", "0451-55123456转", "+86 12800138000", "4001234"};
	char out[TEXT_PHONE_BYTES];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		if (text_phone_parse(slice_of(good[i][0]), "0451", out) < 0)
			fail_msg("%s was refused", good[i][0]);
		assert_string_equal(out, good[i][1]);
		assert_int_equal(text_phone_parse(slice_of(good[i][1]), "0451", out),
			0); // the stored form reads as itself
		assert_string_equal(out, good[i][1]);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (text_phone_parse(slice_of(bad[i]), i == ARRAY_LEN(bad) - 1 ? NULL : "0451", out) !=
			ERR_INVALID)
			fail_msg("%s became %s", bad[i], out);
	assert_int_equal(text_phone_parse(SLICE("55123456"), NULL, out), ERR_INVALID);
}

static void test_email(void **state)
{
	static const char *const bad[] = {"", "a", "a@b", "@b.cn", "a@", "a@@b.cn", "a@b..cn", ".a@b.cn",
		"a.@b.cn", "a..b@c.cn", "a b@c.cn", "a@-b.cn", "a@b-.cn", "a@b.c", "a@b.cn.", "a@b.1c",
		"a@b_c.cn", "\"a\"@b.cn", "a@b.cn\nBcc: x@y.cn", "a,b@c.cn", "<a@b.cn>", "a@\xFF.cn"};
	char out[TEXT_EMAIL_BYTES];

	(void)state;
	assert_int_equal(text_email_parse(SLICE(" Zhang.San+x@Example.COM "), out), 0);
	assert_string_equal(out, "Zhang.San+x@example.com");
	assert_int_equal(text_email_parse(SLICE("用户@例子.中国"), out), 0);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (text_email_parse(slice_of(bad[i]), out) != ERR_INVALID)
			fail_msg("%s was taken", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_length_and_excerpt),
		cmocka_unit_test(test_title),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_terms),
		cmocka_unit_test(test_credit_code),
		cmocka_unit_test(test_numbers_with_checks),
		cmocka_unit_test(test_phone),
		cmocka_unit_test(test_email),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
