// SPDX-License-Identifier: Apache-2.0
#include "events/sample_codec.h"

void sample_made_v1_upcast(const struct sample_made_v1 *old, struct sample_made_v2 *ret, struct arena *arena)
{
	(void)arena;
	*ret = (struct sample_made_v2){.paint = old->colour, .coats = 1, .note = old->words};
}

void sample_made_v2_upcast(const struct sample_made_v2 *old, struct sample_made *ret, struct arena *arena)
{
	(void)arena;
	*ret = (struct sample_made){
		.paint = old->paint,
		.coats = old->coats,
		.maker_id = 1,
		.made_at = 1,
		.tag = SLICE("old"),
		.note = old->note,
	};
}
