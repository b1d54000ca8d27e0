// SPDX-License-Identifier: Apache-2.0
// Cleaning, folding, terms and the forms of contact data, with what must hold of each.
#include "text/check.h"
#include "text/clean.h"
#include "text/fold.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_terms(struct arena *arena, struct slice s)
{
	struct text_terms terms = text_terms_of(arena, s), query = text_terms_of_query(arena, s);

	for (size_t i = 0; i < terms.count; i++) {
		must(terms.terms[i].len > 0 && terms.terms[i].len <= TEXT_TERM_BYTES_MAX);
		must(i == 0 || slice_cmp(terms.terms[i - 1], terms.terms[i]) < 0);
	}
	// A text is found by itself.
	for (size_t q = 0; q < query.count; q++) {
		bool found = false;

		for (size_t i = 0; i < terms.count && !found; i++)
			found = query.is_prefix ? slice_starts_with(terms.terms[i], query.terms[q])
						: slice_eq(terms.terms[i], query.terms[q]);
		must(found);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice s = slice_from(data, size);
	struct arena *arena = arena_new();
	struct slice clean = text_clean(arena, s), line = text_clean_line(arena, s),
		     fold = text_fold(arena, s);
	char phone[TEXT_PHONE_BYTES], again[TEXT_PHONE_BYTES], email[TEXT_EMAIL_BYTES],
		code[TEXT_CREDIT_CODE_BYTES];

	must(slice_is_utf8(clean) && slice_eq(text_clean(arena, clean), clean));
	must(slice_is_utf8(line) && slice_eq(text_clean_line(arena, line), line) &&
		slice_find_byte(line, '\n') < 0);
	must(slice_is_utf8(fold) && slice_eq(text_fold(arena, fold), fold));
	must(text_contains(arena, s, s));
	must(text_length(text_excerpt(arena, s, 10)) <= 10 && text_length(text_title(arena, s, 10)) <= 10);
	check_terms(arena, s);
	if (text_phone_parse(s, "0451", phone) == 0)
		must(text_phone_parse(slice_of(phone), "0451", again) == 0 &&
			slice_eq_cstr(slice_of(phone), again));
	if (text_email_parse(s, email) == 0)
		must(slice_is_utf8(slice_of(email)));
	text_credit_code_parse(s, code);
	text_is_identity_number(s);
	text_is_old_identity_number(s);
	text_is_luhn(s);
	arena_free(arena);
	return 0;
}
