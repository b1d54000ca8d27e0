// SPDX-License-Identifier: Apache-2.0
// Raw sockets for the tests of src/http: starts the probe, sends bytes as they are, reads answers strictly.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const build = process.env.YIDAN_BUILD ?? path.join(root, 'build');
export const probePath = path.join(build, 'tests/http/http_probe');

// Starts the probe with settings like {head_ms: 500}; resolves when it listens. stop() ends it by SIGTERM and tells how.
export async function start(settings = {}, { command = [probePath], options = {}, listens = 1 } = {}) {
  const all = settings.listen === null ? { ...settings } : { listen: '127.0.0.1:0', ...settings };
  delete all[all.listen === null ? 'listen' : ''];
  const words = Object.entries(all).flatMap(([k, v]) => (Array.isArray(v) ? v : [v]).map((one) => `${k}=${one}`));
  const child = spawn(command[0], [...command.slice(1), ...words], { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const probe = { child, out: '', err: '', ports: [] };
  child.stdout.on('data', (d) => (probe.out += d));
  child.stderr.on('data', (d) => (probe.err += d));
  const exited = once(child, 'exit');
  while (probe.out.split('\n').length <= listens) {
    const what = await Promise.race([once(child.stdout, 'data'), exited.then(() => 'exit')]);
    if (what === 'exit') throw new Error(`the probe ended: ${probe.err}`);
  }
  probe.ports = [...probe.out.matchAll(/port (\d+)/g)].map((m) => Number(m[1]));
  probe.port = probe.ports[0];
  probe.stop = async () => {
    child.kill('SIGTERM');
    const [code, signal] = await exited;
    return { code, signal, out: probe.out, err: probe.err };
  };
  return probe;
}

// A certificate of its own making in a folder: {cert, key}, paths.
export function certificate(folder) {
  const [cert, key] = ['cert.pem', 'key.pem'].map((name) => path.join(folder, name));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { cert, key };
}

// One connection. send() writes; answer(method) resolves with the next whole answer; closed() with what came until the end.
export class Connection {
  static async open(port, { host = '127.0.0.1', socket } = {}) {
    const c = new Connection();
    c.socket = socket ?? net.connect({ port, host, noDelay: true, allowHalfOpen: true });
    c.data = Buffer.alloc(0);
    c.ended = false;
    c.error = null;
    c.waiters = [];
    const wake = () => c.waiters.splice(0).forEach((w) => w());
    c.socket.on('data', (d) => { c.data = Buffer.concat([c.data, d]); wake(); });
    c.socket.on('end', () => { c.ended = true; wake(); });
    c.socket.on('error', (e) => { c.error = e; c.ended = true; wake(); });
    c.socket.on('close', () => { c.ended = true; wake(); });
    await once(c.socket, socket ? 'secureConnect' : 'connect');
    return c;
  }

  send(...parts) {
    for (const part of parts) this.socket.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part);
    return this;
  }

  async more(ms) {
    if (this.ended) return false;
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`nothing came for ${ms} ms; so far: ${JSON.stringify(this.data.toString('latin1'))}`)), ms);
    });
    await Promise.race([new Promise((resolve) => this.waiters.push(resolve)), late]).finally(() => clearTimeout(timer));
    return true;
  }

  async head(ms) {
    for (;;) {
      const end = this.data.indexOf('\r\n\r\n');
      if (end >= 0) {
        const text = this.data.subarray(0, end).toString('latin1');
        this.data = this.data.subarray(end + 4);
        const [first, ...lines] = text.split('\r\n');
        const headers = {};
        for (const line of lines) {
          const m = /^([A-Za-z0-9-]+): (.*)$/.exec(line);
          if (!m) throw new Error(`malformed header of an answer: ${line}`);
          const name = m[1].toLowerCase();
          headers[name] = name in headers ? `${headers[name]}\n${m[2]}` : m[2];
        }
        const status = /^HTTP\/1\.1 (\d{3}) /.exec(first);
        if (!status) throw new Error(`malformed answer: ${first}`);
        return { status: Number(status[1]), headers };
      }
      if (!(await this.more(ms))) return null;
    }
  }

  // null when the connection ended instead.
  async answer(method = 'GET', ms = 10000) {
    const answer = await this.head(ms);
    if (!answer) return null;
    const bare = method === 'HEAD' || answer.status < 200 || answer.status === 204 || answer.status === 304;
    const length = bare ? 0 : Number(answer.headers['content-length']);
    if (!Number.isInteger(length)) throw new Error('answer without Content-Length');
    while (this.data.length < length) if (!(await this.more(ms))) throw new Error('answer cut short');
    answer.body = this.data.subarray(0, length).toString();
    this.data = this.data.subarray(length);
    if (!bare && (answer.headers['content-type'] ?? '').includes('json')) answer.json = JSON.parse(answer.body);
    return answer;
  }

  // Everything until the server ends the connection.
  async closed(ms = 10000) {
    while (await this.more(ms));
    return this.data.toString('latin1');
  }

  end() { this.socket.end(); return this; }
  destroy() { this.socket.destroy(); }
}

// Sends bytes on a connection of their own; resolves with the first answer and what else came until it ended, if it did.
export async function exchange(port, bytes, method) {
  const c = await Connection.open(port);
  c.send(bytes);
  const answer = await c.answer(method);
  if (answer?.headers.connection === 'close') answer.rest = await c.closed();
  c.destroy();
  return answer;
}

export async function stats(port) {
  const answer = await exchange(port, 'GET /stats HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  return JSON.parse(answer.body);
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Waits until the condition holds; for states that another process reaches by itself.
export async function until(condition, ms = 10000) {
  const end = Date.now() + ms;
  for (;;) {
    if (await condition()) return;
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${condition}`);
    await sleep(20);
  }
}
