// SPDX-License-Identifier: Apache-2.0
#include "samples.h"

#include "base/macros.h"

enum lang samples_lang = LANG_ZH_CN;

struct slice sample_text(const char *zh, const char *en)
{
	return slice_of(samples_lang == LANG_ZH_CN ? zh : en);
}

struct html_url sample_url(const char *path)
{
	return (struct html_url){slice_of(path)};
}

struct view_page sample_page(const char *here)
{
	return (struct view_page){
		.base = sample_url(""),
		.here = sample_url(here),
		.name = sample_text("禾汀区", "Heting District"),
		.portal = sample_text("马上就办", "Do it at once"),
		.invented = sample_text("本站为演示：禾汀区及其中的单位、人员、地点、事项和电话均为虚构。",
			"This is a demonstration: Heting District and all that is in it are invented."),
		.contact_line =
			sample_text("区群众诉求受理中心　电话 0000-6600 0100　工作日 8:30–12:00，13:30–17:30",
				"District Intake Centre, telephone 0000-6600 0100, working days 8:30–12:00 "
				"and 13:30–17:30"),
	};
}

struct view_select sample_categories(int64_t chosen)
{
	static struct view_option roads[3], traffic[2];
	static struct view_options groups[2];
	roads[0] = (struct view_option){11, sample_text("路面破损", "Potholes and pavements"), chosen == 11};
	roads[1] = (struct view_option){12, sample_text("路灯", "Street lamps"), chosen == 12};
	roads[2] = (struct view_option){13, sample_text("排水与积水", "Drains and flooding"), chosen == 13};
	traffic[0] = (struct view_option){21, sample_text("停车", "Parking"), chosen == 21};
	traffic[1] =
		(struct view_option){22, sample_text("红绿灯与标志", "Signals and crossings"), chosen == 22};
	groups[0] = (struct view_options){
		sample_text("道路与照明", "Roads and lighting"), roads, ARRAY_LEN(roads)};
	groups[1] = (struct view_options){
		sample_text("交通与停车", "Traffic and parking"), traffic, ARRAY_LEN(traffic)};
	return (struct view_select){groups, ARRAY_LEN(groups)};
}

struct view_select sample_units(int64_t chosen)
{
	static struct view_option units[4];
	static struct view_options group;
	units[0] = (struct view_option){201, sample_text("道路局", "Roads Department"), chosen == 201};
	units[1] = (struct view_option){202, sample_text("路灯所", "Street Lighting Section"), chosen == 202};
	units[2] =
		(struct view_option){251, sample_text("城管局", "City Management Department"), chosen == 251};
	units[3] = (struct view_option){
		301, sample_text("樟树下街道办事处", "Camphor Street Office"), chosen == 301};
	group = (struct view_options){SLICE(""), units, ARRAY_LEN(units)};
	return (struct view_select){&group, 1};
}

struct view_select sample_areas(int64_t chosen)
{
	static struct view_option towns[3];
	static struct view_options group;
	towns[0] = (struct view_option){1, sample_text("樟树下街道", "Camphor Street"), chosen == 1};
	towns[1] = (struct view_option){2, sample_text("桥头镇", "Bridgehead Town"), chosen == 2};
	towns[2] = (struct view_option){3, sample_text("沙洲镇", "Sandbank Town"), chosen == 3};
	group = (struct view_options){SLICE(""), towns, ARRAY_LEN(towns)};
	return (struct view_select){&group, 1};
}

struct view_map sample_map(bool has_point)
{
	return (struct view_map){
		.areas = sample_url("/areas.geojson"),
		.has_point = has_point,
		.lat = SLICE("40.002000"),
		.longi = SLICE("101.985000"),
		.area_id = 1,
	};
}

struct view_photos sample_photos(size_t count)
{
	static struct view_photo photos[3];
	for (size_t i = 0; i < ARRAY_LEN(photos); i++)
		photos[i] = (struct view_photo){
			.id = (int64_t)i + 1,
			.url = sample_url("/photo.svg"),
			.thumb = sample_url("/photo.svg"),
			.name = SLICE("IMG_2041.jpg"),
			.is_chosen = i == 0,
		};
	return (struct view_photos){photos, count};
}

struct slice sample_words(void)
{
	return sample_text("樟树下街道榆荫路 12 号门口的路灯从 11 月 18 "
			   "日起就不亮了，一连三盏。\n晚上放学的孩子走这段路很黑，"
			   "前天有位老人绊倒了。希望尽快修好，也请看看灯杆是不是该换了。\n我的电话 139 0000 "
			   "0001，白天都在。",
		"The street lamps in front of 12 Yuyin Road have been dark since 18 November, three in a "
		"row.\nChildren walk "
		"home here in the dark, and an old man fell the day before yesterday. Please mend them soon, "
		"and see whether "
		"the posts should be replaced.\nMy number is 139 0000 0001, I am at home all day.");
}

struct slice sample_answer(void)
{
	return sample_text("您好！三盏路灯是地下电缆进水造成的，11 月 20 "
			   "日夜间已经抢修亮灯。其中两根灯杆锈蚀，列入 12 月上旬更换，"
			   "更换当天白天断电两小时，会提前贴通知。\n再有不亮，请打路灯所值班电话 0000-6600 "
			   "0202，当晚到场。",
		"The three lamps failed because water got into the cable; they have been lit again since the "
		"night of 20 "
		"November. Two rusted posts will be replaced in the first ten days of December, with two "
		"hours without "
		"power, announced beforehand.\nIf one fails again, ring up 0000-6600 0202: somebody comes "
		"the same night.");
}

struct view_text sample_masked(void)
{
	static struct view_piece pieces[3];
	pieces[0] = (struct view_piece){
		sample_text("樟树下街道榆荫路门口的路灯从 11 月 18 "
			    "日起就不亮了，一连三盏。\n晚上放学的孩子走这段路很黑，前天有位"
			    "老人绊倒了。希望尽快修好，也请看看灯杆是不是该换了。\n我的电话 ",
			"The street lamps in Yuyin Road have been dark since 18 November, three in a "
			"row.\nChildren walk home "
			"here in the dark, and an old man fell the day before yesterday. Please mend them "
			"soon.\nMy number is "),
		false};
	pieces[1] = (struct view_piece){sample_text("〔手机号已隐去〕", "[mobile number removed]"), true};
	pieces[2] = (struct view_piece){sample_text("，白天都在。", ", I am at home all day."), false};
	return (struct view_text){pieces, ARRAY_LEN(pieces)};
}

struct view_events sample_events(size_t count)
{
	static struct view_event events[6];
	struct slice lamps = sample_text("路灯所", "Street Lighting Section");
	struct slice roads = sample_text("道路局", "Roads Department");
	events[0] = (struct view_event){.type = CASE_EVENT_RECEIVED,
		.at = SAMPLE_NOW - 5 * SAMPLE_DAY,
		.text = sample_words(),
		.photos = sample_photos(2)};
	events[1] = (struct view_event){.type = CASE_EVENT_ASSIGNED,
		.at = SAMPLE_NOW - 4 * SAMPLE_DAY,
		.to_unit = roads,
		.due_at = SAMPLE_NOW + 2 * SAMPLE_DAY};
	events[2] = (struct view_event){.type = CASE_EVENT_RETURNED,
		.at = SAMPLE_NOW - 4 * SAMPLE_DAY + 3600000000,
		.unit = roads,
		.reason = RETURN_REASON_NOT_OURS};
	events[3] = (struct view_event){.type = CASE_EVENT_ASSIGNED,
		.at = SAMPLE_NOW - 3 * SAMPLE_DAY,
		.to_unit = lamps,
		.due_at = SAMPLE_NOW + 2 * SAMPLE_DAY};
	events[4] = (struct view_event){
		.type = CASE_EVENT_ACCEPTED, .at = SAMPLE_NOW - 2 * SAMPLE_DAY, .unit = lamps};
	events[5] = (struct view_event){.type = CASE_EVENT_ANSWERED,
		.at = SAMPLE_NOW - SAMPLE_DAY,
		.unit = lamps,
		.text = sample_answer(),
		.photos = sample_photos(1)};
	return (struct view_events){events, count};
}
