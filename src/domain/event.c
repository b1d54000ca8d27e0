// SPDX-License-Identifier: Apache-2.0
#include "domain/event.h"

#include "base/macros.h"
#include "domain/code_list.h"

static const char *const media[] = {
	[FILE_TYPE_NONE] = "",
	[FILE_TYPE_JPEG] = "image/jpeg",
	[FILE_TYPE_PNG] = "image/png",
	[FILE_TYPE_WEBP] = "image/webp",
};
static const struct code_list media_list = {"file_type", media, ARRAY_LEN(media)};

static const char *const by_names[] = {
	[EVENT_BY_NONE] = "",
	[EVENT_BY_RAISER] = "raiser",
	[EVENT_BY_OFFICER] = "officer",
	[EVENT_BY_SYSTEM] = "system",
};
static const struct code_list by_list = {"event_by", by_names, ARRAY_LEN(by_names)};

const char *file_type_media(enum file_type type)
{
	return code_list_name(&media_list, (int)type);
}

bool file_type_parse(struct slice text, enum file_type *ret)
{
	int value = code_list_find(&media_list, text);

	if (value == 0)
		return false;
	*ret = (enum file_type)value;
	return true;
}

const char *event_by_name(enum event_by by)
{
	return code_list_name(&by_list, (int)by);
}

bool event_by_parse(struct slice name, enum event_by *ret)
{
	int value = code_list_find(&by_list, name);

	if (value == 0)
		return false;
	*ret = (enum event_by)value;
	return true;
}

struct private_text private_text_of(struct slice value)
{
	if (value.len == 0)
		return (struct private_text){0};
	return (struct private_text){PRIVATE_PRESENT, value};
}

struct private_id private_id_of(int64_t id)
{
	return (struct private_id){id == 0 ? PRIVATE_ABSENT : PRIVATE_PRESENT, id};
}

struct private_flag private_flag_of(bool value)
{
	return (struct private_flag){PRIVATE_PRESENT, value};
}

struct private_files private_files_of(const struct event_file *items, size_t count)
{
	if (count == 0)
		return (struct private_files){0};
	return (struct private_files){PRIVATE_PRESENT, items, count};
}
