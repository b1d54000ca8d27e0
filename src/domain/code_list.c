// SPDX-License-Identifier: Apache-2.0
#include "domain/code_list.h"

#include "base/macros.h"

const char *code_list_name(const struct code_list *list, int value)
{
	must(value >= 0 && value < list->count);
	return list->codes[value];
}

int code_list_find(const struct code_list *list, struct slice code)
{
	for (int i = 1; i < list->count; i++) {
		if (slice_eq_cstr(code, list->codes[i]))
			return i;
	}
	return 0;
}
