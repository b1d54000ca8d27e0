// SPDX-License-Identifier: Apache-2.0
// A small district in the database of a fixture, with a service over it, and cases in it: for tests of the
// use cases. Everything in the arena of the fixture.
#ifndef YIDAN_TESTS_STORE_WORLD_H
#define YIDAN_TESTS_STORE_WORLD_H

#include "fixture.h"

#include "service/cases.h"
#include "service/service.h"

#define DISTRICT 1
#define CENTRE	 10
#define ROADS	 20
#define LAMPS	 21 // below roads
#define PARKS	 30
#define INTAKE	 100
#define OVERSEER 101
#define HANDLER	 200
#define HEAD	 201
#define GARDENER 300
#define CATEGORY 500

struct world {
	struct fixture *f;
	struct service *service;
	struct arena *arena;
	char key_path[96];
};

struct call {
	struct world *w;
	struct case_request request;
};

struct world world_open(struct fixture *f);
void world_close(struct world *w);
int world_run(struct db_conn *conn, void *call, struct err *err); // as the writer wants it
// Runs a command through the write queue. 0: the raiser.
int world_send(struct world *w, struct call *call, const char *command_id, int64_t officer_id);
struct call world_receive(const char *text, bool consent);
int world_move(struct world *w, struct call *call, const char *code, const char *command_id,
	int64_t officer_id, enum case_command_type type);
int64_t world_count_rows(struct world *w);
struct case_page world_load(struct world *w, const char *code);

#endif
