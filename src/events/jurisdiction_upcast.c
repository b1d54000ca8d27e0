// SPDX-License-Identifier: Apache-2.0
// Old versions of the events of a jurisdiction, read as their newest. Pure.
#include "events/jurisdiction_codec.h"

void unit_set_v1_upcast(const struct unit_set_v1 *old, struct unit_set *ret, struct arena *arena)
{
	(void)arena;
	*ret = (struct unit_set){
		.unit_id = old->unit_id,
		.parent_id = old->parent_id,
		.code = old->code,
		.kind = old->kind,
		.is_intake = old->is_intake,
		.position = old->position,
		.name_zh = old->name_zh,
		.name_en = old->name_en,
		.phone = old->phone,
	};
}
