// SPDX-License-Identifier: Apache-2.0
// Telephone numbers, identity numbers and bank cards. Digits are read as a chain of groups with separators
// between; whatever is looked for begins and ends with a whole group, so nothing is found inside a longer
// number. At each group the longest match of all kinds is taken.
#include "text/mask_internal.h"

#include "text/check.h"

#include <string.h>

#define GROUPS_MAX 20
#define DIGITS_MAX 40

struct group {
	size_t from, to;	    // bytes
	int first, count;	    // digits
	enum scan_separator before; // between the group before and this one
};

// What can be read from one group on.
struct chain {
	struct slice text;
	struct group groups[GROUPS_MAX];
	int group_count;
	char digits[DIGITS_MAX + 1]; // ASCII, terminated
	int digit_count;
	enum scan_separator
		before;	  // between the group before the first and the first; NONE where there is none
	int count_before; // digits of that group
};

struct match {
	enum text_mask_kind kind;
	size_t from, to;
};

static const char *const PHONE_WORDS[] = {"电话", "手机", "座机", "固话", "联系", "拨打", "致电", "来电",
	"热线", "号码", "微信", "加v", "tel", "phone", "mobile", "call", "cell", "contact", "whatsapp",
	"wechat", NULL};
static const char *const LOCAL_PHONE_WORDS[] = {
	"电话", "座机", "固话", "拨打", "致电", "tel", "phone", "call", NULL};
static const char *const IDENTITY_WORDS[] = {
	"身份证", "证件号", "身份号", "id card", "id number", "id no", "identity", NULL};
static const char *const MONEY_AFTER[] = {"元", "万元", "万吨", "万平", "亿", "块", "人民币", "美元", "%",
	"％", "平方", "吨", "公里", "千瓦", NULL};
static const char *const MONEY_BEFORE[] = {"¥", "￥", "$", "＄", "€", "£", NULL};

// ---- Reading
// ------------------------------------------------------------------------------------------------------

// Reads the group at byte i. Digits over DIGITS_MAX are passed over; such a group matches nothing.
static struct group read_group(struct chain *c, size_t i)
{
	struct group g = {.from = i, .to = i, .first = c->digit_count};

	for (;;) {
		size_t len;
		int digit = scan_digit_at(c->text, i, &len);

		if (digit >= 0) {
			if (c->digit_count < DIGITS_MAX)
				c->digits[c->digit_count++] = (char)('0' + digit);
			g.count++;
			i += len;
			g.to = i;
			continue;
		}
		len = scan_invisible_at(c->text, i);
		if (!len)
			return g;
		i += len;
	}
}

static void read_chain(struct chain *c, size_t i)
{
	size_t len;

	c->group_count = 0;
	c->digit_count = 0;
	for (enum scan_separator before = SCAN_SEPARATOR_NONE;;) {
		struct group g = read_group(c, i);

		g.before = before;
		c->groups[c->group_count++] = g;
		if (c->group_count == GROUPS_MAX || c->digit_count == DIGITS_MAX)
			break;
		before = scan_separator_at(c->text, g.to, &len);
		if (before == SCAN_SEPARATOR_NONE || scan_digit_at(c->text, g.to + len, &(size_t){0}) < 0)
			break;
		i = g.to + len;
	}
	c->digits[c->digit_count] = '\0';
}

// How many whole groups from `first` on hold exactly `count` digits; 0 where none do.
static int groups_of(const struct chain *c, int first, int count)
{
	int sum = 0;

	for (int g = first; g < c->group_count && sum < count; g++) {
		sum += c->groups[g].count;
		if (sum == count)
			return g - first + 1;
	}
	return 0;
}

static bool any_of_at(struct slice text, size_t i, const char *const *words)
{
	for (; *words; words++)
		if (slice_starts_with(slice_sub(text, i, text.len), slice_of(*words)))
			return true;
	return false;
}

static bool any_of_before(struct slice text, size_t i, const char *const *words)
{
	for (; *words; words++)
		if (slice_ends_with(slice_sub(text, 0, i), slice_of(*words)))
			return true;
	return false;
}

static bool is_money(struct slice text, size_t from, size_t to)
{
	while (to < text.len && text.ptr[to] == ' ')
		to++;
	return any_of_at(text, to, MONEY_AFTER) || any_of_before(text, from, MONEY_BEFORE);
}

// The groups first … first+n-1 are part of a decimal fraction: "0.138…", "113.138…" or "138….50元". A list
// numbered "1.138…" is none.
static bool is_fraction(const struct chain *c, int first, int n)
{
	static const char *const zero_point[] = {"0.", "０.", NULL};
	const struct group *from = &c->groups[first], *to = &c->groups[first + n - 1], *next = to + 1;
	enum scan_separator separator = first ? from->before : c->before;
	int before = first ? c->groups[first - 1].count : c->count_before;

	if (separator == SCAN_SEPARATOR_DOT && from->from >= 1 && c->text.ptr[from->from - 1] == '.' &&
		(before == 3 || (before == 1 && any_of_before(c->text, from->from, zero_point))))
		return true;
	return first + n < c->group_count && next->before == SCAN_SEPARATOR_DOT &&
	       c->text.ptr[to->to] == '.' && next->count <= 2 && is_money(c->text, from->from, next->to);
}

// A few letters may stand right before a number ("tel138…", "wx138…"); letters behind a digit are a code.
static bool is_code_before(struct slice text, size_t i)
{
	size_t from = i;

	while (from > 0 && i - from <= 8 &&
		((text.ptr[from - 1] | 0x20) >= 'a' && (text.ptr[from - 1] | 0x20) <= 'z'))
		from--;
	return i - from > 8 || scan_is_word_before(text, from);
}

// ---- Mobile numbers
// -----------------------------------------------------------------------------------------------

static bool same_separators(const struct chain *c, int first, int n)
{
	for (int g = first + 2; g < first + n; g++)
		if (c->groups[g].before != c->groups[first + 1].before)
			return false;
	return true;
}

static bool grouping_is(const struct chain *c, int first, int n, const char *lengths)
{
	for (int g = 0; g < n; g++)
		if (lengths[g] - '0' != c->groups[first + g].count)
			return false;
	return lengths[n] == '\0';
}

// How people write the eleven digits: freely where a word or +86 says that it is a telephone number; else
// only in the usual groups, since "1500 2000 300" may be amounts.
static bool is_mobile_grouping(const struct chain *c, int first, int n, bool sure)
{
	static const char *const usual[] = {"344", "38", "74", "47"};
	static const char *const dashed[] = {"335", "443", "434", "32222", "11111111111"};
	enum scan_separator separator = n > 1 ? c->groups[first + 1].before : SCAN_SEPARATOR_NONE;

	if (n == 1)
		return true;
	if (sure)
		return separator != SCAN_SEPARATOR_OTHER || grouping_is(c, first, n, "344");
	if (!same_separators(c, first, n))
		return grouping_is(c, first, n, "344");
	if (separator == SCAN_SEPARATOR_OTHER)
		return grouping_is(c, first, n, "344");
	for (size_t i = 0; i < ARRAY_LEN(usual); i++)
		if (grouping_is(c, first, n, usual[i]))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(dashed); i++)
		if (grouping_is(c, first, n, dashed[i]) && (separator != SCAN_SEPARATOR_BLANK || n > 3))
			return true;
	return false;
}

// Where the number begins with the + or the bracket before its first group: "+86 …", "(0451)…", "(+86)…".
static size_t with_opening(const struct chain *c, bool *ret_plus)
{
	static const char *const pluses[] = {"+", "＋", NULL}, *const brackets[] = {"(", "（", NULL};
	size_t i = c->groups[0].from;

	*ret_plus = any_of_before(c->text, i, pluses);
	if (*ret_plus)
		i -= c->text.ptr[i - 1] == '+' ? 1 : 3;
	if (c->group_count > 1 && c->groups[1].before == SCAN_SEPARATOR_OTHER &&
		any_of_before(c->text, i, brackets))
		i -= c->text.ptr[i - 1] == '(' ? 1 : 3;
	return i;
}

// Digits of a prefix for China before the number proper at digit `first`: "86", "0086", the old "0" before
// mobiles.
static int prefix_digits(const char *digits, bool plus)
{
	if (strncmp(digits, "0086", 4) == 0)
		return 4;
	if (strncmp(digits, "86", 2) == 0 && (plus || digits[2] == '1'))
		return 2;
	return digits[0] == '0' && digits[1] == '1' && digits[2] != '0' ? 1 : 0;
}

static bool is_mobile(const char *digits)
{
	return digits[0] == '1' && digits[1] >= '3' && digits[1] <= '9';
}

static bool match_mobile(const struct chain *c, struct match *ret)
{
	bool plus, sure;
	size_t from = with_opening(c, &plus), to;
	int prefix = prefix_digits(c->digits, plus);
	int n, first;

	if (!is_mobile(c->digits + prefix) || (prefix == 1 && c->groups[0].count == 1))
		return false;
	n = groups_of(c, 0, prefix + 11);
	if (!n)
		return false;
	sure = plus || prefix >= 2 || mask_has_word_before(c->text, from, PHONE_WORDS);
	first = prefix && c->groups[0].count == prefix; // the prefix is a group of its own
	to = c->groups[n - 1].to;
	if (!is_mobile_grouping(c, first, n - first, sure) || is_code_before(c->text, from) ||
		scan_is_word_at(c->text, to) || is_fraction(c, 0, n) || is_money(c->text, from, to))
		return false;
	*ret = (struct match){TEXT_MASK_MOBILE, from, to};
	return true;
}

// ---- Landlines
// ----------------------------------------------------------------------------------------------------

// Digits of the area code: 010, 02x, 0[3-9]xx; 0 where the number has none.
static int area_digits(const char *digits)
{
	if (digits[0] != '0')
		return 0;
	if (digits[1] == '1')
		return digits[2] == '0' ? 3 : 0;
	if (digits[1] == '2')
		return digits[2] != '6' && digits[2] ? 3 : 0;
	return digits[1] >= '3' && digits[1] <= '9' && digits[2] && digits[3] ? 4 : 0;
}

// Passes over an extension: "转801", "-801", "ext. 801", "分机801", "x801".
static size_t with_extension(struct slice text, size_t i)
{
	static const char *const words[] = {"转", "分机", "ext", "Ext", "EXT", "x", "X", "#"};
	size_t at = i, len, digits = 0;
	bool word = false;
	enum scan_separator separator = scan_separator_at(text, at, &len);

	at += len;
	for (size_t w = 0; w < ARRAY_LEN(words) && !word; w++) {
		if (slice_starts_with(slice_sub(text, at, text.len), slice_of(words[w]))) {
			at += strlen(words[w]);
			word = true;
		}
	}
	if (!word && separator != SCAN_SEPARATOR_HYPHEN)
		return i;
	if (word)
		for (; at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '.' || text.ptr[at] == ':');
			at++)
			;
	for (; scan_digit_at(text, at, &len) >= 0; digits++)
		at += len;
	return digits >= 1 && digits <= 5 && !scan_is_word_at(text, at) ? at : i;
}

// The subscriber's number from digit `already` of group `first` on, which does not begin with 0, 1 or 9, in
// one to three groups: eight digits, or seven where they are allowed.
static int subscriber_groups(const struct chain *c, int first, int already, bool seven)
{
	const char *digits;

	if (first >= c->group_count)
		return 0;
	digits = c->digits + c->groups[first].first + already;
	if (digits[0] < '2' || digits[0] > '8')
		return 0;
	for (int count = 8; count >= (seven ? 7 : 8); count--) {
		int n = groups_of(c, first, already + count);

		if (n >= 1 && n <= 3)
			return n;
	}
	return 0;
}

// Skips +86 or 0086 and finds the area code, which must lie in one group: its group, where it ends in it, its
// length.
static bool find_area(const struct chain *c, bool plus, int *ret_group, int *ret_end, int *ret_len)
{
	char national[DIGITS_MAX + 2] = "0";
	const char *digits = c->digits;
	int skip = 0, group = 0, len;

	if (strncmp(digits, "0086", 4) == 0)
		skip = 4;
	else if (plus && strncmp(digits, "86", 2) == 0)
		skip = 2;
	memcpy(national + 1, digits + skip, strlen(digits + skip) + 1);
	// Behind +86 the 0 of the area code is left out, or stands in a bracket of its own.
	len = skip && digits[skip] != '0' ? area_digits(national) - 1 : area_digits(digits + skip);
	if (len <= 0)
		return false;
	*ret_len = len + (skip && digits[skip] != '0');
	while (group < c->group_count && skip >= c->groups[group].count && skip > 0)
		skip -= c->groups[group++].count;
	if (group < c->group_count && c->groups[group].count == 1 && skip == 0 && group > 0) {
		group++; // (0)
		len--;
	}
	if (group >= c->group_count || skip + len > c->groups[group].count)
		return false;
	*ret_group = group;
	*ret_end = skip + len;
	return true;
}

static bool match_landline(const struct chain *c, struct match *ret)
{
	bool plus;
	size_t from = with_opening(c, &plus), to;
	int group, end, area, n;

	if (!find_area(c, plus, &group, &end, &area))
		return false;
	if (end == c->groups[group].count) {
		group++;
		end = 0;
	}
	n = subscriber_groups(c, group, end, area == 4);
	if (!n)
		return false;
	to = with_extension(c->text, c->groups[group + n - 1].to);
	if (scan_is_word_at(c->text, to) || is_code_before(c->text, from) || is_fraction(c, 0, group + n) ||
		is_money(c->text, from, to))
		return false;
	*ret = (struct match){TEXT_MASK_LANDLINE, from, to};
	return true;
}

// A number without area code, only shortly behind a word for telephone; a date such as 20261123 is none.
static bool match_local(const struct chain *c, struct match *ret)
{
	int n = subscriber_groups(c, 0, 0, true);
	size_t from = c->groups[0].from, to;

	if (!n || n > 2 || c->before != SCAN_SEPARATOR_NONE || text_is_date(slice_from(c->digits, 8)))
		return false;
	to = c->groups[n - 1].to;
	if (scan_is_word_at(c->text, to) || is_code_before(c->text, from) || is_fraction(c, 0, n) ||
		is_money(c->text, from, to) || !mask_has_word_before(c->text, from, LOCAL_PHONE_WORDS))
		return false;
	*ret = (struct match){TEXT_MASK_LANDLINE, from, with_extension(c->text, to)};
	return true;
}

// ---- Identity numbers
// ---------------------------------------------------------------------------------------------

static bool is_identity_grouping(const struct chain *c, int n)
{
	static const char *const usual[] = {"684", "6444", "6543", "3384", "666", "33444"};

	if (n == 1)
		return true;
	if (!same_separators(c, 0, n) || c->groups[1].before > SCAN_SEPARATOR_HYPHEN)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(usual); i++) {
		size_t len = strlen(usual[i]);
		bool same = (size_t)n == len;

		// The last group may lack its last character, an X.
		for (int g = 0; same && g < n; g++)
			same = c->groups[g].count == usual[i][g] - '0' ||
			       (g == n - 1 && c->groups[g].count == usual[i][g] - '1');
		if (same)
			return true;
	}
	return false;
}

static bool match_identity(const struct chain *c, struct match *ret)
{
	char number[19];
	int n = groups_of(c, 0, 18);
	size_t to, len = 0;
	bool is_one;

	if (n) {
		to = c->groups[n - 1].to;
		memcpy(number, c->digits, 18);
	} else {
		n = groups_of(c, 0, 17);
		if (!n)
			return false;
		to = c->groups[n - 1].to;
		if (scan_separator_at(c->text, to, &len) > SCAN_SEPARATOR_HYPHEN ||
			scan_letter_at(c->text, to + len, &(size_t){0}) != 'X')
			return false;
		to += len;
		scan_letter_at(c->text, to, &len);
		to += len;
		memcpy(number, c->digits, 17);
		number[17] = 'X';
	}
	number[18] = '\0';
	is_one = text_is_identity_number(slice_from(number, 18));
	if (!is_one && mask_has_word_before(c->text, c->groups[0].from, IDENTITY_WORDS))
		is_one = text_is_identity_shaped(slice_from(number, 18)); // mistyped, but meant
	if (!is_one || !is_identity_grouping(c, n) || scan_is_word_at(c->text, to) ||
		is_code_before(c->text, c->groups[0].from))
		return false;
	*ret = (struct match){TEXT_MASK_IDENTITY, c->groups[0].from, to};
	return true;
}

static bool match_old_identity(const struct chain *c, struct match *ret)
{
	const struct group *g = &c->groups[0];

	if (g->count != 15 || !text_is_old_identity_number(slice_from(c->digits, 15)) ||
		scan_is_word_at(c->text, g->to) || scan_is_word_before(c->text, g->from) ||
		is_fraction(c, 0, 1) || is_money(c->text, g->from, g->to))
		return false;
	*ret = (struct match){TEXT_MASK_IDENTITY, g->from, g->to};
	return true;
}

// ---- Bank cards
// ---------------------------------------------------------------------------------------------------

static bool is_card_prefix(const char *d, int count)
{
	int two = (d[0] - '0') * 10 + (d[1] - '0');
	int four = two * 100 + (d[2] - '0') * 10 + (d[3] - '0');

	if (two == 62 || two == 60 || two == 64 ||
		two == 65) // UnionPay, Discover, early cards of Chinese banks
		return count >= 16;
	if (d[0] == '4') // Visa; some Chinese banks had 19 digits
		return count == 13 || count == 16 || count == 19;
	if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) // Mastercard
		return count == 16;
	if (two == 34 || two == 37) // American Express
		return count == 15;
	if (two == 35) // JCB
		return count == 16;
	if (two == 30 || two == 36 || two == 38) // Diners
		return count == 14;
	return (four == 9558 || four == 9559) && (count == 16 || count == 19);
}

static bool is_card_grouping(const struct chain *c, int n)
{
	bool fours = true;

	if (n == 1 || grouping_is(c, 0, n, "465"))
		return true;
	if (!same_separators(c, 0, n) || c->groups[1].before > SCAN_SEPARATOR_DOT)
		return false;
	for (int g = 0; g < n - 1; g++)
		fours = fours && c->groups[g].count == 4;
	return (fours && c->groups[n - 1].count <= 4) || (n == 2 && c->groups[0].count == 6);
}

static bool match_card(const struct chain *c, struct match *ret)
{
	for (int count = 19; count >= 13; count--) {
		int n = groups_of(c, 0, count);
		size_t to;

		if (!n || !is_card_prefix(c->digits, count) || !is_card_grouping(c, n) ||
			!text_is_luhn(slice_from(c->digits, (size_t)count)))
			continue;
		to = c->groups[n - 1].to;
		if (scan_is_word_at(c->text, to) || is_code_before(c->text, c->groups[0].from) ||
			is_fraction(c, 0, n) || is_money(c->text, c->groups[0].from, to))
			continue;
		*ret = (struct match){TEXT_MASK_BANK_CARD, c->groups[0].from, to};
		return true;
	}
	return false;
}

// ---- All
// ----------------------------------------------------------------------------------------------------------

static bool match_longest(const struct chain *c, struct match *ret)
{
	static bool (*const matchers[])(const struct chain *, struct match *) = {
		match_identity, match_card, match_old_identity, match_mobile, match_landline, match_local};
	bool found = false;

	for (size_t i = 0; i < ARRAY_LEN(matchers); i++) {
		struct match match = {0};

		if (matchers[i](c, &match) && (!found || match.to > ret->to)) {
			*ret = match;
			found = true;
		}
	}
	return found;
}

void mask_find_numbers(struct slice text, struct mask_finds *finds)
{
	struct chain c = {.text = text};
	size_t i = 0, len;

	while (i < text.len) {
		struct match match = {0};
		size_t end;

		while (i < text.len && (unsigned char)(text.ptr[i] - '0') > 9 &&
			(unsigned char)text.ptr[i] != 0xEF) {
			c.before = SCAN_SEPARATOR_NONE;
			i++;
		}
		if (scan_digit_at(text, i, &len) < 0) {
			c.before = SCAN_SEPARATOR_NONE;
			i++;
			continue;
		}
		read_chain(&c, i);
		end = c.groups[0].to;
		if (match_longest(&c, &match)) {
			mask_finds_add(finds, match.kind, match.from, match.to);
			i = match.to;
			c.before = SCAN_SEPARATOR_NONE;
			continue;
		}
		c.count_before = c.groups[0].count;
		c.before = scan_separator_at(text, end, &len);
		i = c.before == SCAN_SEPARATOR_NONE || scan_digit_at(text, end + len, &(size_t){0}) < 0
			    ? end
			    : end + len;
	}
}
