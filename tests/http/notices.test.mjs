// SPDX-License-Identifier: Apache-2.0
// Notices to raisers from the real binary to a real SMTP server and a gateway for SMS: the words, threads, what comes of
// each failure, and that nobody is told twice, whatever dies meanwhile.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sign_in } from '../lib/desk.mjs';
import { start_mail, until } from '../lib/mail.mjs';
import { start_postgres } from '../lib/postgres.mjs';
import { clean_env } from '../lib/witness.mjs';
import { demo_folder, PROGRAM, start } from '../lib/yidan.mjs';

const TIMEOUT = { timeout: 180000 };
const SECRET_WORDS = 'MARKTEXT 路灯不亮';
const leftover = new Set();

after(async () => {
	for (const end of leftover)
		await end();
});

const common = ['--intake-rate', '0', '--login-rate', '0', '--notice-every', '1', '--notice-timeout', '3',
	'--notice-hours', '00:00-24:00', '--public-url', 'https://heting.example/'];

async function serve(options, ...more) {
	const server = await start({ ...options, serve: [...common, ...more] });
	leftover.add(() => server.child.kill('SIGKILL'));
	return server;
}

async function mail_server(...args) {
	const mail = await start_mail(...args);
	leftover.add(mail.stop);
	return mail;
}

const by_mail = (mail) => ['--smtp', mail.url, '--mail-from', 'list@heting.example'];

async function tell(server, contact, language = 'zh-CN') {
	const answer = await fetch(`${server.origin}/api/v1/cases`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `k${Math.random()}`, 'Accept-Language': language },
		body: JSON.stringify({ kind: 'complaint', title: 'MARKTITLE', text: SECRET_WORDS, contact }),
	});
	const body = await answer.text();
	assert.equal(answer.status, 201, body);
	return JSON.parse(body).code;
}

// Rows of the outbox, each "kind channel state cause code status attempts".
function rows(server) {
	const script = 'import sqlite3,sys\nfor r in sqlite3.connect(sys.argv[1]).execute("SELECT kind, channel, state, cause, code, status, '
		+ 'attempts FROM notice ORDER BY created_at, seq"): print(*r)';
	return execFileSync('/usr/bin/python3', ['-c', script, join(server.folder, 'demo.db')], { encoding: 'utf8' }).trim().split('\n');
}

const becomes = (server, wanted) => until(() => rows(server), (got) => got.every((row) => wanted.test(row)), wanted);

// Rounds of the job go by: what was going to happen has happened.
const rounds = (count = 3) => new Promise((done) => setTimeout(done, count * 1100));

async function answer_and_close(origin, code) {
	const clerk = await sign_in(origin, 'intake');
	const handler = await sign_in(origin, 'roads-handler');
	await clerk.move(code, 'assign', { unit: await clerk.choice(code, '/assign', 'Roads Department') });
	await handler.move(code, 'accept');
	await handler.move(code, 'answer', { text: 'MARKANSWER 今天已换好灯头。' });
	return () => clerk.move(code, 'close', { outcome: 'done' });
}

test('a raiser is told three times, in one thread, in both languages, and of nothing private', TIMEOUT, async () => {
	const mail = await mail_server();
	const server = await serve({}, ...by_mail(mail));
	const code = await tell(server, { name: 'MARKNAME', email: 'wang@mail.example', phone: '13900000001' });
	await mail.until((seen) => seen.mails.length === 1);
	const close = await answer_and_close(server.origin, code);
	await mail.until((seen) => seen.mails.length === 2);
	await close();
	await mail.until((seen) => seen.mails.length === 3);

	const { mails } = mail.seen;
	const [received, answered, closed] = mails.map(({ headers }) => headers);
	const shown = code.replace(/-/g, '').replace(/(...)(...)(...)/, '$1-$2-$3');
	assert.deepEqual(mails.map(({ headers }) => headers.Subject),
		[`事项 ${shown} 已登记`, `事项 ${shown} 有了答复`, `事项 ${shown} 已办结`]);
	assert.equal(new Set(mails.map(({ headers }) => headers['Message-ID'])).size, 3);
	assert.equal(received['In-Reply-To'], undefined);
	for (const headers of [answered, closed]) {
		assert.equal(headers['In-Reply-To'], received['Message-ID']);
		assert.equal(headers.References, received['Message-ID']);
	}
	for (const one of mails) {
		assert.deepEqual(one.defects, []);
		assert.deepEqual([one.from, one.to, one.hello], ['list@heting.example', ['wang@mail.example'], 'heting.example']);
		assert.equal(one.headers['Auto-Submitted'], 'auto-generated');
		assert.equal(one.headers['List-Unsubscribe-Post'], 'List-Unsubscribe=One-Click');
		assert.match(one.headers.From, /<list@heting\.example>/);
		assert.match(one.headers['Message-ID'], /^<[0-9a-z]{32}@heting\.example>$/);
		assert.ok(Math.abs(Date.parse(one.headers.Date) - Date.now()) < 120000);
		for (const text of [one.texts['text/plain'], one.texts['text/html']]) {
			assert.match(text, /您好：[^]*Hello,/);
			assert.match(text, new RegExp(`${shown}[^]*${shown}`));
			assert.match(text, new RegExp(`https://heting\\.example/r/${shown}/[0-9a-z]{32}`));
		}
		assert.doesNotMatch(JSON.stringify(one), /MARK|路灯|139/);
		assert.ok(one.raw.split('\r\n').every((line) => line.length <= 120), 'short lines');
	}
	const secret = mails[2].texts['text/plain'].match(/heting\.example(\/r\/\S+)/)[1];
	assert.match(await (await fetch(`${server.origin}${secret}`)).text(), /MARKANSWER/);
	await rounds();
	await mail.until((seen) => seen.mails.length >= 3);
	assert.equal(mail.seen.mails.length, 3);
	assert.deepEqual(rows(server), ['received mail sent  0  1', 'answered mail sent  0  1', 'closed mail sent  0  1']);
	assert.doesNotMatch(server.log(), /wang|mail\.example|139/);
	assert.equal(await server.stop(), 0);
	await server.remove();
});

test('a raiser is told that a matter is declined, of the appeal, and that it is reopened', TIMEOUT, async () => {
	const mail = await mail_server();
	const server = await serve({}, ...by_mail(mail));
	const code = await tell(server, { email: 'wang@mail.example' });
	await mail.until((seen) => seen.mails.length === 1);
	const secret = server.origin + mail.seen.mails[0].texts['text/plain'].match(/heting\.example(\/r\/\S+)/)[1];
	const say = async (move, fields) => {
		const page = await (await fetch(secret)).text();
		const command = page.match(new RegExp(`name="command" value="([^"]*-${move})"`))[1];
		const answer = await fetch(`${secret}/${move}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ command, ...fields }) });
		assert.equal(answer.status, 303);
	};
	const clerk = await sign_in(server.origin, 'intake');
	const supervisor = await sign_in(server.origin, 'supervisor');
	await clerk.move(code, 'decline', { reason_code: 'other', reason: 'MARKWHY', legal_basis: 'MARKLAW', how_to_appeal: 'MARKHOW' });
	await mail.until((seen) => seen.mails.length === 2);
	await say('appeal', { reason: 'MARKAPPEAL' });
	await supervisor.move(code, 'overturn', { reason: 'MARKDECIDED' });
	await mail.until((seen) => seen.mails.length === 3);
	const close = await answer_and_close(server.origin, code);
	await close();
	await mail.until((seen) => seen.mails.length === 5);
	await say('rate', { solved: 'no' });
	await say('reopen', { reason: 'MARKAGAIN' });
	await mail.until((seen) => seen.mails.length === 6);
	assert.deepEqual(mail.seen.mails.map(({ headers }) => headers.Subject.replace(/事项 \S+ /, '')),
		['已登记', '不予受理', '的复核有了决定', '有了答复', '已办结', '已转为重办']);
	assert.doesNotMatch(JSON.stringify(mail.seen.mails), /MARK/);
	assert.equal(await server.stop(), 0);
	await server.remove();
});

test('English first for who wrote in English; the link to want no more', TIMEOUT, async () => {
	const mail = await mail_server();
	const server = await serve({}, ...by_mail(mail));
	const code = await tell(server, { email: 'smith@mail.example' }, 'en');
	await mail.until((seen) => seen.mails.length === 1);
	const [one] = mail.seen.mails;
	assert.match(one.headers.Subject, /^Matter .* is on the list$/);
	assert.match(one.texts['text/plain'], /^Hello,[^]*您好：/);
	assert.match(one.texts['text/html'], /<html lang="en">/);
	const stop = server.origin + one.headers['List-Unsubscribe'].match(/^<https:\/\/heting\.example(\/n\/[^>]*)>$/)[1];

	const wrong = stop.slice(0, -1) + (stop.endsWith('0') ? '1' : '0');

	// looking at it changes nothing; its token opens nothing else, and no other opens it
	let page = await fetch(stop, { headers: { 'Accept-Language': 'en' } });
	assert.equal(page.status, 200);
	assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
	assert.match(await page.text(), /Tell me no more/);
	assert.equal((await fetch(stop.replace('/n/', '/r/'))).status, 404);
	assert.equal((await fetch(wrong)).status, 404);
	assert.equal((await fetch(wrong, { method: 'POST' })).status, 404);
	const close = await answer_and_close(server.origin, code);
	await mail.until((seen) => seen.mails.length === 2);

	// one click of a program of mail: no cookie, from nowhere of ours
	page = await fetch(stop, { method: 'POST', body: 'List-Unsubscribe=One-Click',
		headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'https://mail.example', 'Accept-Language': 'en' } });
	assert.equal(page.status, 200);
	assert.match(await page.text(), /You get no more notices/);
	assert.match(await (await fetch(stop, { headers: { 'Accept-Language': 'en' } })).text(), /You get no more notices/);
	await close();
	await rounds();
	await mail.until((seen) => seen.mails.length >= 2);
	assert.equal(mail.seen.mails.length, 2);
	assert.equal(rows(server).length, 2);
	await server.remove();
});

test('who left a telephone alone gets an SMS, once; what a gateway says', TIMEOUT, async () => {
	const got = [];
	let status = 200, hangs = false;
	const gateway = createServer((request, response) => {
		let body = '';
		request.on('data', (bytes) => { body += bytes; });
		request.on('end', () => {
			got.push({ method: request.method, url: request.url, headers: request.headers, body: JSON.parse(body) });
			if (hangs)
				request.socket.destroy();
			else
				response.writeHead(status).end('{}');
		});
	});
	await new Promise((done) => gateway.listen(0, '127.0.0.1', done));
	leftover.add(() => { gateway.close(); gateway.closeAllConnections?.(); });
	const folder = demo_folder();
	writeFileSync(join(folder, 'sms'), 'Authorization: Bearer MARKKEY\n');
	const server = await serve({ folder }, '--sms-url', `http://127.0.0.1:${gateway.address().port}/send?to={phone}`,
		'--sms-body', '{"to": "{phone}", "text": "{text}", "id": "{id}"}', '--sms-header-file', join(folder, 'sms'));
	await tell(server, { phone: '+86 139-0000-0001' });
	await becomes(server, /^received sms sent  200  1$|^received sms sent  0  1$/);
	const [first] = got;
	assert.equal(first.method, 'POST');
	assert.equal(first.url, '/send?to=%2B8613900000001');
	assert.equal(first.headers.authorization, 'Bearer MARKKEY');
	assert.equal(first.headers['idempotency-key'], first.body.id);
	assert.equal(first.body.to, '+8613900000001');
	assert.match(first.body.text, /^【.*】您的事项 \S+ 已登记，查看进展：https:\/\/heting\.example\/r\//);
	// a fixed line gets none, nor who left nothing
	await tell(server, { phone: '0731-22880000' });
	await tell(server, {});
	status = 429;
	await tell(server, { phone: '13900000002' }, 'en');
	await until(() => got.length, (count) => count >= 3, 'asked again');
	status = 200;
	await becomes(server, /sms sent/);
	assert.match(got.at(-1).body.text, /^[^【]*: matter \S+ is on the list/);
	assert.equal(new Set(got.map(({ body }) => body.id)).size, 2);
	const before = got.length;
	status = 400;
	await tell(server, { phone: '13900000003' });
	await until(() => rows(server), (all) => all.length === 3 && /sms dead refused 400/.test(all[2]), 'dead');
	hangs = true;
	await tell(server, { phone: '13900000004' });
	await until(() => rows(server), (all) => all.length === 4 && /sms uncertain broken/.test(all[3]), 'uncertain');
	hangs = false;
	await rounds();
	assert.equal(got.length, before + 2);
	assert.doesNotMatch(server.log(), /1390|MARKKEY/);
	await server.remove();
});

test('what a server of mail says decides: come again, never, nothing at all', TIMEOUT, async () => {
	const mail = await mail_server();
	const server = await serve({}, ...by_mail(mail));
	const settle = async (orders, wanted) => {
		await mail.order(orders);
		await tell(server, { email: 'wang@mail.example' });
		await until(() => rows(server).at(-1), (row) => wanted.test(row), wanted);
	};
	const good = { rcpt: null, data: null, drop: null };
	await settle({ ...good, rcpt: '451 4.7.1 <wang@mail.example> come again' }, /waiting later 451 4\.7\.1 [1-9]/);
	await mail.order(good);
	await becomes(server, /sent  0  [2-9]$/);
	await settle({ ...good, data: '452 4.3.1 full' }, /waiting later 452 4\.3\.1/);
	await mail.order(good);
	await becomes(server, /sent/);
	await mail.until((seen) => seen.mails.length >= 2);
	assert.equal(mail.seen.mails.length, 2);
	await settle({ ...good, rcpt: '550 5.1.1 <wang@mail.example>: no such user' }, /dead refused 550 5\.1\.1 1$/);
	await settle({ ...good, data: '554 5.7.1 spam' }, /dead refused 554 5\.7\.1 1$/);
	await mail.until((seen) => seen.mails.length >= 2);
	assert.equal(mail.seen.mails.length, 2);
	await settle({ ...good, drop: 'rcpt' }, /waiting later 0  [1-9]/);
	await mail.order(good);
	await until(() => rows(server).at(-1), (row) => /mail sent/.test(row), 'sent');
	await mail.until((seen) => seen.mails.length >= 3);
	assert.equal(mail.seen.mails.length, 3);
	// taken, and the connection gone before it said so: told to nobody a second time
	await settle({ ...good, drop: 'data' }, /uncertain broken 0  1$/);
	await mail.order(good);
	await rounds(4);
	await mail.until((seen) => seen.mails.length >= 4);
	assert.equal(mail.seen.mails.length, 4);
	assert.equal(new Set(mail.seen.mails.map(({ headers }) => headers['Message-ID'])).size, 4);
	// an address that our own rules of intake take and mail does not
	await tell(server, { email: 'wáng@mail.example' });
	await until(() => rows(server).at(-1), (row) => /dead address 0  1$/.test(row), 'dead');
	assert.doesNotMatch(server.log(), /wang|mail\.example/);
	await server.remove();
});

test('a server of mail that is away is told of once, and everything goes out when it is back', TIMEOUT, async () => {
	const folder = demo_folder();
	const away = createServer();
	await new Promise((done) => away.listen(0, '127.0.0.1', done));
	const { port } = away.address();
	await new Promise((done) => away.close(done));
	let server = await serve({ folder }, '--smtp', `smtp://127.0.0.1:${port}`, '--mail-from', 'list@heting.example');
	for (let i = 0; i < 5; i++)
		await tell(server, { email: `r${i}@mail.example` });
	await until(() => server.log(), (text) => /event=notices_wait channel=mail/.test(text), 'told of');
	await rounds();
	assert.equal(server.log().match(/event=notices_wait/g).length, 1);
	assert.equal(await server.stop(), 0);
	const mail = await mail_server();
	server = await serve({ folder }, ...by_mail(mail));
	await mail.until((seen) => seen.mails.length === 5);
	await becomes(server, /sent/);
	assert.equal(new Set(mail.seen.mails.map(({ to }) => to[0])).size, 5);
	await server.remove();
});

test('killed between claim and letter: it goes out once; killed while the letter is taken: it is not sent again', TIMEOUT, async () => {
	const mail = await mail_server();
	let server = await serve({}, ...by_mail(mail));
	const { folder } = server;
	await mail.order({ rcpt_wait: 60 });
	await tell(server, { email: 'wang@mail.example' });
	await mail.until((seen) => seen.rcpts.length === 1);
	assert.match(rows(server)[0], /mail claimed/);
	await server.kill();
	await mail.order({ rcpt_wait: 0 });
	server = await serve({ folder }, ...by_mail(mail));
	await mail.until((seen) => seen.mails.length === 1);
	await becomes(server, /sent  0  2$/);

	await mail.order({ data_wait: 2 });
	await tell(server, { email: 'li@mail.example' });
	await mail.until((seen) => seen.datas.length === 2);
	assert.match(rows(server)[1], /mail handed/);
	await server.kill();
	await mail.order({ data_wait: 0 });
	server = await serve({ folder }, ...by_mail(mail));
	await until(() => rows(server)[1], (row) => /mail uncertain broken/.test(row), 'uncertain');
	await rounds();
	assert.deepEqual(mail.seen.datas.length, 2);
	await server.remove();
});

test('nobody is told at night', TIMEOUT, async () => {
	const folder = demo_folder();
	const mail = await mail_server();
	const minute = (Math.floor(Date.now() / 60000) + 480) % 1440; // of the day in the district
	const time = (at) => `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
	// a span that ended ten minutes ago or begins in two hours
	const hours = minute >= 20 ? `00:00-${time(minute - 10)}` : `${time(minute + 120)}-24:00`;
	const night = await start({ folder, serve: [...common.filter((word) => !/^00:00|notice-hours/.test(word)), '--notice-hours', hours,
		...by_mail(mail)] });
	leftover.add(() => night.child.kill('SIGKILL'));
	await tell(night, { email: 'wang@mail.example' });
	await rounds();
	assert.deepEqual(rows(night), ['received mail waiting  0  0']);
	assert.equal(await night.stop(), 0);
	const day = await serve({ folder }, ...by_mail(mail));
	await mail.until((seen) => seen.mails.length === 1);
	await day.remove();
});

test('an erasure takes what waits, and no address stands in the outbox', TIMEOUT, async () => {
	const mail = await mail_server();
	const server = await serve({}, ...by_mail(mail));
	await mail.order({ rcpt: '451 4.7.1 come again' });
	const code = await tell(server, { email: 'wang@mail.example' });
	await until(() => rows(server)[0], (row) => /waiting later/.test(row), 'tried');
	execFileSync(PROGRAM, ['erase', code, '--scope', 'contact', '--reason-code', 'raiser_asked', '--reason', 'a letter', '--yes', '--db',
		server.url], { stdio: 'pipe' });
	await becomes(server, /dropped erased/);
	await mail.order({ rcpt: null });
	await rounds();
	assert.equal(mail.seen.mails.length, 0);
	const bytes = execFileSync('cat', [join(server.folder, 'demo.db'), join(server.folder, 'demo.db-wal')], { encoding: 'latin1',
		maxBuffer: 1 << 28 });
	assert.doesNotMatch(bytes, /wang@mail/);
	await server.remove();
});

test('at the desk an admin sees what did not go out, sends it again or drops it and says why', TIMEOUT, async () => {
	const mail = await mail_server();
	const server = await serve({}, ...by_mail(mail));
	await mail.order({ rcpt: '550 5.1.1 <wang@mail.example> no such user' });
	const codes = [];
	for (const name of ['a', 'b'])
		codes.push(await tell(server, { email: `${name}@mail.example` }));
	await becomes(server, /dead refused/);
	const admin = await sign_in(server.origin, 'admin');
	const path = '/desk/admin/notices';
	assert.match(await admin.page('/desk'), /href="\/desk\/admin\/notices"/);
	let page = await admin.page(path);
	for (const code of codes)
		assert.match(page, new RegExp(code));
	assert.match(page, /Answer 550 5\.1\.1/);
	assert.doesNotMatch(page, /mail\.example|MARK/);

	// the newest stands first; its page is sent twice, the second time it is no longer so
	const form = (text, action, code) => {
		const found = text.match(/<form[^]*?<\/form>/g).find((one) => one.includes(`value="${action}"`) && one.includes(code));
		return Object.fromEntries([...found.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]));
	};
	const post = (fields) => admin.ask(path, { method: 'POST', body: new URLSearchParams(fields).toString(),
		headers: { Origin: server.origin, 'Content-Type': 'application/x-www-form-urlencoded' } });
	const empty = await post(form(page, 'drop', codes[0]));
	assert.equal(empty.status, 422);
	assert.match(await empty.text(), /Please say why it is dropped/);
	assert.equal((await post({ ...form(page, 'drop', codes[0]), reason: 'x'.repeat(3000) })).status, 422);
	assert.equal((await post({ ...form(page, 'drop', codes[0]), do: 'burn' })).status, 400);
	assert.equal((await post({ ...form(page, 'drop', codes[0]), token: 'x' })).status, 403);
	const dropped = await post({ ...form(page, 'drop', codes[0]), reason: 'asked by telephone' });
	assert.equal(dropped.headers.get('location'), `${path}?done=drop`);
	assert.equal((await post(form(page, 'retry', codes[0]))).status, 409);
	await mail.order({ rcpt: null });
	assert.equal((await post(form(page, 'retry', codes[1]))).status, 303);
	await mail.until((seen) => seen.mails.length === 1);
	assert.deepEqual(mail.seen.mails[0].to, ['b@mail.example']);
	await becomes(server, /dropped officer|sent/);
	page = await admin.page(path);
	assert.match(page, /Nothing wants a decision/);

	// nobody else
	for (const login of ['intake', 'roads-handler']) {
		const other = await sign_in(server.origin, login);
		assert.equal((await other.ask(path)).status, 404);
		assert.doesNotMatch(await other.page('/desk'), /admin\/notices/);
	}
	assert.equal((await fetch(server.origin + path, { redirect: 'manual' })).status, 303);
	await server.remove();
});

test('what waited in a copy that was brought back is not sent by itself', TIMEOUT, async () => {
	const mail = await mail_server();
	const server = await serve({}, ...by_mail(mail));
	await mail.order({ rcpt: '451 4.7.1 come again' });
	await tell(server, { email: 'wang@mail.example' });
	await until(() => rows(server)[0], (row) => /waiting later/.test(row), 'tried');
	const copy = join(server.folder, 'copy');
	execFileSync(PROGRAM, ['backup', copy, '--db', server.url], { stdio: 'pipe' });
	await mail.order({ rcpt: null });
	await mail.until((seen) => seen.mails.length === 1);
	assert.equal(await server.stop(), 0);
	const folder = mkdtempSync(join(tmpdir(), 'yidan-restored-'));
	execFileSync(PROGRAM, ['restore', copy, '--db', `sqlite:${join(folder, 'demo.db')}`], { stdio: 'pipe' });
	const again = await serve({ folder }, ...by_mail(mail));
	await rounds();
	assert.match(rows(again)[0], /mail uncertain restored/);
	await mail.until((seen) => seen.mails.length >= 1);
	assert.equal(mail.seen.mails.length, 1);
	await again.remove();
	await server.remove();
});

test('STARTTLS with a certificate of the place, and a password', TIMEOUT, async () => {
	const folder = demo_folder();
	const file = (name) => join(folder, name);
	execFileSync('/usr/bin/python3', ['-c', `
import datetime, ipaddress, sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, 'mail')])
now = datetime.datetime.utcnow()
cert = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
    .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address('127.0.0.1'))]), False)
    .add_extension(x509.BasicConstraints(ca=True, path_length=None), True).sign(key, hashes.SHA256()))
open(sys.argv[1], 'wb').write(cert.public_bytes(serialization.Encoding.PEM))
open(sys.argv[2], 'wb').write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
`, file('cert'), file('tls-key')], { stdio: 'pipe' });
	writeFileSync(file('password'), 'MARKPASS\n');
	writeFileSync(file('wrong'), 'MARKWRONG\n');
	const mail = await mail_server(file('cert'), file('tls-key'), 'list:MARKPASS');
	const login = (password) => [...by_mail(mail), '--smtp-user', 'list', '--smtp-password-file', file(password), '--smtp-ca', file('cert')];
	// neither a wrong password nor a certificate that nobody knows lets anything out, nor makes it dead
	for (const args of [login('wrong'), [...login('password').slice(0, -1), '/etc/ssl/certs/ca-certificates.crt']]) {
		const server = await serve({ folder }, ...args);
		await tell(server, { email: 'wang@mail.example' });
		await until(() => server.log(), (text) => /event=notices_wait/.test(text), 'told of');
		assert.equal(await server.stop(), 0);
		assert.doesNotMatch(server.log(), /MARK/);
	}
	assert.equal(mail.seen.rcpts.length, 0);
	const server = await serve({ folder }, ...login('password'));
	await mail.until((seen) => seen.mails.length === 2);
	assert.ok(mail.seen.mails.every(({ tls, authenticated }) => tls && authenticated));
	await server.remove();
});

test('wrong settings are refused at the start', TIMEOUT, () => {
	const folder = demo_folder();
	execFileSync(PROGRAM, ['init', '--db', `sqlite:${join(folder, 'bare.db')}`, '--slug', 'nine', '--name-zh', '九区', '--name-en', 'Nine']);
	const refused = (args, words) => {
		let got = { status: 0, stderr: '' };
		try {
			execFileSync(PROGRAM, ['serve', ...(args.includes('--db') ? [] : ['--db', `sqlite:${join(folder, 'demo.db')}`]), '--listen', '127.0.0.1:0',
				...args],
				{ encoding: 'utf8', stdio: 'pipe', env: clean_env, timeout: 20000 });
		} catch (error) {
			got = error;
		}
		assert.equal(got.status, 2, `${args}: ${got.stderr}`);
		assert.match(got.stderr, words);
	};
	const base = ['--public-url', 'https://x', '--mail-from', 'a@b.example'];
	refused(['--smtp', 'smtp://x'], /mail-from/);
	refused(['--smtp', 'smtp://x', '--mail-from', 'a@b.example', '--db', `sqlite:${join(folder, 'bare.db')}`], /public-url/);
	refused(['--smtp', 'http://x', ...base], /smtp:\/\/host/);
	refused(['--smtp', 'smtp://u:p@x', ...base], /smtp:\/\/host/);
	refused(['--smtp', 'smtp://x', '--public-url', 'ftp://x', '--mail-from', 'a@b.example'], /public-url/);
	refused(['--smtp', 'smtp://x', '--public-url', 'https://x', '--mail-from', 'a b'], /mail-from/);
	refused(['--smtp', 'smtp://x', '--smtp-user', 'u', ...base], /smtp-password-file/);
	refused(['--smtp', 'smtp://x', '--smtp-password-file', join(folder, 'none'), ...base], /smtp-password-file/);
	refused(base, /smtp: the server/);
	refused(['--smtp', 'smtp://x', '--notice-hours', '8-20', ...base], /notice-hours/);
	refused(['--sms-url', 'http://x', '--public-url', 'https://x'], /\{phone\} and \{text\}/);
	refused(['--sms-url', 'ftp://x', '--sms-body', '{phone}{text}', '--public-url', 'https://x'], /sms-url/);
	refused(['--sms-url', 'http://x', '--sms-body', '{phone}{text}', '--sms-method', 'DELETE', '--public-url', 'https://x'], /sms-method/);
	rmSync(folder, { recursive: true });
});

test('two servers over one PostgreSQL, one killed midway: each notice once', { timeout: 300000 }, async () => {
	const folder = mkdtempSync(join(tmpdir(), 'yidan-notices-'));
	const postgres = await start_postgres();
	const mail = await mail_server();
	const servers = [];
	try {
		const key_file = join(folder, 'postgres.key');
		const db = postgres.make('yidan_notices');
		execFileSync(PROGRAM, ['demo', '--db', db, '--no-cases', '--key-file', key_file], { stdio: 'ignore' });
		const more = [...by_mail(mail), '--key-file', key_file];
		servers.push(...await Promise.all([serve({ folder, db }, ...more), serve({ folder, db }, ...more)]));
		const state = () => postgres.sql(db, 'SELECT state, count(*) FROM notice GROUP BY state ORDER BY state');
		for (let i = 0; i < 30; i++)
			await tell(servers[i % 2], { email: `r${i}@mail.example` });
		await until(state, (text) => text === 'sent|30', 'all sent', 60000);
		await mail.until((seen) => seen.mails.length >= 30);
		assert.equal(mail.seen.mails.length, 30);
		assert.equal(new Set(mail.seen.mails.map(({ to }) => to[0])).size, 30);

		// one is killed while it has a letter; the other takes it over when the claim has run out
		await mail.order({ rcpt_wait: 2 });
		await tell(servers[0], { email: 'late@mail.example' });
		await mail.until((seen) => seen.rcpts.includes('late@mail.example'));
		await servers[0].kill();
		await servers[1].kill();
		await mail.order({ rcpt_wait: 0 });
		servers.push(...await Promise.all([serve({ folder, db }, ...more), serve({ folder, db }, ...more)]));
		for (let i = 30; i < 40; i++)
			await tell(servers[2 + i % 2], { email: `r${i}@mail.example` });
		await until(state, (text) => text === 'sent|41', 'all sent', 60000);
		await rounds();
		await mail.until((seen) => seen.mails.length >= 41);
		assert.equal(mail.seen.mails.length, 41);
		assert.equal(new Set(mail.seen.mails.map(({ headers }) => headers['Message-ID'])).size, 41);
	} finally {
		for (const server of servers)
			await server.kill();
		await mail.stop();
		await postgres.stop();
		rmSync(folder, { recursive: true, force: true });
	}
});
