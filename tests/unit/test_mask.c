// SPDX-License-Identifier: Apache-2.0
// The masker against tables of what must go and what must stay. All numbers are invented.
#include "base/buf.h"
#include "base/clock.h"
#include "base/random.h"
#include "text/mask.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// What must be found stands between ‹ and ›; all else must stay as it is.
static const struct {
	enum text_mask_kind kind;
	const char *text;
} FOUND[] = {
	{TEXT_MASK_MOBILE, "请回电‹13800138000›，谢谢"},
	{TEXT_MASK_MOBILE, "‹13800138000›"},
	{TEXT_MASK_MOBILE, "电话 ‹138 0013 8000› 王先生"},
	{TEXT_MASK_MOBILE, "电话 ‹138-0013-8000›"},
	{TEXT_MASK_MOBILE, "电话 ‹138.0013.8000›。"},
	{TEXT_MASK_MOBILE, "手机：‹138·0013·8000›"},
	{TEXT_MASK_MOBILE, "‹138—0013—8000›"},
	{TEXT_MASK_MOBILE, "‹138、0013、8000›"},
	{TEXT_MASK_MOBILE, "‹１３８００１３８０００›（微信同号）"},
	{TEXT_MASK_MOBILE, "‹１３８ ００１３ ８０００›"},
	{TEXT_MASK_MOBILE, "‹+8613800138000›"},
	{TEXT_MASK_MOBILE, "‹+86 138 0013 8000›"},
	{TEXT_MASK_MOBILE, "‹+86-13800138000›"},
	{TEXT_MASK_MOBILE, "‹0086 13800138000›"},
	{TEXT_MASK_MOBILE, "‹008613800138000›"},
	{TEXT_MASK_MOBILE, "‹86 13800138000›"},
	{TEXT_MASK_MOBILE, "‹＋８６１３８００１３８０００›"},
	{TEXT_MASK_MOBILE, "‹(+86)13800138000›"},
	{TEXT_MASK_MOBILE, "(‹+8613800138000›)"},
	{TEXT_MASK_MOBILE, "‹（+86）138 0013 8000›"},
	{TEXT_MASK_MOBILE, "‹1380013 8000›"},
	{TEXT_MASK_MOBILE, "‹138 00138000›"},
	{TEXT_MASK_MOBILE, "‹1 3 8 0 0 1 3 8 0 0 0›"},
	{TEXT_MASK_MOBILE, "手机 ‹13 800 138 000›"},
	{TEXT_MASK_MOBILE, "电话：‹1380-013-8000›"},
	{TEXT_MASK_MOBILE, "tel‹13800138000›"},
	{TEXT_MASK_MOBILE, "wx‹13800138000›加我"},
	{TEXT_MASK_MOBILE, "联系人李某‹13800138000›或‹13900139000›"},
	{TEXT_MASK_MOBILE, "‹13800138000›/‹13900139000›"},
	{TEXT_MASK_MOBILE, "‹13800138000›-‹13900139000›"},
	{TEXT_MASK_MOBILE, "‹13800138000› ‹13900139000›"},
	{TEXT_MASK_MOBILE, "‹13800138000›、‹13900139000›、‹17700177000›"},
	{TEXT_MASK_MOBILE, "1.‹13800138000›\n2.‹13900139000›"},
	{TEXT_MASK_MOBILE, "3号楼2单元‹13800138000›"},
	{TEXT_MASK_MOBILE, "2026年11月23日，‹19912345678›打过"},
	{TEXT_MASK_MOBILE, "‹013800138000›"},
	{TEXT_MASK_MOBILE, "‹138\xE2\x80\x8B"
			   "00138000›"}, // a zero-width space inside
	{TEXT_MASK_MOBILE, "Please call ‹138 0013 8000›, thanks."},
	{TEXT_MASK_MOBILE, "My mobile is ‹+86 (138) 0013-8000›."},
	{TEXT_MASK_MOBILE, "Phone:‹13800138000›."},
	{TEXT_MASK_LANDLINE, "家里电话‹0451-55123456›"},
	{TEXT_MASK_LANDLINE, "‹0451-5512 3456›"},
	{TEXT_MASK_LANDLINE, "‹(0451)55123456›"},
	{TEXT_MASK_LANDLINE, "‹（0451）5512345›"},
	{TEXT_MASK_LANDLINE, "‹0451 5512 3456›"},
	{TEXT_MASK_LANDLINE, "‹045155123456›"},
	{TEXT_MASK_LANDLINE, "‹010-88886666›"},
	{TEXT_MASK_LANDLINE, "‹01088886666›"},
	{TEXT_MASK_LANDLINE, "‹021—62345678›"},
	{TEXT_MASK_LANDLINE, "‹０４５１－５５１２３４５６›"},
	{TEXT_MASK_LANDLINE, "‹0451-55123456转8001›"},
	{TEXT_MASK_LANDLINE, "‹0451-55123456-801›"},
	{TEXT_MASK_LANDLINE, "‹0451-55123456 ext. 12›"},
	{TEXT_MASK_LANDLINE, "‹0451-55123456分机12›，找张工"},
	{TEXT_MASK_LANDLINE, "‹+86 451 5512 3456›"},
	{TEXT_MASK_LANDLINE, "‹+86-10-8888-6666›"},
	{TEXT_MASK_LANDLINE, "‹+86 (0)451 5512 3456›"},
	{TEXT_MASK_LANDLINE, "‹0086-451-55123456›"},
	{TEXT_MASK_LANDLINE, "座机：‹55123456›"},
	{TEXT_MASK_LANDLINE, "我家电话是‹5512345›"},
	{TEXT_MASK_LANDLINE, "tel: ‹5512-3456›"},
	{TEXT_MASK_IDENTITY, "身份证‹11010519491231002X›"},
	{TEXT_MASK_IDENTITY, "身份证号码：‹11010519491231002x›。"},
	{TEXT_MASK_IDENTITY, "‹440308199901101512›"},
	{TEXT_MASK_IDENTITY, "‹440308 19990110 1512›"},
	{TEXT_MASK_IDENTITY, "‹440308-19990110-1512›"},
	{TEXT_MASK_IDENTITY, "‹110105 1949 1231 002X›"},
	{TEXT_MASK_IDENTITY, "‹１１０１０５１９４９１２３１００２Ｘ›"},
	{TEXT_MASK_IDENTITY, "老证‹110105491231002›"},
	{TEXT_MASK_IDENTITY, "身份证：‹440308199901101513›"}, // mistyped, but meant
	{TEXT_MASK_IDENTITY, "ID number ‹440308199901101512›."},
	{TEXT_MASK_BANK_CARD, "卡号‹6222021001116245702›"},
	{TEXT_MASK_BANK_CARD, "卡号‹6222 0210 0111 6245 702›"},
	{TEXT_MASK_BANK_CARD, "‹6222-0210-0111-6245-702›"},
	{TEXT_MASK_BANK_CARD, "‹622202 1001116245702›"},
	{TEXT_MASK_BANK_CARD, "my card ‹4111 1111 1111 1111› was charged"},
	{TEXT_MASK_BANK_CARD, "‹378282246310005›"},
	{TEXT_MASK_BANK_CARD, "‹3782 822463 10005›"},
	{TEXT_MASK_BANK_CARD, "‹5555555555554444›"},
	{TEXT_MASK_EMAIL, "邮箱‹zhang.san@example.com›"},
	{TEXT_MASK_EMAIL, "‹13800138000@139.com›"},
	{TEXT_MASK_EMAIL, "<‹a_b+c@mail.example.co.uk›>"},
	{TEXT_MASK_EMAIL, "write to ‹me@example.org›."},
	{TEXT_MASK_EMAIL, "‹zhang＠example.com›，急"},
	{TEXT_MASK_EMAIL, "‹京A12345@example.com›"}, // begins as a plate, goes on as an address
	{TEXT_MASK_PLATE, "‹京A12345›堵住了门"},
	{TEXT_MASK_PLATE, "车牌‹京A·12345›"},
	{TEXT_MASK_PLATE, "‹黑A 12B45›"},
	{TEXT_MASK_PLATE, "‹粤B·D12345›（新能源）"},
	{TEXT_MASK_PLATE, "‹粤BD12345›"},
	{TEXT_MASK_PLATE, "‹沪A12345D›"},
	{TEXT_MASK_PLATE, "‹川a8k8k8›"},
	{TEXT_MASK_PLATE, "货车‹冀B1234挂›"},
	{TEXT_MASK_PLATE, "教练车‹浙C1234学›乱停"},
	{TEXT_MASK_PLATE, "粤港两地牌‹粤Z1234港›"},
	{TEXT_MASK_PLATE, "‹鲁Ｂ１２３４５›"},
	{TEXT_MASK_PLATE, "a car ‹苏E-12345› blocks the gate"},
	{TEXT_MASK_PLATE, "‹京 A12345›"},
	{TEXT_MASK_PASSPORT, "护照号‹E12345678›"},
	{TEXT_MASK_PASSPORT, "passport no. ‹EA1234567›"},
	{TEXT_MASK_PASSPORT, "港澳通行证：‹C12345678›"},
};

static const char *const STAYS[] = {
	"",
	"路灯坏了三天，没有人管。",
	"2026年11月23日 13:30 至 17:30",
	"2026-11-23 13:30:00",
	"20261123",
	"20261123133000",
	"请拨打12345、110、119、120或96001",
	"打 10086 或 95588",
	"客服热线400-812-3123",
	"客服电话 4008123123",
	"客服电话400 812 3123，800-810-8888",
	"共计13800138000元",
	"补贴￥13,800,138,000",
	"投资 1500 2000 300 万元",
	"编号 HT-2026-0001234",
	"案件 K7M-2QX-9RT",
	"订单号 202611231234567890123",
	"订单 1380013800012345678901",
	"流水号138001380001",
	"快递 SF1380013800012",
	"哈希 9f13800138000a",
	"3号楼2单元1301室",
	"1380013-800",
	"12800138000",
	"门牌 138 号，住 0013 户",
	"经度 113.13800138000，纬度 39.916527",
	"面积 13800138.00 平方米",
	"统一社会信用代码 91350100M000100Y43",
	"440308199901101513", // wrong check digit and no word
	"440308199913101512", // month 13
	"990308199901101511",
	"110105491331002",
	"6222021001116245703", // Luhn fails
	"1234567890123456",
	"0000-6600 0100", // no area code begins with 00
	"邮编 150001",
	"第0451号",
	"０.１３８００１３８０００",
	"0.13800138000",
	"@全体成员 请注意",
	"价格@5元",
	"a@b",
	"user@localhost",
	"更新V10000版",
	"最新A12345型",
	"国标 GB/T 2260",
	"川A级景区",
	"京A1234",
	"新A型流感",
	"吉A 12 号",
	"航班 CA12345678",
	"E12345678",
	"电话回访 20261123",
	"电话打了20多次，5 分钟一次",
	"手机 3 部，电话 2 部",
	"每天 8:00-12:00 13:30-17:30",
	"2024-2025学年 1500-2000人",
	"第138、139、140号",
	"The lamp at 12 Main St. has been broken since 2026-11-01.",
	"Invoice 2026-000138-00138000",
	"It costs $13,800,138,000.",
	"Room 1301, Building 3, postcode 150001",
	"pi is 3.14159265358979",
	"ISBN 978-7-111-40701-0",
};

static struct text_masked mask_unmarked(struct arena *arena, const char *marked, struct buf *plain,
	size_t *ret_count, size_t from[8], size_t to[8])
{
	const char *open = "‹", *close = "›";
	struct slice s = slice_of(marked);

	*ret_count = 0;
	for (size_t i = 0; i < s.len;) {
		struct slice rest = slice_sub(s, i, s.len);

		if (slice_starts_with(rest, slice_of(open))) {
			from[*ret_count] = plain->len;
			i += strlen(open);
		} else if (slice_starts_with(rest, slice_of(close))) {
			to[(*ret_count)++] = plain->len;
			i += strlen(close);
		} else {
			buf_put_byte(plain, s.ptr[i++]);
		}
	}
	return text_mask(arena, buf_slice(plain));
}

static void test_found(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(FOUND); i++) {
		struct buf plain = buf_in(arena);
		size_t from[8], to[8], count;
		struct text_masked m = mask_unmarked(arena, FOUND[i].text, &plain, &count, from, to);

		if (!count) { // without brackets the whole text is it
			from[0] = 0;
			to[0] = plain.len;
			count = 1;
		}
		if (m.count != count)
			fail_msg("“%s” gave %zu spans: %.*s", FOUND[i].text, m.count, SLICE_ARG(m.text));
		for (size_t n = 0; n < count; n++)
			if (m.spans[n].from != from[n] || m.spans[n].to != to[n] ||
				m.spans[n].kind != FOUND[i].kind)
				fail_msg("“%s” gave %s [%zu, %zu): %.*s", FOUND[i].text,
					text_mask_kind_name(m.spans[n].kind), m.spans[n].from, m.spans[n].to,
					SLICE_ARG(m.text));
	}
	arena_free(arena);
}

static void test_stays(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(STAYS); i++) {
		struct text_masked m = text_mask(arena, slice_of(STAYS[i]));

		if (m.count)
			fail_msg("“%s” became “%.*s”", STAYS[i], SLICE_ARG(m.text));
		assert_true(slice_eq_cstr(m.text, STAYS[i]));
	}
	arena_free(arena);
}

static void test_marks(void **state)
{
	struct arena *arena = arena_new();
	struct text_masked m = text_mask(arena, SLICE("请回电 138 0013 8000，车牌京A12345。"));

	(void)state;
	assert_true(slice_eq_cstr(m.text, "请回电 〔手机号已隐去〕，车牌〔车牌已隐去〕。"));
	assert_int_equal(m.count, 2);
	assert_true(slice_eq_cstr(
		slice_sub(m.text, m.spans[1].mark_from, m.spans[1].mark_to - m.spans[1].mark_from),
		"〔车牌已隐去〕"));
	m = text_mask(arena, SLICE("Call 13800138000 or mail me@example.com"));
	assert_true(slice_eq_cstr(m.text, "Call [mobile number removed] or mail [e-mail address removed]"));
	m = text_mask(arena, SLICE("bad \xFF byte 13800138000 \xE4\xBA"));
	assert_true(slice_eq_cstr(m.text, "bad \xFF byte [mobile number removed] \xE4\xBA"));
	arena_free(arena);
}

// All but the spans is kept byte for byte, spans are in order, and masking again changes nothing.
static void check_masked(struct arena *arena, struct slice text, uint32_t seed)
{
	struct text_masked m = text_mask(arena, text);
	size_t at = 0, mark_at = 0;

	for (size_t i = 0; i <= m.count; i++) {
		size_t from = i < m.count ? m.spans[i].from : text.len;
		size_t mark_from = i < m.count ? m.spans[i].mark_from : m.text.len;

		if (from < at || !slice_eq(slice_sub(text, at, from - at),
					 slice_sub(m.text, mark_at, mark_from - mark_at)))
			fail_msg("seed %" PRIu32 ": “%.*s” became “%.*s”", seed, SLICE_ARG(text),
				SLICE_ARG(m.text));
		at = i < m.count ? m.spans[i].to : at;
		mark_at = i < m.count ? m.spans[i].mark_to : mark_at;
	}
	if (text_mask(arena, m.text).count)
		fail_msg("seed %" PRIu32 ": “%.*s” is masked again", seed, SLICE_ARG(m.text));
}

static void test_random_texts(void **state)
{
	static const char *const pieces[] = {"13800138000", "138", "0013", "8000", "0451", "55123456",
		"440308199901101512", "6222021001116245702", "zhang@example.com", "京A12345", "京A", "12345",
		"·", " ", "-", ".", "电话", "转", "+86", "(", ")", "（", "）", "，", "1", "0", "x", "元",
		"\n", "护照", "E12345678", "号", "@", "９", "身份证", "\xE2\x80\x8B", "\xFF"};
	const char *given = getenv("YIDAN_TEST_SEED");
	uint32_t seed = given ? (uint32_t)strtoul(given, NULL, 10) : random_below(UINT32_MAX);
	struct arena *arena = arena_new();
	unsigned state_of = seed;

	(void)state;
	print_message("# seed %" PRIu32 " (YIDAN_TEST_SEED repeats it)\n", seed);
	for (int i = 0; i < 20000; i++) {
		struct buf text = buf_in(arena);

		for (int n = rand_r(&state_of) % 12; n >= 0; n--)
			buf_put_cstr(&text, pieces[(size_t)rand_r(&state_of) % ARRAY_LEN(pieces)]);
		check_masked(arena, buf_slice(&text), seed);
		arena_reset(arena);
	}
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_stays),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_random_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
