// SPDX-License-Identifier: Apache-2.0
#include "html/lang.h"

#include "base/macros.h"

const char *const lang_tags[LANG_COUNT] = {[LANG_ZH_CN] = "zh-CN", [LANG_EN] = "en"};

const char *lang_tag(enum lang lang)
{
	must((unsigned)lang < LANG_COUNT);
	return lang_tags[lang];
}

bool lang_from_tag(struct slice tag, enum lang *ret)
{
	struct slice primary, rest;

	slice_cut(tag, '-', &primary, &rest);
	if (slice_eq_ascii_nocase(primary, SLICE("zh"))) {
		*ret = LANG_ZH_CN;
		return true;
	}
	if (slice_eq_ascii_nocase(primary, SLICE("en"))) {
		*ret = LANG_EN;
		return true;
	}
	return false;
}
