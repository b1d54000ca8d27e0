// SPDX-License-Identifier: Apache-2.0
// RFC 9112 over raw sockets: what is served, what is refused, and that nothing behind a refused request is served.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Connection, exchange, start, stats } from './raw.mjs';

let probe;
before(async () => { probe = await start({ threads: 2 }); });
after(async () => {
  const end = await probe.stop();
  assert.equal(end.code, 0, end.err);
  assert.match(end.out, /stopped, 0 shared, 0 requests/);
});

const H = 'Host: x\r\n';
const P = `POST /echo HTTP/1.1\r\n${H}`;
const C = `${P}Transfer-Encoding: chunked\r\n\r\n`;
const follow = `GET /smuggled HTTP/1.1\r\n${H}\r\n`;

// [what it is, bytes, status]
const refused = [
  ['HTTP/0.9', 'GET /\r\n', 400],
  ['bare LF behind the request line', `GET / HTTP/1.1\n${H}\r\n`, 400],
  ['bare LFs everywhere', 'GET / HTTP/1.1\nHost: x\n\n', 400],
  ['bare CR behind the request line', `GET / HTTP/1.1\r${H}\r\n`, 400],
  ['bare CR in a field', `GET / HTTP/1.1\r\n${H}X: a\rTransfer-Encoding: chunked\r\n\r\n`, 400],
  ['bare LF in a field', `GET / HTTP/1.1\r\n${H}X: a\nTransfer-Encoding: chunked\r\n\r\n`, 400],
  ['two empty lines first', `\r\n\r\nGET / HTTP/1.1\r\n${H}\r\n`, 400],
  ['a folded field', `GET / HTTP/1.1\r\n${H}X: a\r\n b\r\n\r\n`, 400],
  ['a blank before the colon', `GET / HTTP/1.1\r\nHost : x\r\n\r\n`, 400],
  ['a blank before the first field', `GET / HTTP/1.1\r\n X: y\r\n${H}\r\n`, 400],
  ['a field without colon', `GET / HTTP/1.1\r\n${H}rubbish\r\n\r\n`, 400],
  ['a field without name', `GET / HTTP/1.1\r\n${H}: x\r\n\r\n`, 400],
  ['NUL in the target', `GET /a\0b HTTP/1.1\r\n${H}\r\n`, 400],
  ['NUL in a field', `GET / HTTP/1.1\r\n${H}X: a\0b\r\n\r\n`, 400],
  ['two blanks', `GET  / HTTP/1.1\r\n${H}\r\n`, 400],
  ['a blank in the target', `GET /a b HTTP/1.1\r\n${H}\r\n`, 400],
  ['HTTP/1.10', `GET / HTTP/1.10\r\n${H}\r\n`, 400],
  ['HTTP/01.1', `GET / HTTP/01.1\r\n${H}\r\n`, 400],
  ['HTTP/2.0', `GET / HTTP/2.0\r\n${H}\r\n`, 505],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505],
  ['a method in lower case', `get / HTTP/1.1\r\n${H}\r\n`, 501],
  ['an unknown method', `BREW / HTTP/1.1\r\n${H}\r\n`, 501],
  ['TRACE', `TRACE / HTTP/1.1\r\n${H}\r\n`, 501],
  ['CONNECT', `CONNECT a:443 HTTP/1.1\r\n${H}\r\n`, 501],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['two Hosts', `GET / HTTP/1.1\r\n${H}Host: y\r\n\r\n`, 400],
  ['a malformed Host', 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n', 400],
  ['dot segments', `GET /a/../b HTTP/1.1\r\n${H}\r\n`, 400],
  ['encoded dot segments', `GET /a/%2e%2e/b HTTP/1.1\r\n${H}\r\n`, 400],
  ['an encoded slash', `GET /a%2fb HTTP/1.1\r\n${H}\r\n`, 400],
  ['an encoded NUL', `GET /a%00 HTTP/1.1\r\n${H}\r\n`, 400],
  ['bytes that are not UTF-8', `GET /%ff HTTP/1.1\r\n${H}\r\n`, 400],
  ['Content-Length and Transfer-Encoding', `${P}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  ['Transfer-Encoding and Content-Length', `${P}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n`, 400],
  ['two different lengths', `${P}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde`, 400],
  ['two equal lengths', `${P}Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd`, 400],
  ['a list of lengths', `${P}Content-Length: 4, 4\r\n\r\nabcd`, 400],
  ['a signed length', `${P}Content-Length: +4\r\n\r\nabcd`, 400],
  ['a hexadecimal length', `${P}Content-Length: 0x4\r\n\r\nabcd`, 400],
  ['an overflowing length', `${P}Content-Length: 18446744073709551620\r\n\r\nabcd`, 400],
  ['chunked twice', `${P}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  ['another coding', `${P}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, 501],
  ['identity', `${P}Transfer-Encoding: identity\r\n\r\n`, 501],
  ['a disguised chunked', `${P}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n`, 400],
  ['chunked in HTTP/1.0', 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
  ['a body on GET', `GET / HTTP/1.1\r\n${H}Content-Length: ${follow.length}\r\n\r\n`, 400],
  ['an unknown expectation', `${P}Expect: cake\r\n\r\n`, 417],
  ['a chunk size with 0x', `${C}0x4\r\nabcd\r\n0\r\n\r\n`, 400],
  ['a signed chunk size', `${C}+4\r\nabcd\r\n0\r\n\r\n`, 400],
  ['a negative chunk size', `${C}-1\r\nabcd\r\n0\r\n\r\n`, 400],
  ['an overflowing chunk size', `${C}10000000000000004\r\nabcd\r\n0\r\n\r\n`, 400],
  ['a blank before a chunk size', `${C} 4\r\nabcd\r\n0\r\n\r\n`, 400],
  ['a blank behind a chunk size', `${C}4 \r\nabcd\r\n0\r\n\r\n`, 400],
  ['a chunk size that ends in LF', `${C}4\nabcd\r\n0\r\n\r\n`, 400],
  ['a chunk size that ends in CR', `${C}4\rabcd\r\n0\r\n\r\n`, 400],
  ['a chunk without CR LF behind', `${C}4\r\nabcd0\r\n\r\n`, 400],
  ['a chunk with LF behind', `${C}4\r\nabcd\n0\r\n\r\n`, 400],
  ['a chunk longer than its size', `${C}4\r\nabcdef\r\n0\r\n\r\n`, 400],
  ['a long chunk extension', `${C}4;x=${'y'.repeat(1000)}\r\nabcd\r\n0\r\n\r\n`, 400],
  ['LF in a chunk extension', `${C}4;a\nb\r\nabcd\r\n0\r\n\r\n`, 400],
  ['framing in the trailers', `${C}0\r\nContent-Length: 4\r\n\r\n`, 400],
  ['rubbish in the trailers', `${C}0\r\nrubbish\r\n\r\n`, 400],
  ['a long request line', `GET /${'a'.repeat(5000)} HTTP/1.1\r\n${H}\r\n`, 414],
  ['an endless request line', 'GET /'.padEnd(200000, 'a'), 414],
  ['a long field', `GET / HTTP/1.1\r\n${H}X: ${'y'.repeat(20000)}\r\n\r\n`, 431],
  ['many fields', `GET / HTTP/1.1\r\n${H}${'X: y\r\n'.repeat(70)}\r\n`, 431],
  ['a hello of TLS', '\x16\x03\x01\x02\x00\x01\x00\n', 400],
];

for (const [what, bytes, status] of refused) {
  test(`refused: ${what}`, async () => {
    const answer = await exchange(probe.port, bytes + follow + follow);
    assert.equal(answer.status, status, JSON.stringify(answer));
    assert.equal(answer.json.refused, status);
    assert.equal(answer.headers.connection, 'close');
    assert.equal(answer.rest, '', 'nothing else is answered');
  });
}

test('a refused request says so in the language of whoever sent it', async () => {
  const answer = await exchange(probe.port, `GET /a HTTP/1.1\r\nAccept-Language: zh\r\n${H}${H}\r\n`);
  assert.equal(answer.status, 400);
  assert.equal(answer.json.language, 'zh');
});

test('what the server understood', async () => {
  const answer = await exchange(probe.port,
    'GET http://Example.org:81/%E4%B8%AD/b?a=1&a=2&c=%20+x&d HTTP/1.1\r\nHost: other\r\nX-Test: \t a b\t\r\nCookie: a=1; sid=s3\r\n\r\n');
  assert.equal(answer.status, 200);
  const { method, path, query, host, authority, x, cookie, remote, https } = answer.json;
  assert.deepEqual({ method, path, query, host, authority, x, cookie, remote, https }, {
    method: 'GET', path: '/中/b', query: [['a', '1'], ['a', '2'], ['c', '  x'], ['d', '']], host: 'example.org',
    authority: 'Example.org:81', x: 'a b', cookie: 's3', remote: '127.0.0.1', https: 0,
  });
  assert.match(answer.json.id, /^[0-9a-z]{26}$/);
  assert.match(answer.headers.date, /GMT$/);
  assert.equal(answer.headers['cache-control'], 'no-store');
});

test('a body by length, and by chunks with extensions and trailers', async () => {
  const c = await Connection.open(probe.port);
  c.send(`${P}Content-Length: 4\r\n\r\nabcd`);
  assert.equal((await c.answer()).json.body, 'abcd');
  c.send(`${C}2;x=y\r\nab\r\n3\r\ncde\r\n0\r\nX-Sum: 1\r\n\r\n`);
  assert.equal((await c.answer()).json.body, 'abcde');
  c.send(`PUT /p HTTP/1.1\r\n${H}Content-Length: 0\r\n\r\nOPTIONS * HTTP/1.1\r\n${H}\r\n`);
  assert.equal((await c.answer()).json.method, 'PUT');
  assert.equal((await c.answer()).json.path, '*');
  c.destroy();
});

test('pipelined requests are answered in their order', async () => {
  const c = await Connection.open(probe.port);
  const bytes = [`GET /1 HTTP/1.1\r\n${H}\r\n`, `${P}Content-Length: 3\r\n\r\nabc`, `${C}1\r\nz\r\n0\r\n\r\n`,
    `GET /suspend?ms=50 HTTP/1.1\r\n${H}\r\n`, `HEAD /5 HTTP/1.1\r\n${H}\r\n`, `GET /6 HTTP/1.1\r\n${H}Connection: close\r\n\r\n`, follow];
  c.send(bytes.join(''));
  assert.equal((await c.answer()).json.path, '/1');
  assert.equal((await c.answer()).json.body, 'abc');
  assert.equal((await c.answer()).json.body, 'z');
  assert.equal((await c.answer()).json.path, '/suspend');
  assert.ok(Number((await c.answer('HEAD')).headers['content-length']) > 100);
  assert.equal((await c.answer()).json.path, '/6');
  assert.equal(await c.closed(), '');
});

test('the same, one byte at a time', async () => {
  const c = await Connection.open(probe.port);
  const bytes = `GET /1 HTTP/1.1\r\n${H}\r\n${P}Content-Length: 3\r\n\r\nabc${C}1\r\nz\r\n0\r\n\r\n`;
  for (const byte of bytes) {
    c.send(byte);
    await new Promise(setImmediate);
  }
  assert.equal((await c.answer()).json.path, '/1');
  assert.equal((await c.answer()).json.body, 'abc');
  assert.equal((await c.answer()).json.body, 'z');
  c.destroy();
});

test('large pipelined bodies, more than any buffer holds', async () => {
  const c = await Connection.open(probe.port);
  const body = 'x'.repeat(60000);
  for (let i = 0; i < 20; i++) c.send(`${P}Content-Length: ${body.length}\r\n\r\n${body}`);
  for (let i = 0; i < 20; i++) assert.equal((await c.answer()).json.body_bytes, body.length);
  c.destroy();
});

test('a deep pipeline ends after some requests, without losing one that is answered', async () => {
  const c = await Connection.open(probe.port);
  c.send(`GET /hello HTTP/1.1\r\n${H}\r\n`.repeat(100));
  let count = 0;
  for (let answer; (answer = await c.answer()); count++) assert.equal(answer.status, 200);
  assert.ok(count >= 32 && count < 100, `${count} answered`);
});

test('keep-alive: HTTP/1.1 by default, not with close, not in HTTP/1.0', async () => {
  const c = await Connection.open(probe.port);
  for (let i = 0; i < 3; i++) {
    c.send(`GET /hello HTTP/1.1\r\n${H}\r\n`);
    const answer = await c.answer();
    assert.equal(answer.body, 'Hello, world\n');
    assert.equal(answer.headers.connection, undefined);
  }
  c.send('GET /hello HTTP/1.0\r\n\r\n');
  assert.equal((await c.answer()).headers.connection, 'close');
  assert.equal(await c.closed(), '');
});

test('a client that ends its side is still answered', async () => {
  const c = await Connection.open(probe.port);
  c.send(`GET /suspend?ms=100 HTTP/1.1\r\n${H}\r\n`).end();
  assert.equal((await c.answer()).status, 200);
  assert.equal(await c.closed(), '');
});

test('HEAD, 204 and 304 have no body but right heads', async () => {
  const c = await Connection.open(probe.port);
  c.send(`HEAD /hello HTTP/1.1\r\n${H}\r\n`);
  assert.equal((await c.answer('HEAD')).headers['content-length'], '13');
  c.send(`GET /empty HTTP/1.1\r\n${H}\r\n`);
  const empty = await c.answer();
  assert.equal(empty.status, 204);
  assert.equal(empty.headers['content-length'], undefined);
  c.send(`GET /big?n=500 HTTP/1.1\r\n${H}If-None-Match: "x", W/"big"\r\n\r\n`);
  const same = await c.answer();
  assert.equal(same.status, 304);
  assert.equal(same.headers.etag, '"big"');
  assert.ok([undefined, '500'].includes(same.headers['content-length']), 'as 200 would have it, or none');
  c.send(`GET /big?n=500 HTTP/1.1\r\n${H}If-None-Match: "other"\r\n\r\n`);
  assert.equal((await c.answer()).body.length, 500);
  c.destroy();
});

test('Expect: 100-continue', async () => {
  const c = await Connection.open(probe.port);
  c.send(`${P}Content-Length: 4\r\nExpect: 100-continue\r\n\r\n`);
  assert.equal((await c.answer()).status, 100);
  c.send('abcd');
  assert.equal((await c.answer()).json.body, 'abcd');
  // Too large: told so before the body is sent.
  c.send(`POST /limit?n=3 HTTP/1.1\r\n${H}Content-Length: 4\r\nExpect: 100-continue\r\n\r\n`);
  const answer = await c.answer();
  assert.equal(answer.status, 413);
  assert.equal(answer.headers.connection, 'close');
  const denied = await Connection.open(probe.port);
  denied.send(`POST /deny HTTP/1.1\r\n${H}Content-Length: 4\r\nExpect: 100-continue\r\n\r\n`);
  const refusal = await denied.answer();
  assert.equal(refusal.status, 405);
  assert.equal(refusal.json.path, '/deny');
  assert.equal(await denied.closed(), '');
});

test('a body over its limit is refused and the connection goes on', async () => {
  const c = await Connection.open(probe.port);
  c.send(`POST /limit?n=3 HTTP/1.1\r\n${H}Content-Length: 4\r\n\r\nabcd`, `${P}Content-Length: 1\r\n\r\nz`);
  assert.equal((await c.answer()).status, 413);
  assert.equal((await c.answer()).json.body, 'z');
  c.send(`POST /limit/keep?n=3 HTTP/1.1\r\n${H}Content-Length: 4\r\n\r\nabcd`);
  const kept = await c.answer();
  assert.equal(kept.status, 413);
  assert.equal(kept.json.body, 'abc');
  assert.equal(kept.json.cut, 1);
  c.destroy();
});

test('a large body that nobody wants does not lose the answer', async () => {
  const body = Buffer.alloc(20 * 1024 * 1024, 'x');
  for (const path of ['/deny', '/limit?n=5']) {
    const c = await Connection.open(probe.port);
    c.send(`POST ${path} HTTP/1.1\r\n${H}Content-Length: ${body.length}\r\n\r\n`, body);
    const answer = await c.answer('POST', 20000);
    assert.equal(answer.status, path === '/deny' ? 405 : 413);
    c.destroy();
  }
  const c = await Connection.open(probe.port);
  c.send(`POST /x HTTP/1.1\r\n${H}Content-Length: 999999999999\r\n\r\n`, body);
  assert.equal((await c.answer('POST', 20000)).status, 413);
  c.destroy();
});

test('answers: cookies, redirects, errors, injected lines', async () => {
  const get = async (target, more = '') => exchange(probe.port, `GET ${target} HTTP/1.1\r\n${H}${more}Connection: close\r\n\r\n`);
  assert.equal((await get('/cookie?v=abc&age=60')).headers['set-cookie'], 'sid=abc; Path=/; Max-Age=60; SameSite=Lax; HttpOnly');
  assert.equal((await get('/cookie?v=abc&age=-1')).headers['set-cookie'], 'sid=abc; Path=/; Max-Age=0; SameSite=Lax; HttpOnly');
  for (const bad of ['a%20b', 'a;b', 'a%0d%0aX:y', 'a%22', 'a,b']) assert.equal((await get(`/cookie?v=${bad}`)).status, 400, bad);
  const moved = await get('/redirect?to=/c/K7M%3Flang=en');
  assert.equal(moved.status, 303);
  assert.equal(moved.headers.location, '/c/K7M?lang=en');
  for (const bad of ['//evil.org', 'https://evil.org', '/%5cevil', '/a%0d%0aX:y', '', 'a', '/a%20b'])
    assert.equal((await get(`/redirect?to=${bad}`)).status, 400, bad);
  const busy = await get('/busy');
  assert.equal(busy.status, 503);
  assert.equal(busy.headers['retry-after'], '2');
  assert.equal((await get('/missing')).json.refused, 404);
  const many = await get('/headers?n=1000');
  assert.equal(many.status, 200);
  assert.ok(many.headers['x-filler'].split('\n').length > 80);
});

test('forms, both kinds, files and limits', async () => {
  const url = `http://127.0.0.1:${probe.port}/limit?n=10000000`;
  const plain = await (await fetch(url, { method: 'POST', body: new URLSearchParams({ 文: '你好 a+b', x: '1\r\n2' }) })).json();
  assert.deepEqual(plain.form, [['文', '你好 a+b'], ['x', '1\n2']]);
  const form = new FormData();
  form.append('text', '你好\r\nworld');
  form.append('photo', new Blob([Buffer.alloc(70000, 7)], { type: 'image/png' }), '照 "片".png');
  const multi = await (await fetch(url, { method: 'POST', body: form })).json();
  assert.deepEqual(multi.form, [['text', '你好\nworld']]);
  assert.deepEqual(multi.files, [{ name: 'photo', filename: '照 "片".png', type: 'image/png', bytes: 70000 }]);
  assert.equal(multi.overflow, null);
  const large = new FormData();
  large.append('text', 'x'.repeat(100000));
  large.append('after', 'y');
  const over = await (await fetch(url, { method: 'POST', body: large })).json();
  assert.equal(over.overflow, 'text');
  assert.deepEqual(over.form.map(([name, value]) => [name, value.length]), [['text', 65536], ['after', 1]]);
  const cut = await (await fetch(`http://127.0.0.1:${probe.port}/limit/keep?n=1000`, { method: 'POST', body: form })).json();
  assert.equal(cut.cut, 1);
  assert.equal(cut.overflow, 'photo');
  assert.deepEqual(cut.form, [['text', '你好\nworld']]);
  const wrong = await (await fetch(url, { method: 'POST', body: 'a', headers: { 'Content-Type': 'multipart/form-data; boundary=b' } })).json();
  assert.match(wrong.form_error, /boundary/);
});

test('bytes changed at random never bring the server down nor leave a client without an answer or an end', async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1e9);
  console.log(`SEED=${seed}`);
  let state = seed;
  const random = (n) => { state = (state * 1103515245 + 12345) % 2147483648; return Math.floor((state / 2147483648) * n); };
  const odd = ['\r', '\n', '\0', ' ', ':', '\t', ';', '0', 'a', '\xff', '%', '\r\n', '\r\n\r\n'];
  const seeds = [`GET /1 HTTP/1.1\r\n${H}Accept: */*\r\n\r\n`, `${P}Content-Length: 3\r\n\r\nabc`, `${C}3\r\nabc\r\n0\r\nX: y\r\n\r\n`];
  await Promise.all(Array.from({ length: 300 }, async () => {
    let bytes = seeds[random(3)] + seeds[random(3)];
    for (let i = random(4); i >= 0; i--) {
      const at = random(bytes.length);
      bytes = bytes.slice(0, at) + odd[random(odd.length)] + bytes.slice(at + random(3));
    }
    const c = await Connection.open(probe.port);
    c.send(bytes).end();
    await c.closed(20000);
    assert.ok(c.data.length === 0 || c.data.toString('latin1').startsWith('HTTP/1.1 '));
  }));
  assert.equal((await exchange(probe.port, `GET /hello HTTP/1.1\r\n${H}\r\n`)).status, 200);
});

test('nothing is left behind', async () => {
  const figures = await stats(probe.port);
  assert.equal(figures.shared, 0);
  assert.equal(figures.bodies, 0);
});
