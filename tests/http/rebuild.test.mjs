// SPDX-License-Identifier: Apache-2.0
// `yidan ledger rebuild`: rows of cases that were changed behind the program's back are made anew from the events, which is an
// entry of the ledger; nothing is made from events that were changed themselves.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { start_postgres } from '../lib/postgres.mjs';
import { PROGRAM, demo_folder, start } from '../lib/yidan.mjs';

const SECOND = fileURLToPath(new URL('../second/verify.py', import.meta.url));
const TIMEOUT = { timeout: 120000 };

function ledger(...words) {
	const { status, stdout, stderr } = spawnSync(PROGRAM, ['ledger', ...words], { encoding: 'utf8' });
	return { status, said: stdout + stderr };
}

// Behind the program's back.
function python(folder, script) {
	return execFileSync('/usr/bin/python3', ['-c', `import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1])\n${script}\ndb.commit()`,
		join(folder, 'demo.db')], { encoding: 'utf8' }).trim();
}

const REBUILT = "select count(*) from event where type = 'ledger.rebuilt'";
const rebuilt = (folder) => Number(python(folder, `print(db.execute("${REBUILT}").fetchone()[0])`));

// Every row of the register and of the assignments.
const rows = (folder) => python(folder, `
for table in ('case_row', 'assignment'):
    for row in db.execute(f'select * from {table} order by id'):
        print(row)`);

const TAMPER = `
ids = [row[0] for row in db.execute("select id from case_row where state = 'closed' order by id limit 3")]
assert len(ids) == 3
db.execute("update case_row set state = 'received', returns = 7 where id = ?", (ids[0],))
db.execute('delete from assignment where case_id = ?', (ids[1],))
db.execute('delete from case_row where id = ?', (ids[1],))
db.execute('update assignment set unit_id = unit_id + 1 where case_id = ?', (ids[2],))
names = [row[1] for row in db.execute('pragma table_info(case_row)')]
row = dict(zip(names, db.execute('select * from case_row where id = ?', (ids[0],)).fetchone()))
row.update(id=12345, code='ZZZZZZZZZ')
db.execute(f"insert into case_row ({','.join(row)}) values ({','.join('?' * len(row))})", list(row.values()))
`;

function check_whole(url) {
	const got = ledger('verify', '--db', url);
	assert.equal(got.status, 0, got.said);
}

test('rows that were changed, deleted and invented are made anew, and the ledger says so', TIMEOUT, async (t) => {
	const folder = demo_folder([]), url = `sqlite:${join(folder, 'demo.db')}`;
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const before = rows(folder);
	python(folder, TAMPER);
	assert.notEqual(rows(folder), before);
	assert.equal(ledger('verify', '--db', url).status, 1);
	const unsaid = ledger('rebuild', '--db', url);
	assert.equal(unsaid.status, 2, unsaid.said);
	assert.match(unsaid.said, /--reason TEXT/);

	const done = ledger('rebuild', '--db', url, '--reason', 'found on Monday');
	assert.equal(done.status, 0, done.said);
	assert.match(done.said, /in 4 cases; their rows are made anew/);
	assert.equal(rows(folder), before);
	assert.equal(rebuilt(folder), 4);
	check_whole(url);
	const again = ledger('rebuild', '--db', url, '--reason', 'once more');
	assert.equal(again.status, 0, again.said);
	assert.match(again.said, /No row of a case differs/);
	assert.equal(rebuilt(folder), 4);
});

test('beside a running server', TIMEOUT, async (t) => {
	const yidan = await start({ demo: [] });
	t.after(() => yidan.remove());
	const before = rows(yidan.folder);
	python(yidan.folder, TAMPER);
	const done = ledger('rebuild', '--db', yidan.url, '--reason', '有人改了数据库');
	assert.equal(done.status, 0, done.said + yidan.log());
	assert.equal(rows(yidan.folder), before);
	check_whole(yidan.url);
	const { keys } = await (await fetch(`${yidan.origin}/ledger/log.json`)).json();
	const second = spawnSync('/usr/bin/python3', [SECOND, 'log', yidan.origin, '--key', keys[0], '--fold'], { encoding: 'utf8' });
	assert.equal(second.status, 0, second.stdout + second.stderr);
	const size = Number((await (await fetch(`${yidan.origin}/ledger/checkpoint`)).text()).split('\n')[1]);
	assert.equal(size, Number(python(yidan.folder, "print(db.execute('select count(*) from event').fetchone()[0])")));
});

test('nothing is made from events that were changed', TIMEOUT, async (t) => {
	const folder = demo_folder([]), url = `sqlite:${join(folder, 'demo.db')}`;
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	python(folder, TAMPER);
	python(folder, `db.execute("""update event set bytes = cast(replace(cast(bytes as text), '"by":', '"bz":') as blob)
		where type = 'case.answered'""")`);
	python(folder, `db.execute("update event set at = at - 1 where type = 'case.closed'")`);
	const tampered = rows(folder);
	const got = ledger('rebuild', '--db', url, '--reason', 'x');
	assert.equal(got.status, 1, got.said);
	assert.match(got.said, /Nothing was made anew/);
	assert.match(got.said, /event/);
	assert.equal(rows(folder), tampered);
	assert.equal(rebuilt(folder), 0);
});

test('PostgreSQL: the same beside a running server', TIMEOUT, async (t) => {
	const postgres = await start_postgres();
	t.after(() => postgres.stop());
	const folder = demo_folder();
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const url = postgres.make('rebuild'), key = ['--key-file', join(folder, 'rebuild.key')];
	execFileSync(PROGRAM, ['demo', '--db', url, ...key], { encoding: 'utf8' });
	const yidan = await start({ folder, db: url, serve: key });
	t.after(() => yidan.kill());
	const pick = (state) => postgres.sql(url, `SELECT id FROM case_row WHERE state = '${state}' ORDER BY id LIMIT 1`);
	const all = () => ['case_row', 'assignment'].map((table) => postgres.sql(url, `SELECT * FROM ${table} ORDER BY id`)).join();
	const before = all(), closed = pick('closed'), received = pick('received');
	postgres.sql(url, `UPDATE case_row SET state = 'received', returns = 7 WHERE id = ${closed};
		DELETE FROM case_row WHERE id = ${received}; UPDATE assignment SET unit_id = unit_id + 1 WHERE case_id = ${closed}`);
	assert.notEqual(all(), before);
	assert.equal(ledger('verify', '--db', url, ...key).status, 1);
	const done = ledger('rebuild', '--db', url, ...key, '--reason', 'found on Monday');
	assert.equal(done.status, 0, done.said + yidan.log());
	assert.match(done.said, /in 2 cases; their rows are made anew/);
	assert.equal(all(), before);
	assert.equal(postgres.sql(url, "SELECT count(*) FROM event WHERE type = 'ledger.rebuilt'"), '2');
	assert.equal(await yidan.stop(), 0);
	const whole = ledger('verify', '--db', url, ...key);
	assert.equal(whole.status, 0, whole.said);
});
