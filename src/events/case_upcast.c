// SPDX-License-Identifier: Apache-2.0
// What older versions of events mean today. Pure; every field of the newer one is set.
#include "events/case_codec.h"

// Before version 2 nobody asked how urgent it was, for which list, which enterprise, or under which number
// elsewhere.
void case_received_v1_upcast(
	const struct case_received_v1 *old, struct case_received *ret, struct arena *arena)
{
	(void)arena;
	*ret = (struct case_received){
		.code = old->code,
		.channel = old->channel,
		.kind = old->kind,
		.urgency = CASE_URGENCY_NORMAL,
		.category_id = old->category_id,
		.area_id = old->area_id,
		.contact_by = old->contact_by,
		.reply_by = old->reply_by,
		.solve_by = old->solve_by,
		.calendar_version = old->calendar_version,
		.category_version = old->category_version,
		.title = old->title,
		.text = old->text,
		.address = old->address,
		.point = old->point,
		.place_area_id = old->place_area_id,
		.secret = old->secret,
		.consent = old->consent,
		.has_contact = old->has_contact,
		.language = old->language,
		.about_unit_id = old->about_unit_id,
		.about_officer_id = old->about_officer_id,
		.files = old->files,
		.name = old->name,
		.phone = old->phone,
		.email = old->email,
	};
}
