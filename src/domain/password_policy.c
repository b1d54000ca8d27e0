// SPDX-License-Identifier: Apache-2.0
#include "domain/password_policy.h"

#include "base/macros.h"

#include <string.h>

// What is tried first, of those that are long enough or become it when repeated; letters small. A password
// that is one of these with further digits and signs at its ends is no other.
static const char *const common[] = {
	"password",
	"passw0rd",
	"p@ssw0rd",
	"administrator",
	"admin",
	"welcome",
	"qwertyuiop",
	"qwerty",
	"qwertyasdf",
	"asdfghjkl",
	"zxcvbnm",
	"1q2w3e4r5t",
	"1q2w3e4r",
	"1qaz2wsx",
	"qazwsx",
	"qazwsxedc",
	"iloveyou",
	"letmein",
	"monkey",
	"dragon",
	"sunshine",
	"princess",
	"football",
	"baseball",
	"superman",
	"trustno",
	"abc",
	"abcd",
	"abcdef",
	"abcdefg",
	"abcdefgh",
	"abcdefghijkl",
	"changeme",
	"secret",
	"default",
	"test",
	"guest",
	"root",
	"user",
	"master",
	"login",
	"woaini",
	"wodemima",
	"mima",
	"zhongguo",
	"beijing",
	"shanghai",
	"china",
	"government",
	"gongwuyuan",
	"zhengfu",
	"yidan",
	"yonghu",
	"guanliyuan",
	"woaizhongguo",
	"5201314",
	"123456789",
	"1234567890",
	"987654321",
	"0987654321",
	"147258369",
	"789456123",
	"1234",
	"12345",
	"123456",
	"12345678",
	"11235813",
	"147258",
	"741852963",
	"qwer",
};

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same(struct slice a, struct slice b)
{
	for (size_t i = 0; i < a.len && i < b.len; i++) {
		if (small(a.ptr[i]) != small(b.ptr[i]))
			return false;
	}
	return a.len == b.len;
}

static bool is_letter(char c)
{
	return (small(c) >= 'a' && small(c) <= 'z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

// One piece of up to `most` bytes over and over: "abcabcabcabc".
static bool is_repeated(struct slice text, size_t most)
{
	for (size_t piece = 1; piece <= most && 2 * piece <= text.len; piece++) {
		size_t i = piece;

		while (i < text.len && text.ptr[i] == text.ptr[i - piece])
			i++;
		if (i == text.len)
			return true;
	}
	return false;
}

// Each digit or letter one further than the one before, or one back, for most of it.
static bool is_row(struct slice text)
{
	size_t steps = 0;

	for (size_t i = 1; i < text.len; i++) {
		int step = text.ptr[i] - text.ptr[i - 1];

		steps += step == 1 || step == -1 || (text.ptr[i - 1] == '9' && text.ptr[i] == '0');
	}
	return text.len > 1 && steps + 2 >= text.len;
}

// Without what is no letter at both ends; and without letters, the digits alone.
static struct slice core(struct slice text, bool (*is_core)(char))
{
	size_t from = 0, to = text.len;

	while (from < to && !is_core(text.ptr[from]))
		from++;
	while (to > from && !is_core(text.ptr[to - 1]))
		to--;
	return slice_sub(text, from, to - from);
}

static bool is_common(struct slice password)
{
	struct slice letters = core(password, is_letter), digits = core(password, is_digit);

	if (is_repeated(password, 6) || is_row(password))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(common); i++) {
		struct slice word = slice_of(common[i]);

		if (same(password, word) || same(letters, word) || (letters.len == 0 && same(digits, word)))
			return true;
	}
	return false;
}

// The login, with no more than a few characters before or behind it.
static bool is_login(struct slice password, struct slice login)
{
	if (login.len == 0 || password.len < login.len || password.len > login.len + 6)
		return false;
	for (size_t i = 0; i + login.len <= password.len; i++) {
		if (same(slice_sub(password, i, login.len), login))
			return true;
	}
	return false;
}

static bool is_text(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f)
			return false;
	}
	return slice_is_utf8(text);
}

enum password_problem password_check(struct slice password, struct slice login)
{
	if (password.len > PASSWORD_POLICY_BYTES_MAX)
		return PASSWORD_TOO_LONG;
	if (!is_text(password))
		return PASSWORD_MALFORMED;
	if (slice_utf8_len(password) < PASSWORD_POLICY_CHARS_MIN)
		return PASSWORD_TOO_SHORT;
	if (is_login(password, login))
		return PASSWORD_IS_LOGIN;
	return is_common(password) ? PASSWORD_COMMON : PASSWORD_FINE;
}
