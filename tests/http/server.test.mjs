// SPDX-License-Identifier: Apache-2.0
// The server as such: deadlines, slow clients, suspended requests, limits of connections, stopping, proxies, TLS.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import tls from 'node:tls';
import { Connection, certificate, exchange, probePath, sleep, start, stats, until } from './raw.mjs';

const H = 'Host: x\r\n';
const hello = `GET /hello HTTP/1.1\r\n${H}\r\n`;

// Runs with a probe of its own and sees that it ends as it should.
function withProbe(name, settings, run, how = {}) {
  test(name, async (t) => {
    const probe = await start(settings, how);
    try {
      await run(probe, t);
    } finally {
      const end = await probe.stop();
      assert.equal(end.code, 0, `${end.code} ${end.signal} ${end.err}`);
      assert.match(end.out, /stopped, 0 shared, 0 requests/);
    }
  });
}

const median = (list) => list.slice().sort((a, b) => a - b)[list.length >> 1];
async function time(run) {
  const begin = performance.now();
  await run();
  return performance.now() - begin;
}

// --- deadlines ---

withProbe('a head that does not end gets 408', { head_ms: 400 }, async ({ port }) => {
  const c = await Connection.open(port);
  const ms = await time(async () => {
    c.send(`GET / HTTP/1.1\r\nAccept-Language: en\r\n`);
    const answer = await c.answer();
    assert.equal(answer.status, 408);
    assert.equal(answer.json.refused, 408);
    assert.equal(await c.closed(), '');
  });
  assert.ok(ms >= 350, `not before its time: ${ms}`);
});

withProbe('one byte now and then does not keep a head alive', { head_ms: 400 }, async ({ port }) => {
  const c = await Connection.open(port);
  let sent = 0;
  c.send('GET /');
  const drip = setInterval(() => { c.send('a'); sent++; }, 50);
  const answer = await c.answer();
  clearInterval(drip);
  assert.equal(answer.status, 408);
  assert.ok(sent >= 3, 'it was still sending');
});

withProbe('a body that does not end gets 408, one that flows may take longer', { head_ms: 100, body_ms: 400, min_rate: 1000 }, async ({ port }) => {
  const stuck = await Connection.open(port);
  stuck.send(`POST /echo HTTP/1.1\r\n${H}Content-Length: 10\r\n\r\nabc`);
  const slow = await Connection.open(port);
  slow.send(`POST /echo HTTP/1.1\r\n${H}Content-Length: 4000\r\n\r\n`);
  const chunked = await Connection.open(port);
  chunked.send(`POST /echo HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`);
  for (let i = 0; i < 8; i++) {
    slow.send('x'.repeat(500));
    await sleep(120);
  }
  assert.equal((await slow.answer()).json.body_bytes, 4000);
  assert.equal((await stuck.answer()).status, 408);
  assert.equal((await chunked.answer()).status, 408);
  assert.equal(await stuck.closed(), '');
});

withProbe('silent and idle connections end without a word', { head_ms: 300, idle_ms: 300 }, async ({ port }) => {
  const silent = await Connection.open(port);
  const idle = await Connection.open(port);
  idle.send(hello);
  assert.equal((await idle.answer()).status, 200);
  assert.equal(await silent.closed(), '');
  assert.equal(await idle.closed(), '');
});

withProbe('a client that does not read its answer is cut', { write_ms: 400, min_rate: 100000000 }, async ({ port }) => {
  const c = net.connect(port, '127.0.0.1');
  c.on('error', () => {});
  c.pause();
  c.write(`GET /big?n=8000000 HTTP/1.1\r\n${H}\r\n`.repeat(4));
  await until(async () => (await stats(port)).shared > 0);
  await until(async () => (await stats(port)).shared === 0);
  c.destroy();
});

withProbe('1,000 slow connections do not hold up a fast one', { head_ms: 60000, threads: 2 }, async ({ port }, t) => {
  const c = await Connection.open(port);
  const round = async () => { c.send(hello); assert.equal((await c.answer()).status, 200); };
  const measure = async () => {
    const list = [];
    for (let i = 0; i < 100; i++) list.push(await time(round));
    return list;
  };
  await measure();
  const before = await measure();
  const slow = await Promise.all(Array.from({ length: 1000 }, () => Connection.open(port)));
  // Each sends a byte of its head or body every 100 ms.
  slow.forEach((s, i) => s.send(i % 2 ? 'GET /' : `POST /echo HTTP/1.1\r\n${H}Content-Length: 60000\r\n\r\n`));
  const drip = setInterval(() => slow.forEach((s) => s.send('a')), 100);
  const during = await measure();
  const fresh = [];
  for (let i = 0; i < 20; i++)
    fresh.push(await time(async () => assert.equal((await exchange(port, `GET /hello HTTP/1.1\r\n${H}Connection: close\r\n\r\n`)).status, 200)));
  clearInterval(drip);
  assert.ok(slow.every((s) => !s.ended && s.data.length === 0), 'all slow ones are still at it');
  assert.ok((await stats(port)).connections >= 1000);
  t.diagnostic(`median of a request: ${median(before).toFixed(2)} ms alone, ${median(during).toFixed(2)} ms beside 1,000 slow ones ` +
    `(longest ${Math.max(...during).toFixed(1)}), ${median(fresh).toFixed(2)} ms on a new connection`);
  assert.ok(median(during) - median(before) < 100);
  assert.ok(median(fresh) < 100);
  slow.forEach((s) => s.destroy());
  c.destroy();
});

// --- suspended requests ---

withProbe('suspended requests hold nobody up', { threads: 1 }, async ({ port }) => {
  const slow = await Promise.all(Array.from({ length: 50 }, () => Connection.open(port)));
  slow.forEach((s) => s.send(`GET /suspend?ms=600 HTTP/1.1\r\n${H}\r\n`));
  const done = Promise.all(slow.map((s) => s.answer())).then((list) => { done.yes = true; return list; });
  assert.equal((await exchange(port, hello)).status, 200);
  assert.ok(!done.yes, 'the fast one came first');
  for (const answer of await done) assert.equal(answer.json.path, '/suspend');
  slow.forEach((s) => s.destroy());
});

withProbe('many requests suspended and resumed at once', { threads: 2 }, async ({ port }) => {
  await Promise.all(Array.from({ length: 40 }, async (_, n) => {
    const c = await Connection.open(port);
    for (let i = 0; i < 10; i++) {
      const body = `${n}-${i}`;
      c.send(`POST /suspend?ms=${(n * 7 + i) % 5} HTTP/1.1\r\n${H}Content-Length: ${body.length}\r\n\r\n${body}`);
      assert.equal((await c.answer()).json.body, body);
    }
    c.destroy();
  }));
});

withProbe('a client that goes away while suspended', { access: 1 }, async (probe) => {
  const { port } = probe;
  const c = await Connection.open(port);
  c.send(`GET /suspend?ms=5000&watch=1 HTTP/1.1\r\n${H}\r\n`);
  await until(async () => (await stats(port)).suspended === 1);
  c.destroy();
  await until(async () => (await stats(port)).cancelled === 1);
  const gone = await Connection.open(port);
  gone.send(`GET /suspend?ms=400 HTTP/1.1\r\n${H}\r\n`);
  await until(async () => (await stats(port)).suspended === 1);
  gone.socket.resetAndDestroy();
  await until(() => probe.err.split('/suspend').length === 3); // both ended
  assert.equal((await exchange(port, hello)).status, 200);
});

// --- stopping ---

test('stopping answers what was accepted and waits for nobody else', async () => {
  const probe = await start({ head_ms: 20000, idle_ms: 20000, threads: 2 });
  const suspended = await Connection.open(probe.port);
  suspended.send(`GET /suspend?ms=500 HTTP/1.1\r\n${H}\r\n`);
  const uploading = await Connection.open(probe.port);
  uploading.send(`POST /echo HTTP/1.1\r\n${H}Content-Length: 6\r\n\r\nabc`);
  const idle = await Connection.open(probe.port);
  idle.send(hello);
  assert.equal((await idle.answer()).status, 200);
  const silent = await Connection.open(probe.port);
  const half = await Connection.open(probe.port);
  half.send('GET / HT');
  await until(async () => (await stats(probe.port)).connections >= 5);
  const ended = probe.stop();
  await idle.closed();
  await silent.closed();
  await half.closed();
  uploading.send('def');
  assert.equal((await uploading.answer()).json.body, 'abcdef');
  const answer = await suspended.answer();
  assert.equal(answer.json.path, '/suspend');
  assert.equal(answer.headers.connection, 'close');
  const end = await ended;
  assert.equal(end.code, 0, end.err);
  await assert.rejects(Connection.open(probe.port));
});

// --- limits of connections and memory ---

withProbe('when connections run out, idle and silent ones make room', { connections: 50, threads: 1 }, async ({ port }) => {
  const many = [];
  for (let i = 0; i < 48; i++) {
    const c = await Connection.open(port);
    if (i % 2) {
      c.send(hello);
      await c.answer();
    }
    many.push(c);
  }
  await until(() => many.filter((c) => c.ended).length >= 5);
  for (let i = 0; i < 20; i++) assert.equal((await exchange(port, hello)).status, 200);
  many.forEach((c) => c.destroy());
});

withProbe('one address gets so many connections, a trusted proxy any', { per_address: 5, listen: ['127.0.0.1:0', '[::1]:0'], proxies: '::1' }, async (probe) => {
  const [v4, v6] = probe.ports;
  const five = await Promise.all(Array.from({ length: 5 }, () => Connection.open(v4)));
  five.forEach((c) => c.send(hello));
  for (const c of five) assert.equal((await c.answer()).status, 200);
  const sixth = await Connection.open(v4);
  sixth.send(hello);
  assert.equal(await sixth.answer(), null);
  five[0].end();
  await five[0].closed();
  await until(async () => (await exchange(v4, hello).catch(() => null))?.status === 200);
  const proxied = await Promise.all(Array.from({ length: 10 }, () => Connection.open(v6, { host: '::1' })));
  proxied.forEach((c) => c.send(hello));
  for (const c of proxied) assert.equal((await c.answer()).status, 200);
  [...five, ...proxied].forEach((c) => c.destroy());
}, { listens: 2 });

withProbe('bodies have a limit together', { bodies: 100000 }, async ({ port }) => {
  const post = (n) => `POST /echo HTTP/1.1\r\n${H}Content-Length: ${n}\r\n\r\n`;
  const held = await Connection.open(port);
  held.send(post(60000), 'x'.repeat(59999));
  await until(async () => (await stats(port)).bodies === 59999);
  const second = await Connection.open(port);
  second.send(post(50000), 'y'.repeat(50000));
  assert.equal((await second.answer()).status, 503);
  held.send('x');
  assert.equal((await held.answer()).json.body_bytes, 60000);
  await until(async () => (await stats(port)).bodies === 0);
  second.send(post(50000), 'y'.repeat(50000));
  assert.equal((await second.answer()).status, 200);
  held.destroy();
  second.destroy();
});

// --- proxies ---

withProbe('forwarded addresses count only from trusted proxies', { listen: ['127.0.0.1:0', '[::1]:0'], proxies: '127.0.0.1/32' }, async (probe) => {
  const forwarded = 'X-Forwarded-For: 6.6.6.6, 203.0.113.7\r\nX-Forwarded-Proto: https\r\n';
  const get = (port, host, more) => Connection.open(port, { host }).then(async (c) => {
    c.send(`GET /echo HTTP/1.1\r\nHost: example.org\r\n${more}Connection: close\r\n\r\n`);
    return (await c.answer()).json;
  });
  const trusted = await get(probe.ports[0], '127.0.0.1', forwarded);
  assert.equal(trusted.remote, '203.0.113.7');
  assert.equal(trusted.https, 1);
  const other = await get(probe.ports[1], '::1', forwarded);
  assert.equal(other.remote, '::1');
  assert.equal(other.https, 0);
  assert.equal((await get(probe.ports[0], '127.0.0.1', `${forwarded}Origin: https://example.org\r\n`)).same_origin, 1);
  assert.equal((await get(probe.ports[0], '127.0.0.1', 'Origin: https://example.org\r\n')).same_origin, 0);
  assert.equal((await get(probe.ports[0], '127.0.0.1', 'Origin: http://example.org\r\n')).same_origin, 1);
  assert.equal((await get(probe.ports[0], '127.0.0.1', 'Origin: http://evil.org\r\n')).same_origin, 0);
  assert.equal((await get(probe.ports[0], '127.0.0.1', 'Origin: null\r\n')).same_origin, 0);
  assert.equal((await get(probe.ports[0], '127.0.0.1', 'Origin: http://example.org\r\nSec-Fetch-Site: cross-site\r\n')).same_origin, 0);
  assert.equal((await get(probe.ports[0], '127.0.0.1', 'Sec-Fetch-Site: same-origin\r\n')).same_origin, 1);
  const cookie = await exchange(probe.ports[0], `GET /cookie?v=a HTTP/1.1\r\n${H}${forwarded}\r\n`);
  assert.match(cookie.headers['set-cookie'], /; Secure$/);
}, { listens: 2 });

// --- listening ---

withProbe('"*" listens on both families', { listen: '*:0' }, async ({ port }) => {
  for (const host of ['127.0.0.1', '::1']) {
    const c = await Connection.open(port, { host });
    c.send(`GET /echo HTTP/1.1\r\n${H}\r\n`);
    assert.equal((await c.answer()).json.remote, host);
    c.destroy();
  }
});

test('sockets that systemd hands over', async () => {
  const activate = `import os, socket, sys
listening = socket.socket()
listening.bind(('127.0.0.1', 0))
listening.listen()
os.dup2(listening.fileno(), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[1], sys.argv[1:])`;
  const probe = await start({ listen: null }, { command: ['/usr/bin/python3', '-c', activate, probePath] });
  assert.equal((await exchange(probe.port, hello)).status, 200);
  const end = await probe.stop();
  assert.equal(end.code, 0, end.err);
});

test('a start that cannot work says why', async () => {
  const taken = net.createServer();
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  await assert.rejects(start({ listen: `127.0.0.1:${taken.address().port}` }), /another program listens there/);
  await assert.rejects(start({ listen: 'nonsense' }), /write it as/);
  await assert.rejects(start({ listen: '127.0.0.1:99999' }), /write it as/);
  await assert.rejects(start({ proxies: '10.0.0.0/99' }), /trusted proxies/);
  await assert.rejects(start({ cert: '/nonexistent', key: '/nonexistent' }), /cannot read \/nonexistent/);
  await assert.rejects(start({ cert: '/etc/hostname', key: '/etc/hostname' }), /TLS/);
  await assert.rejects(start({ cert: '/etc/hostname' }), /both/);
  taken.close();
});

// --- TLS ---

test('TLS', async (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yidan-tls-'));
  const { cert, key } = certificate(folder);
  const probe = await start({ cert, key, head_ms: 1500 });
  const open = async (options = {}) => {
    const socket = tls.connect({ port: probe.port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
    return Connection.open(probe.port, { socket });
  };
  try {
    await t.test('requests, bodies, suspension, pipelining', async () => {
      const c = await open();
      c.send(`GET /echo HTTP/1.1\r\n${H}\r\nPOST /suspend?ms=30 HTTP/1.1\r\n${H}Content-Length: 3\r\n\r\nabc${hello}`);
      assert.equal((await c.answer()).json.https, 1);
      assert.equal((await c.answer()).json.body, 'abc');
      assert.equal((await c.answer()).body, 'Hello, world\n');
      const body = Buffer.alloc(3000000, 'z');
      c.send(`POST /limit?n=4000000 HTTP/1.1\r\n${H}Content-Length: ${body.length}\r\n\r\n`, body);
      assert.equal((await c.answer('POST', 20000)).json.body_bytes, body.length);
      c.send(`GET /big?n=5000000 HTTP/1.1\r\n${H}\r\n`);
      assert.equal((await c.answer('GET', 20000)).body.length, 5000000);
      c.send(`GET /cookie?v=a HTTP/1.1\r\n${H}\r\n`);
      assert.match((await c.answer()).headers['set-cookie'], /; Secure$/);
      c.destroy();
    });
    await t.test('the gate stands there too', async () => {
      for (const [bytes, status] of [[`GET / HTTP/1.1\n${H}\r\n`, 400], [`GET / HTTP/1.1\r\n${H}${H}\r\n`, 400],
        [`POST / HTTP/1.1\r\n${H}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400], ['GET /'.padEnd(9000, 'a'), 414]]) {
        const c = await open();
        c.send(bytes + hello);
        assert.equal((await c.answer()).status, status);
        assert.equal(await c.closed(), '');
      }
    });
    await t.test('deadlines', async () => {
      const c = await open();
      c.send('GET / HTTP/1.1\r\n');
      assert.equal((await c.answer()).status, 408);
      const raw = net.connect(probe.port, '127.0.0.1'); // never begins its handshake
      await once(raw, 'close');
    });
    await t.test('TLS 1.2 and 1.3, nothing older', async () => {
      for (const version of ['TLSv1.2', 'TLSv1.3']) {
        const c = await open({ minVersion: version, maxVersion: version });
        c.send(hello);
        assert.equal((await c.answer()).status, 200);
        c.destroy();
      }
      await assert.rejects(open({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }));
    });
  } finally {
    const end = await probe.stop();
    rmSync(folder, { recursive: true });
    assert.equal(end.code, 0, `${end.signal} ${end.err}`);
  }
});
