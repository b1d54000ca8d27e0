// SPDX-License-Identifier: Apache-2.0
// Who may do what, made from the table of moves (domain/case_moves.c) and that of channels, by which the
// rules decide: so this page cannot say anything else than what holds.
#include "base/macros.h"
#include "domain/case_moves.h"
#include "http/request.h"
#include "web/admin.h"
#include "web/handlers.h"
#include "web/names.h"

static const enum word command_words[] = {
	[CASE_COMMAND_RECEIVE] = WORD_COMMAND_RECEIVE,
	[CASE_COMMAND_CLASSIFY] = WORD_COMMAND_CLASSIFY,
	[CASE_COMMAND_RELEASE] = WORD_COMMAND_RELEASE,
	[CASE_COMMAND_ASSIGN] = WORD_COMMAND_ASSIGN,
	[CASE_COMMAND_ACCEPT] = WORD_COMMAND_ACCEPT,
	[CASE_COMMAND_RETURN] = WORD_COMMAND_RETURN,
	[CASE_COMMAND_ANSWER] = WORD_COMMAND_ANSWER,
	[CASE_COMMAND_CLOSE] = WORD_COMMAND_CLOSE,
	[CASE_COMMAND_ERASE] = WORD_COMMAND_ERASE,
	[CASE_COMMAND_RATE] = WORD_COMMAND_RATE,
	[CASE_COMMAND_CALLBACK] = WORD_COMMAND_CALLBACK,
	[CASE_COMMAND_REOPEN] = WORD_COMMAND_REOPEN,
	[CASE_COMMAND_WITHDRAW] = WORD_COMMAND_WITHDRAW,
	[CASE_COMMAND_DECLINE] = WORD_COMMAND_DECLINE,
	[CASE_COMMAND_APPEAL] = WORD_COMMAND_APPEAL,
	[CASE_COMMAND_UPHOLD] = WORD_COMMAND_UPHOLD,
	[CASE_COMMAND_OVERTURN] = WORD_COMMAND_OVERTURN,
	[CASE_COMMAND_REMIND] = WORD_COMMAND_REMIND,
	[CASE_COMMAND_ORDER] = WORD_COMMAND_ORDER,
	[CASE_COMMAND_ANSWER_ORDER] = WORD_COMMAND_ANSWER_ORDER,
	[CASE_COMMAND_WAIT] = WORD_COMMAND_WAIT,
	[CASE_COMMAND_RESUME] = WORD_COMMAND_RESUME,
	[CASE_COMMAND_ASK_EXTENSION] = WORD_COMMAND_ASK_EXTENSION,
	[CASE_COMMAND_GRANT_EXTENSION] = WORD_COMMAND_GRANT_EXTENSION,
	[CASE_COMMAND_REFUSE_EXTENSION] = WORD_COMMAND_REFUSE_EXTENSION,
	[CASE_COMMAND_SEND_BACK] = WORD_COMMAND_SEND_BACK,
	[CASE_COMMAND_NOTE] = WORD_COMMAND_NOTE,
	[CASE_COMMAND_WRITE] = WORD_COMMAND_WRITE,
	[CASE_COMMAND_TELL] = WORD_COMMAND_TELL,
	[CASE_COMMAND_ALLOT] = WORD_COMMAND_ALLOT,
	[CASE_COMMAND_SUPPORT] = WORD_COMMAND_SUPPORT,
	[CASE_COMMAND_ACCEPT_SUPPORT] = WORD_COMMAND_ACCEPT_SUPPORT,
	[CASE_COMMAND_RETURN_SUPPORT] = WORD_COMMAND_RETURN_SUPPORT,
	[CASE_COMMAND_REPORT_SUPPORT] = WORD_COMMAND_REPORT_SUPPORT,
	[CASE_COMMAND_END_SUPPORT] = WORD_COMMAND_END_SUPPORT,
	[CASE_COMMAND_LIST] = WORD_COMMAND_LIST,
};
_Static_assert(ARRAY_LEN(command_words) == CASE_COMMAND_COUNT, "each command has its word here");

static const char *condition_text(enum lang lang, enum case_condition condition)
{
	switch (condition) {
	case CASE_CONDITION_NONE:
		return "";
	case CASE_CONDITION_UNIT_COMPLAINED_OF:
		return words_text(lang, WORD_CONDITION_UNIT_COMPLAINED_OF);
	case CASE_CONDITION_AT_ONCE:
		return words_text(lang, WORD_CONDITION_AT_ONCE);
	case CASE_CONDITION_ANOTHER:
		return words_text(lang, WORD_CONDITION_ANOTHER);
	case CASE_CONDITION_CHECK_OFF:
		return words_text(lang, WORD_CONDITION_CHECK_OFF);
	case CASE_CONDITION_INDEPENDENT:
		return words_text(lang, WORD_CONDITION_INDEPENDENT);
	case CASE_CONDITION_NOT_DECLINER:
		return words_text(lang, WORD_CONDITION_NOT_DECLINER);
	case CASE_CONDITION_ORDERED:
		return words_text(lang, WORD_CONDITION_ORDERED);
	case CASE_CONDITION_CHECKER:
		return words_text(lang, WORD_CONDITION_CHECKER);
	case CASE_CONDITION_UNDISPUTED:
		return words_text(lang, WORD_CONDITION_UNDISPUTED);
	case CASE_CONDITION_DISPUTED:
		return words_text(lang, WORD_CONDITION_DISPUTED);
	case CASE_CONDITION_SUPPORTED:
		return words_text(lang, WORD_CONDITION_SUPPORTED);
	case CASE_CONDITION_SUPPORT_NEW:
		return words_text(lang, WORD_CONDITION_SUPPORT_NEW);
	case CASE_CONDITION_SUPPORT_ACCEPTED:
		return words_text(lang, WORD_CONDITION_SUPPORT_ACCEPTED);
	case CASE_CONDITION_OWN_ALLOTMENT:
		return words_text(lang, WORD_CONDITION_OWN_ALLOTMENT);
	case CASE_CONDITION_EXTENSION_ASKED:
		return words_text(lang, WORD_CONDITION_EXTENSION_ASKED);
	}
	return "";
}

// What is not on the list yet is new.
static const char *state_text(enum lang lang, enum case_state_code state)
{
	return state == CASE_STATE_NONE ? words_text(lang, WORD_ADMIN_STATE_NEW)
					: web_state_text(lang, state);
}

// The roles as columns; behind them the raiser and the program itself.
static const struct {
	uint32_t role;
	enum word word;
} columns[] = {
	{ROLE_INTAKE, WORD_ROLE_NAME_INTAKE},
	{ROLE_HANDLER, WORD_ROLE_NAME_HANDLER},
	{ROLE_UNIT_HEAD, WORD_ROLE_NAME_UNIT_HEAD},
	{ROLE_SUPERVISOR, WORD_ROLE_NAME_SUPERVISOR},
	{ROLE_LEADER, WORD_ROLE_NAME_LEADER},
	{ROLE_EDITOR, WORD_ROLE_NAME_EDITOR},
	{ROLE_AUDITOR, WORD_ROLE_NAME_AUDITOR},
	{ROLE_ADMIN, WORD_ROLE_NAME_ADMIN},
};
#define ROLES	    ARRAY_LEN(columns)
#define RAISER	    (2 + ROLES)
#define SYSTEM	    (3 + ROLES)
#define MOVE_HEADS  (5 + ROLES) // command, states, roles, raiser, system, condition
#define PLACE_HEADS (3 + ROLES) // channel, roles, raiser, system

static struct slice states_text(struct web_request *q, const struct case_move *move)
{
	struct slice text = SLICE("");

	for (int i = 0; i < CASE_STATE_COUNT; i++) {
		if (case_move_starts_in(move, (enum case_state_code)i))
			text = admin_list(q, text, slice_of(state_text(q->lang, (enum case_state_code)i)));
	}
	return text;
}

static void put_mark(struct web_request *q, struct view_admin_cell *cell)
{
	*cell = (struct view_admin_cell){.text = admin_word(q, WORD_ADMIN_MAY), .is_mark = true};
}

static struct slice only_if(struct web_request *q, const struct case_move *move)
{
	struct slice relation =
		move->relation == CASE_RELATION_IN_CHARGE  ? admin_word(q, WORD_CONDITION_IN_CHARGE)
		: move->relation == CASE_RELATION_SUPPORTS ? admin_word(q, WORD_CONDITION_SUPPORTS)
							   : SLICE("");

	return admin_list(q, relation, slice_of(condition_text(q->lang, move->condition)));
}

static void put_move(struct web_request *q, const struct case_move *move, struct view_admin_cell *cells)
{
	cells[0].text = admin_word(q, command_words[move->command]);
	cells[1].text = states_text(q, move);
	for (size_t i = 0; i < ROLES; i++) {
		if (move->roles & columns[i].role)
			put_mark(q, &cells[2 + i]);
	}
	switch (move->relation) {
	case CASE_RELATION_ANY:
	case CASE_RELATION_IN_CHARGE:
	case CASE_RELATION_SUPPORTS:
		break;
	case CASE_RELATION_RAISER: // or a system that speaks for one
		put_mark(q, &cells[RAISER]);
		put_mark(q, &cells[SYSTEM]);
		break;
	case CASE_RELATION_RAISER_SELF:
		put_mark(q, &cells[RAISER]);
		break;
	case CASE_RELATION_SYSTEM:
		put_mark(q, &cells[SYSTEM]);
		break;
	}
	cells[MOVE_HEADS - 1].text = only_if(q, move);
}

// By command, in the order of commands; within one in the table's own.
static struct view_admin_table moves_table(struct web_request *q)
{
	struct view_admin_cell *cells =
		ARENA_ARRAY(q->arena, struct view_admin_cell, case_move_count * MOVE_HEADS);
	struct slice *heads = ARENA_ARRAY(q->arena, struct slice, MOVE_HEADS);
	struct view_admin_table table = {.name = admin_word(q, WORD_ADMIN_ROLES),
		.heads = heads,
		.head_count = MOVE_HEADS,
		.cells = cells};

	heads[0] = admin_word(q, WORD_ADMIN_COMMAND);
	heads[1] = admin_word(q, WORD_ADMIN_WHEN);
	for (size_t i = 0; i < ROLES; i++)
		heads[2 + i] = admin_word(q, columns[i].word);
	heads[RAISER] = admin_word(q, WORD_ADMIN_RAISER);
	heads[SYSTEM] = admin_word(q, WORD_ADMIN_SYSTEM);
	heads[MOVE_HEADS - 1] = admin_word(q, WORD_ADMIN_ONLY_IF);
	for (int command = 0; command < CASE_COMMAND_COUNT; command++) {
		for (size_t i = 0; i < case_move_count; i++) {
			if ((int)case_moves[i].command == command)
				put_move(q, &case_moves[i], &cells[table.row_count++ * MOVE_HEADS]);
		}
	}
	return table;
}

// ---- Who brings matters in by which channel

static struct slice channel_text(const struct web_request *q, enum case_channel channel)
{
	static const enum word names[CASE_CHANNEL_COUNT] = {
		[CASE_CHANNEL_PORTAL] = WORD_CHANNEL_PORTAL,
		[CASE_CHANNEL_ENTERPRISE_DOOR] = WORD_CHANNEL_ENTERPRISE_DOOR,
		[CASE_CHANNEL_HOTLINE] = WORD_CHANNEL_HOTLINE,
		[CASE_CHANNEL_LIAISON_VISIT] = WORD_CHANNEL_LIAISON_VISIT,
		[CASE_CHANNEL_UNIT] = WORD_CHANNEL_UNIT,
		[CASE_CHANNEL_GRID] = WORD_CHANNEL_GRID,
		[CASE_CHANNEL_INSPECTION] = WORD_CHANNEL_INSPECTION,
		[CASE_CHANNEL_CONSULTATION] = WORD_CHANNEL_CONSULTATION,
		[CASE_CHANNEL_MAIL] = WORD_CHANNEL_MAIL,
		[CASE_CHANNEL_OPEN311] = WORD_CHANNEL_OPEN311,
		[CASE_CHANNEL_IMPORT] = WORD_CHANNEL_IMPORT,
		[CASE_CHANNEL_API] = WORD_CHANNEL_API,
	};

	return admin_word(q, names[channel]);
}

static struct view_admin_table channels_table(struct web_request *q)
{
	struct view_admin_cell *cells =
		ARENA_ARRAY(q->arena, struct view_admin_cell, CASE_CHANNEL_COUNT * PLACE_HEADS);
	struct slice *heads = ARENA_ARRAY(q->arena, struct slice, PLACE_HEADS);
	struct view_admin_table table = {.name = admin_word(q, WORD_ADMIN_CHANNEL),
		.heads = heads,
		.head_count = PLACE_HEADS,
		.cells = cells};

	heads[0] = admin_word(q, WORD_ADMIN_CHANNEL);
	for (size_t i = 0; i < ROLES; i++)
		heads[1 + i] = admin_word(q, columns[i].word);
	heads[PLACE_HEADS - 2] = admin_word(q, WORD_ADMIN_RAISER);
	heads[PLACE_HEADS - 1] = admin_word(q, WORD_ADMIN_SYSTEM);
	for (int k = 1; k < CASE_CHANNEL_COUNT; k++) {
		struct view_admin_cell *row = &cells[table.row_count++ * PLACE_HEADS];
		enum case_channel channel = (enum case_channel)k;

		row[0].text = channel_text(q, channel);
		for (size_t i = 0; i < ROLES; i++) {
			struct case_actor actor = {.by = EVENT_BY_OFFICER, .roles = columns[i].role};

			if (case_channel_is_open(channel, &actor))
				put_mark(q, &row[1 + i]);
		}
		if (case_channel_is_open(channel, &(struct case_actor){.by = EVENT_BY_RAISER}))
			put_mark(q, &row[PLACE_HEADS - 2]);
		if (case_channel_is_open(channel, &(struct case_actor){.by = EVENT_BY_SYSTEM}))
			put_mark(q, &row[PLACE_HEADS - 1]);
	}
	return table;
}

static int load(struct web_request *q, struct db_conn *conn, void *data, struct err *err)
{
	return desk_frame_load(q, conn, data, err);
}

static void show(struct web_request *q, void *data)
{
	struct view_admin view = admin_page_view(q, data, "/desk/admin/roles");
	const struct view_admin_table tables[] = {moves_table(q), channels_table(q)};

	view.title = admin_word(q, WORD_ADMIN_ROLES);
	view.lede = admin_word(q, WORD_ADMIN_ROLES_LEDE);
	view.tables = tables;
	view.table_count = ARRAY_LEN(tables);
	admin_page_send(q, &view, 200);
}

void handle_admin_roles(struct web_request *q)
{
	if (admin_is_for_readers(q))
		web_read(q, WEB_READ_HEAVY, load, show, ARENA_NEW(q->arena, struct desk_frame));
	else
		web_error(q, 404);
}
