// SPDX-License-Identifier: Apache-2.0
// What people type as a code: what is taken is valid, and is taken again in the form in which it is shown.
#include "base/macros.h"
#include "domain/case_check.h"
#include "domain/case_code.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char code[CASE_CODE_BYTES], again[CASE_CODE_BYTES], grouped[CASE_CODE_GROUPED_BYTES];
	struct slice text = slice_from(data, size);
	struct refusals refusals = {0};

	if (case_code_parse(text, code)) {
		must(case_code_is_valid(slice_of(code)));
		must(case_code_parse(slice_of(case_code_format(slice_of(code), grouped)), again));
		must(strcmp(code, again) == 0);
	}
	// The other checks of what people type.
	check_line(&refusals, "line", text, 20, REFUSAL_TEXT_MISSING);
	check_text(&refusals, "text", text, 20, REFUSAL_NONE);
	check_phone(&refusals, "phone", text);
	check_email(&refusals, "email", text);
	check_language(&refusals, "language", text);
	must(refusals.count <= 5);
	return 0;
}
