// SPDX-License-Identifier: Apache-2.0
// Templates, words and assets by way of the fixture site in tests/golden/html.
#include "assets/assets.h"
#include "base/buf.h"
#include "base/clock.h"
#include "html/html.h"
#include "po/words.h"
#include "templates/layout.h"
#include "templates/letter.h"
#include "templates/list.h"
#include "templates/part_row.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOSTILE	     "\"><script>alert('1')</script>&amp;"
#define HOSTILE_HTML "&#34;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;"
#define REPLACED     "\xef\xbf\xbd"

static struct buf out;
static struct html zh = {.out = &out, .lang = LANG_ZH_CN, .zone = {.offset_min = 480}};
static struct html en = {.out = &out, .lang = LANG_EN, .zone = {.offset_min = 480}};

static int release(void **state)
{
	(void)state;
	buf_release(&out);
	return 0;
}

static const char *taken(void)
{
	static char text[16384];

	assert_true(out.len < sizeof(text));
	memcpy(text, buf_cstr(&out), out.len + 1);
	buf_reset(&out);
	return text;
}

#define EXPECT(statement, expected)                                                                          \
	do {                                                                                                 \
		statement;                                                                                   \
		assert_string_equal(taken(), expected);                                                      \
	} while (0)

static void assert_holds(const char *page, const char *part)
{
	if (!strstr(page, part))
		fail_msg("not in the page: %s\n%s", part, page);
}

static void test_escape(void **state)
{
	(void)state;
	EXPECT(html_put_text(&en, HOSTILE), HOSTILE_HTML);
	EXPECT(html_put_flat(&en, SLICE(HOSTILE)), HOSTILE_HTML);
	EXPECT(html_put_text(&en, "一单\t\n\r~"), "一单\t\n\r~");
	EXPECT(html_put_text(&en, (const char *)NULL), "");
	EXPECT(html_put_text(&en, (struct slice){0}), "");
	// controls, C1 controls, NUL
	EXPECT(html_put_text(&en, "a\x01\x0b\x0c\x1f\x7f\xc2\x85z"),
		"a" REPLACED REPLACED REPLACED REPLACED REPLACED REPLACED REPLACED "z");
	EXPECT(html_put_text(&en, ((struct slice){"a\0b", 3})), "a" REPLACED "b");
	// stray continuation, overlong, surrogate, above U+10FFFF, cut off
	EXPECT(html_put_text(&en, "\x80|"), REPLACED "|");
	EXPECT(html_put_text(&en, "\xc0\xbc|"), REPLACED REPLACED "|");
	EXPECT(html_put_text(&en, "\xed\xa0\x80|"), REPLACED REPLACED REPLACED "|");
	EXPECT(html_put_text(&en, "\xf4\x90\x80\x80|"), REPLACED REPLACED REPLACED REPLACED "|");
	EXPECT(html_put_text(&en, "\xe4\xb8<"), REPLACED REPLACED "&lt;");
	EXPECT(html_put_text(&en, ((struct slice){"\xe4\xb8\x80", 2})), REPLACED REPLACED);
	EXPECT(html_put_text(&en, "\xf0\x9f\x98\x80"), "\xf0\x9f\x98\x80");
	EXPECT(html_put_plain(&en, "<a & \x01 \xff>"), "<a & " REPLACED " " REPLACED ">");
}

static void test_numbers(void **state)
{
	(void)state;
	EXPECT(html_put_text(&en, 1489), "1489");
	EXPECT(html_put_text(&en, INT64_MIN), "-9223372036854775808");
	EXPECT(html_put_text(&en, UINT64_MAX), "18446744073709551615");
	EXPECT(html_put_text_arg(&en, (size_t)1489), "1,489");
	EXPECT(html_put_text(&en, html_number(999)), "999");
	EXPECT(html_put_text(&en, html_number(-1234567)), "-1,234,567");
	EXPECT(html_put_text(&en, html_number(INT64_MIN)), "-9,223,372,036,854,775,808");
	EXPECT(html_put_text(&en, html_percent(1450, 1489)), "97%");
	EXPECT(html_put_text(&en, html_percent(1, 200)), "1%");
	EXPECT(html_put_text(&en, html_percent(0, 0)), "–");
	EXPECT(html_put_flat(&en, html_size(0)), "0\u00a0B");
	EXPECT(html_put_flat(&en, html_size(999)), "999\u00a0B");
	EXPECT(html_put_flat(&en, html_size(1000)), "1\u00a0kB");
	EXPECT(html_put_flat(&en, html_size(349600)), "350\u00a0kB");
	EXPECT(html_put_flat(&en, html_size(1449999)), "1.4\u00a0MB");
	EXPECT(html_put_flat(&en, html_size(999499)), "999\u00a0kB");
	EXPECT(html_put_flat(&en, html_size(999999)), "1\u00a0MB");
	EXPECT(html_put_flat(&en, html_size(INT64_C(23000000000))), "23\u00a0GB");
	EXPECT(html_put_flat(&en, html_size(9949999)), "9.9\u00a0MB");
	EXPECT(html_put_flat(&en, html_size(9960000)), "10\u00a0MB");
	EXPECT(html_put_flat(&en, html_size(INT64_MAX)), "9,223,372\u00a0TB");
}

static void test_durations(void **state)
{
	(void)state;
	EXPECT(html_put_text(&en, html_duration(59 * US_PER_SECOND)), "less than a minute");
	EXPECT(html_put_text(&zh, html_duration(0)), "不到1分钟");
	EXPECT(html_put_text(&en, html_duration(61 * US_PER_MINUTE)), "1 hour 1 minute");
	EXPECT(html_put_text(&en, html_duration(3 * US_PER_DAY + 4 * US_PER_HOUR + US_PER_MINUTE)),
		"3 days 4 hours");
	EXPECT(html_put_text(&zh, html_duration(3 * US_PER_DAY + 4 * US_PER_HOUR)), "3天4小时");
	EXPECT(html_put_text(&en, html_duration(US_PER_DAY + US_PER_MINUTE)), "1 day");
	EXPECT(html_put_text(&en, html_duration(-2 * US_PER_HOUR)), "2 hours");
	EXPECT(html_put_text(&en, html_duration(INT64_MIN)), "106,751,991 days 4 hours");
}

static int summer_offset(int64_t at_us, const void *data)
{
	return at_us >= *(const int64_t *)data ? 120 : 60;
}

static void test_times(void **state)
{
	int64_t at;
	struct html summer = {
		.out = &out, .lang = LANG_EN, .zone = {.offset_at = summer_offset, .data = &at}};

	(void)state;
	assert_int_equal(clock_parse_rfc3339(SLICE("2026-11-23T08:30:00Z"), &at), 0);
	EXPECT(html_put_text(&zh, html_time(at)),
		"<time datetime=\"2026-11-23T08:30:00Z\">2026年11月23日 星期一 16:30</time>");
	EXPECT(html_put_text(&en, html_time(at)),
		"<time datetime=\"2026-11-23T08:30:00Z\">Mon 23 Nov 2026, 16:30</time>");
	EXPECT(html_put_flat(&en, html_time(at)), "Mon 23 Nov 2026, 16:30");
	EXPECT(html_put_plain(&zh, html_time_as(at, HTML_TIME_SHORT)), "11月23日 16:30");
	EXPECT(html_put_flat(&en, html_time_as(at, HTML_TIME_SHORT)), "23 Nov, 16:30");
	EXPECT(html_put_flat(&en, html_time_as(at, HTML_TIME_CLOCK)), "16:30");
	EXPECT(html_put_text(&en, html_time_as(at, HTML_TIME_MONTH)),
		"<time datetime=\"2026-11\">November 2026</time>");
	EXPECT(html_put_flat(&zh, html_time_as(at, HTML_TIME_MONTH)), "2026年11月");
	// 17:00 UTC is the next day there; 23:59:59.999999 is not yet midnight
	EXPECT(html_put_text(&zh, html_time_as(at + 17 * US_PER_HOUR / 2, HTML_TIME_DATE)),
		"<time datetime=\"2026-11-24\">2026年11月24日 星期二</time>");
	EXPECT(html_put_flat(&en, html_time(-1)), "Thu 1 Jan 1970, 07:59");
	EXPECT(html_put_text(&en, html_time_as(-1, HTML_TIME_CLOCK)),
		"<time datetime=\"1969-12-31T23:59:59Z\">07:59</time>");
	EXPECT(html_put_text(&en, html_day(-719162)), "<time datetime=\"0001-01-01\">Mon 1 Jan 1</time>");
	EXPECT(html_put_flat(&summer, html_time(at)), "Mon 23 Nov 2026, 10:30");
	EXPECT(html_put_flat(&summer, html_time(at - 1)), "Mon 23 Nov 2026, 09:29");
	EXPECT(html_put_text(&en, html_day(clock_days_from_civil(2026, 2, 28))),
		"<time datetime=\"2026-02-28\">Sat 28 Feb 2026</time>");
	EXPECT(html_put_flat(&zh, html_day(0)), "1970年1月1日 星期四");
	EXPECT(html_put_text(&en, html_time(INT64_MAX)), "–");
	EXPECT(html_put_text(&en, html_time(INT64_MIN)), "–");
	EXPECT(html_put_text(&en, html_day(INT64_MAX)), "–");
	EXPECT(html_put_flat(&en, html_day(INT64_MIN)), "–");
}

static void test_urls(void **state)
{
	static const char *const good[] = {"/", "/c/K7M?x=1#y", "http://a.example/", "HTTPS://a.example",
		"mailto:a@b.example", "tel:+861", "?page=2", "#top"};
	static const char *const bad[] = {"", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
		"java\nscript:alert(1)", " javascript:alert(1)", "\x01javascript:x", "//host", "/\\host",
		"/a\tb", "\\\\host", "data:text/html,x", "vbscript:x", "relative", "http\\:x"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		EXPECT(html_put_url(&en, html_url_checked(slice_of(good[i]))), good[i]);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		EXPECT(html_put_url(&en, html_url_checked(slice_of(bad[i]))), "about:invalid");
	EXPECT(html_put_url(&en, html_url_local(SLICE("/c/K7M"))), "/c/K7M");
	EXPECT(html_put_url(&en, html_url_local(SLICE("http://a.example"))), "about:invalid");
	EXPECT(html_put_url(&en, html_url_local(SLICE("//a.example"))), "about:invalid");
	EXPECT(html_put_url(&en, html_url_local(SLICE("?x"))), "about:invalid");
	EXPECT(html_put_url(&en, html_url_checked(SLICE("/?a=\"'&<"))), "/?a=&#34;&#39;&amp;&lt;");
	EXPECT(html_put_url_part(&en, "a/b?c=&d \"一\x01"), "a%2Fb%3Fc%3D%26d%20%22%E4%B8%80%01");
	EXPECT(html_put_url_part(&en, ".."), "");
	EXPECT(html_put_url_part(&en, "..."), "...");
	EXPECT(html_put_url_part(&en, -5), "-5");
}

static void test_lang(void **state)
{
	enum lang lang = LANG_EN;

	(void)state;
	assert_string_equal(lang_tag(LANG_ZH_CN), "zh-CN");
	assert_true(lang_from_tag(SLICE("ZH-hans"), &lang));
	assert_int_equal(lang, LANG_ZH_CN);
	assert_true(lang_from_tag(SLICE("en-GB"), &lang));
	assert_int_equal(lang, LANG_EN);
	lang = LANG_ZH_CN;
	assert_false(lang_from_tag(SLICE("eng"), &lang));
	assert_false(lang_from_tag(SLICE(""), &lang));
	assert_int_equal(lang, LANG_ZH_CN);
}

static void test_words(void **state)
{
	enum word word = WORD_SITE_NAME;

	(void)state;
	assert_string_equal(words_text(LANG_EN, WORD_SITE_HOME), "Home & <list>");
	EXPECT(html_word(&en, &words[WORD_SITE_HOME]), "Home &amp; &lt;list&gt;");
	EXPECT(html_word(&zh, &words[WORD_SITE_HOME]), "首页 &amp; &lt;列表&gt;");
	assert_true(words_find(SLICE("state.closed"), &word));
	assert_int_equal(word, WORD_STATE_CLOSED);
	assert_false(words_find(SLICE("state.gone"), &word));
	assert_false(words_find(SLICE(""), &word));
	assert_int_equal(word, WORD_STATE_CLOSED);
	for (size_t i = 0; i < WORDS_COUNT; i++) {
		assert_true(words_find(slice_of(words[i].key), &word));
		assert_int_equal(word, i);
	}
	EXPECT(words_format(&out, LANG_EN, WORD_LIST_DUE_BY, .when = word_arg("Monday"),
		       .unit = word_arg(SLICE("A & B"))),
		"A & B must answer by Monday");
	EXPECT(words_format(
		       &out, LANG_ZH_CN, WORD_LIST_DUE_BY, .when = word_arg("周一"), .unit = word_arg("甲")),
		"甲须在周一前答复");
	EXPECT(words_format(&out, LANG_EN, WORD_LIST_COUNT, .n = word_arg(1)), "one case");
	EXPECT(words_format(&out, LANG_EN, WORD_LIST_COUNT, .n = word_arg(0)), "0 cases");
	EXPECT(words_format(&out, LANG_EN, WORD_LIST_COUNT, .n = word_arg((size_t)1489)), "1,489 cases");
	EXPECT(words_format(&out, LANG_ZH_CN, WORD_LIST_COUNT, .n = word_arg(2)), "共2件");
	EXPECT(words_format(&out, LANG_EN, WORD_LIST_AGREE, .n = word_arg(2)),
		"There are 2 rules; going on means you agree");
}

static struct view_list hostile_list(const struct view_row *rows, size_t count)
{
	return (struct view_list){
		.page = {.title = HOSTILE},
		.rows = rows,
		.row_count = count,
		.next = html_url_checked(SLICE("javascript:alert(1)")),
		.query = SLICE(HOSTILE),
		.text = "\n" HOSTILE "</textarea></pre>",
		.note = html_raw_trusted(SLICE("<em>1</em>")),
	};
}

static void test_page(void **state)
{
	const struct view_row row = {.code = SLICE("K7M/\"<"),
		.title = HOSTILE,
		.unit_name = HOSTILE,
		.state_word = WORD_STATE_OPEN};
	struct view_list view = hostile_list(&row, 1);
	const char *page;

	(void)state;
	page_list(&en, &view);
	page = taken();
	assert_null(strstr(page, "<script"));
	assert_null(strstr(page, "javascript:"));
	assert_null(strstr(page, "</textarea></pre>"));
	assert_holds(page, "<!doctype html><html lang=\"en\"><head>");
	assert_holds(page, "<title>" HOSTILE_HTML " · Yidan</title>");
	assert_holds(page, "<body class=\"page\"><header><a href=\"/\">Home &amp; &lt;list&gt;</a></header>");
	assert_holds(page, "value=\"" HOSTILE_HTML "\"> <input");
	assert_holds(
		page, "<textarea name=\"text\" aria-label=\"Text\">\n\n" HOSTILE_HTML "&lt;/textarea&gt;");
	assert_holds(page,
		"<a href=\"/c/K7M%2F%22%3C?from=list&amp;n=1\" title=\"" HOSTILE_HTML
		" must answer by Thu 1 Jan 1970, 08:00\">" HOSTILE_HTML "</a> <b>open</b> " HOSTILE_HTML
		" must answer by <time datetime=\"1970-01-01T00:00:00Z\">");
	assert_holds(page, "<div id=\"note\"><em>1</em></div><a href=\"about:invalid\">");
	assert_holds(page, "<h1>The &#34;list&#34;</h1><p>one case ");
	assert_holds(page, "<p>There are 1 rules; going on means <a href=\"/rules\">you "
			   "agree</a></p></main></body></html>");
}

static void test_page_branches(void **state)
{
	struct view_list view = hostile_list(NULL, 0);
	const char *page;

	(void)state;
	page_list(&zh, &view);
	page = taken();
	assert_holds(page, "<html lang=\"zh-CN\">");
	assert_holds(page, "<p>还没有诉求</p><form");
	assert_null(strstr(page, "<ul>"));
	assert_null(strstr(page, "checked"));
	assert_holds(page, "继续即表示同意<a href=\"/rules\">隐私说明</a>（共0条）");
	view.is_on = view.page.is_wide = true;
	page_list(&zh, &view);
	page = taken();
	assert_holds(page, "<body class=\"page page-wide\">");
	assert_holds(page, " aria-describedby=\"note\"> <input type=\"checkbox\" name=\"on\" "
			   "aria-label=\"内容\" checked>");
	EXPECT(part_nothing(&en), "<p>Nothing here yet</p>");
}

static void test_letter(void **state)
{
	const struct view_row rows[] = {
		{.title = "A & <B>", .unit_name = "Roads"},
		{.title = "C", .unit_name = "Parks"},
	};
	struct view_list view = {.rows = rows, .row_count = 2, .text = "Dear \"you\""};

	(void)state;
	EXPECT(letter(&en, &view), "Dear \"you\",\n\n"
				   "- A & <B>: Roads must answer by Thu 1 Jan 1970, 08:00\n"
				   "- C: Parks must answer by Thu 1 Jan 1970, 08:00\n"
				   "Yidan & <2 cases>\n");
}

static void test_assets(void **state)
{
	const struct asset *css = &assets[ASSET_APP_CSS];
	const struct asset *dot = &assets[ASSET_DOT_SVG];
	char body[128];

	(void)state;
	assert_int_equal(ASSETS_COUNT, 3);
	for (size_t i = 0; i < ASSETS_COUNT; i++)
		assert_ptr_equal(assets_find(assets[i].url), &assets[i]);
	assert_null(assets_find(SLICE("/assets/app.css")));
	assert_null(assets_find(SLICE("")));
	assert_string_equal(css->name, "app.css");
	assert_string_equal(css->type, "text/css; charset=utf-8");
	assert_true(slice_starts_with(css->url, SLICE("/assets/app.")) &&
		    slice_ends_with(css->url, SLICE(".css")));
	assert_int_equal(css->url.len, sizeof("/assets/app.0123456789ab.css") - 1);
	snprintf(body, sizeof(body), "body{background:url(%s)}\n", dot->url.ptr);
	assert_true(slice_starts_with(css->identity, slice_of(body)));
	assert_true(css->gzip.len > 0 && css->gzip.len < css->identity.len);
	assert_true(css->br.len > 0 && css->br.len < css->gzip.len);
	assert_memory_equal(css->gzip.ptr, "\x1f\x8b", 2);
	assert_true(slice_ends_with(dot->identity, SLICE("</svg>\n")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_escape, release),
		cmocka_unit_test_teardown(test_numbers, release),
		cmocka_unit_test_teardown(test_durations, release),
		cmocka_unit_test_teardown(test_times, release),
		cmocka_unit_test_teardown(test_urls, release),
		cmocka_unit_test_teardown(test_lang, release),
		cmocka_unit_test_teardown(test_words, release),
		cmocka_unit_test_teardown(test_page, release),
		cmocka_unit_test_teardown(test_page_branches, release),
		cmocka_unit_test_teardown(test_letter, release),
		cmocka_unit_test_teardown(test_assets, release),
	};

	return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
