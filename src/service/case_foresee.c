// SPDX-License-Identifier: Apache-2.0
// What would come of a command, without storing anything: for a page that says so before it is done.
#include "base/clock.h"
#include "service/case_attempt.h"
#include "service/service.h"

static int foresee(struct case_attempt *a, struct case_state *ret_after)
{
	struct case_request *request = a->request;
	struct case_decision decision;
	struct case_head head;
	int r;

	r = cases_head(a->conn, a->arena, request->jurisdiction_id, request->code, &head, a->err);
	if (r == 0)
		r = case_stream_load(
			a->conn, a->arena, request->jurisdiction_id, head.id, &a->stream, a->err);
	if (r < 0)
		return r == ERR_NOT_FOUND ? case_attempt_end(a, CASE_REQUEST_NO_CASE, "no such case") : r;
	if (request->command.type == CASE_COMMAND_ASSIGN)
		request->command.assign.assignment_id = service_next_id(a->service);
	r = case_attempt_facts(a);
	if (r < 0)
		return r;
	if (a->now_us < a->stream.state.last_at_us)
		a->now_us = a->stream.state.last_at_us;
	if (!case_decide(&a->stream.state, &request->command, &a->facts, a->now_us, a->arena, &decision)) {
		request->refusals = decision.refusals;
		request->refusal_count = decision.refusal_count;
		return case_attempt_end(a, CASE_REQUEST_REFUSED, refusal_name(decision.refusals[0].code));
	}
	*ret_after = decision.state;
	return 0;
}

int cases_foresee(struct service *service, struct db_conn *conn, struct case_request *request,
	struct case_state *ret_after, struct err *err)
{
	struct case_attempt a = {
		.service = service,
		.conn = conn,
		.arena = request->arena, // the refusals and the state live there
		.request = request,
		.ref = service_reference(service, request->jurisdiction_id),
		.now_us = clock_now_us(),
		.err = err,
	};
	int r;

	must(request->command.type != CASE_COMMAND_RECEIVE);
	request->result = CASE_REQUEST_DONE;
	request->refusal_count = 0;
	r = a.ref ? foresee(&a, ret_after) : err_set(err, ERR_UNAVAILABLE, "the jurisdiction is not loaded");
	reference_release(a.ref);
	return r;
}
