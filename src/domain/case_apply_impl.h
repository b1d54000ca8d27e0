// SPDX-License-Identifier: Apache-2.0
// What the parts of the fold share (case_apply*.c). Included by these files alone.
#ifndef YIDAN_DOMAIN_CASE_APPLY_IMPL_H
#define YIDAN_DOMAIN_CASE_APPLY_IMPL_H

#include "domain/case_state.h"

// Assigned, accepted, returned, answered, sent back.
void case_apply_work(struct case_state *s, const struct case_event *event);
// Time that is not counted, or added.
void case_apply_time(struct case_state *s, const struct case_event *event);
// Closed, rated, reopened, withdrawn, declined, appealed, decided.
void case_apply_end(struct case_state *s, const struct case_event *event);
// Allotted; supporting units.
void case_apply_shared(struct case_state *s, const struct case_event *event);

// The order is answered; or the case went to another unit, or was withdrawn.
void case_end_order(struct case_state *s);
void case_end_waiting(struct case_state *s);
// The extension is decided; or nobody has to decide it any more.
void case_end_extension(struct case_state *s);
// The answer in force is none any more; that there was one stays.
void case_forget_answer(struct case_state *s);
// No unit has it any more.
void case_leave_unit(struct case_state *s);
// Nobody of the unit has it in particular.
void case_end_allotment(struct case_state *s);
// No unit supports it any more.
void case_end_supports(struct case_state *s);

#endif
