# SPDX-License-Identifier: Apache-2.0
"""Servers, load and figures for run.py: starts yidan and nginx on free loopback ports in a temporary folder, runs wrk,
looks at the machine. Everything that was started is ended by its process id."""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = pathlib.Path(os.environ.get('YIDAN_BUILD', ROOT / 'build'))
YIDAN = pathlib.Path(os.environ.get('YIDAN_BINARY', BUILD / 'yidan'))
TICKS = os.sysconf('SC_CLK_TCK')


def fail(words):
    raise SystemExit(f'bench: {words}')


# ---- One request at a time

def fetch(port, path, headers=None, method='GET', body=None):
    """Status, headers and body of one request on a connection of its own."""
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


# ---- Processes

def end(process, seconds=60):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def memory_kb(pid):
    """What /proc says of a process' resident memory: all of it, and what is not backed by a file."""
    fields = dict(re.findall(r'^(Vm\w+|Rss\w+):\s+(\d+) kB', pathlib.Path(f'/proc/{pid}/status').read_text(), re.M))
    return {'resident_kb': int(fields['VmRSS']), 'anonymous_kb': int(fields['RssAnon']), 'peak_kb': int(fields['VmHWM'])}


def cpu_s(pid):
    """Processor time of all its threads so far."""
    fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class Yidan:
    """`yidan serve` on a free port."""

    def __init__(self, database, folder, *options):
        self.log_path = folder / f'yidan-{time.monotonic_ns()}.log'
        self.began_s = time.monotonic()
        with open(self.log_path, 'wb') as log:
            self.process = subprocess.Popen(
                [YIDAN, 'serve', '--db', f'sqlite:{database}', '--listen', '127.0.0.1:0', '--intake-rate', '0', '--login-rate',
                 '0', *options], stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        match = re.search(r':(\d+)$', line.strip())
        if not match:
            self.process.wait()
            fail(f'yidan does not start: {self.log_path.read_text()}')
        self.port = int(match[1])
        status, _, _ = fetch(self.port, '/')
        self.first_answer_s = time.monotonic() - self.began_s
        if status != 200:
            fail(f'the home page answers {status}')
        self.pid = self.process.pid

    def stop(self):
        """Ends it and returns what its log says at the end (commands, commits, …)."""
        end(self.process)
        log = self.log_path.read_text()
        if self.process.returncode != 0:
            fail(f'yidan ended with {self.process.returncode}: {log[-2000:]}')
        last = log.strip().splitlines()[-1]
        return {name: int(value) for name, value in re.findall(r' (\w+)=(\d+)\b', last)}

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        end(self.process)


class Nginx:
    """nginx with a folder of static files, set up to be fast: all processors, no log, files and their descriptors kept."""

    CONF = '''
{user}
daemon off;
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 4096; }}
http {{
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; server_tokens off; etag on;
  keepalive_timeout 75s; keepalive_requests 1000000000;
  open_file_cache max=100 inactive=60s; open_file_cache_valid 60s;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
  scgi_temp_path {folder}/s;
  default_type "text/html; charset=utf-8";
  server {{ listen 127.0.0.1:{port}; root {folder}/www; gzip_static on; }}
}}
'''

    def __init__(self, folder):
        self.folder = folder / 'nginx'
        (self.folder / 'www').mkdir(parents=True)
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.port = free.getsockname()[1]
        conf = self.folder / 'nginx.conf'
        conf.write_text(self.CONF.format(user='user root;' if os.geteuid() == 0 else '', folder=self.folder, port=self.port))
        program = shutil.which('nginx', path=f'{os.environ["PATH"]}:/usr/sbin') or fail('nginx is missing (nginx-light)')
        self.process = subprocess.Popen([program, '-c', conf, '-e', self.folder / 'error.log'], stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                fail(f'nginx does not start: {(self.folder / "error.log").read_text()}')
            time.sleep(0.02)

    def answers(self):
        try:
            fetch(self.port, '/')
        except OSError:
            return False
        return True

    def put(self, name, body, gzipped=None):
        (self.folder / 'www' / name).write_bytes(body)
        if gzipped:
            (self.folder / 'www' / f'{name}.gz').write_bytes(gzipped)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        end(self.process)


# ---- Load

def wrk(port, connections, seconds, *arguments, threads=2):
    """Runs wrk with load.lua; figures with requests a second. A broken or refused answer among them ends the run."""
    command = ['wrk', '-t', str(min(threads, connections)), '-c', str(connections), '-d', f'{seconds}s', '--timeout', '20s', '-s',
               HERE / 'load.lua', f'http://127.0.0.1:{port}', '--', *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    match = re.search(r'^RESULT (.*)$', done.stdout, re.M)
    if not match:
        fail(f'wrk: {done.stdout}{done.stderr}')
    figures = json.loads(match[1])
    if figures['refused'] or figures['broken']:
        fail(f'wrk {arguments}: {figures["refused"]} refused, {figures["broken"]} broken of {figures["requests"]}')
    figures['rate'] = figures['requests'] / figures['seconds']
    return figures


class Background:
    """wrk beside what is measured."""

    def __init__(self, port, connections, seconds, *arguments):
        self.process = subprocess.Popen(
            ['wrk', '-t', '1', '-c', str(connections), '-d', f'{seconds}s', '-s', HERE / 'load.lua', f'http://127.0.0.1:{port}', '--',
             *map(str, arguments)], stdout=subprocess.PIPE, text=True)

    def finish(self):
        output, _ = self.process.communicate()
        figures = json.loads(re.search(r'^RESULT (.*)$', output, re.M)[1])
        return figures['requests'] / figures['seconds']


# ---- Databases

def make_demo(path, cases=0):
    """A new demonstration district; seconds that it took."""
    began_s = time.monotonic()
    subprocess.run([YIDAN, 'demo', '--db', f'sqlite:{path}', '--cases', str(cases)], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return time.monotonic() - began_s


def copy_database(source, target):
    shutil.copy(source, target)
    shutil.copy(f'{source}.key', f'{target}.key')  # with its mode: a key that others can read is refused
    os.sync()


def bare_sqlite(source, target, cases_a_commit):
    done = subprocess.run([BUILD / 'bench' / 'bare_sqlite', source, target, f'{cases_a_commit:.3f}'], check=True,
                          capture_output=True, text=True)
    return json.loads(done.stdout)


def ledger_rate(target, entries, batch, mode):
    done = subprocess.run([BUILD / 'bench' / 'ledger_rate', target, str(entries), str(batch), mode], check=True, capture_output=True,
                          text=True)
    for path in target.parent.glob(f'{target.name}*'):
        path.unlink()
    return json.loads(done.stdout)


# ---- The machine

def first_line(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip().splitlines()[0] if done.stdout or done.stderr else ''


def version_of_library(name):
    return first_line('pkg-config', '--modversion', name)


def disk_of(path):
    """File system and kind of disk, without the name of either."""
    done = subprocess.run(['findmnt', '-no', 'FSTYPE,SOURCE', '-T', path], capture_output=True, text=True, check=False)
    fstype, _, source = done.stdout.strip().partition(' ')
    name = pathlib.Path(source.strip()).name
    block = next((b for b in pathlib.Path('/sys/block').glob('*') if name.startswith(b.name)), None)
    kind = 'unknown disk'
    if block:
        rotates = (block / 'queue/rotational').read_text().strip() == '1'
        kind = 'virtual disk' if block.name.startswith('vd') else 'rotating disk' if rotates else 'solid-state disk'
    return f'{fstype} on a {kind}'


def sync_us(folder, times=100):
    """Median time of writing 64 KiB and fdatasync."""
    path = folder / 'sync'
    taken = []
    fd = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    for _ in range(times):
        began = time.perf_counter()
        os.write(fd, bytes(65536))
        os.fdatasync(fd)
        taken.append(time.perf_counter() - began)
    os.close(fd)
    path.unlink()
    return sorted(taken)[times // 2] * 1e6


def machine(folder):
    cpu = re.search(r'^model name\s*: (.*)$', pathlib.Path('/proc/cpuinfo').read_text(), re.M)
    memory = int(re.search(r'^MemTotal:\s+(\d+)', pathlib.Path('/proc/meminfo').read_text(), re.M)[1])
    system = re.search(r'^PRETTY_NAME="(.*)"$', pathlib.Path('/etc/os-release').read_text(), re.M)
    load = os.getloadavg()[0]
    return {
        'processor': f'{cpu[1] if cpu else "unknown"}, {os.cpu_count()} cores',
        'memory': f'{memory / 1048576:.0f} GiB',
        'system': f'{system[1] if system else "?"}, Linux {os.uname().release.split("-")[0]}',
        'disk': f'{disk_of(folder)}; 64 KiB written and synced in {sync_us(folder):.0f} µs',
        'programs': ', '.join([
            first_line(str(YIDAN), 'version'), re.sub(r'.*version: ', '', first_line('nginx', '-v')),
            'wrk ' + re.search(r'[\d.]+|$', first_line('wrk', '-v'))[0],
            f'SQLite {version_of_library("sqlite3")}', f'libmicrohttpd {version_of_library("libmicrohttpd")}']),
        'others': f'load {load:.1f} at the start' + (': the machine was shared with other work' if load > 0.7 else ''),
    }
