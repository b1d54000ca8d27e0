#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The figures of bench/RESULTS.md: what Yidan reaches beside bare SQLite and nginx, on this machine, in one run.

    bench/run.py [--short] [--only PART …] [--databases FOLDER] [--large N] [--large-file FILE] [--write]

Prints tables as it goes. --write puts them into RESULTS.md in place of the last ones (what is written there by hand stays)
and adds a line to its history. --short takes less than two minutes and makes no large district. --databases keeps the
generated districts in a folder and takes them from there the next time. --large-file names a district of --large cases that
`yidan demo --no-cases --cases N` made before; the intake that is measured is left in it.

Rates of two programs that stand side by side were measured in turns, round by round, and are medians of the rounds.
"""
import argparse
import datetime
import gzip
import json
import pathlib
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import urllib.parse

import harness
from harness import Background, Nginx, Yidan, bare_sqlite, copy_database, fetch, make_demo, wrk

RESULTS = harness.HERE / 'RESULTS.md'
SMALL = 10_000  # cases of the small district


def table(head, rows):
    rows = [[str(cell) for cell in row] for row in rows]
    return '\n'.join(['| ' + ' | '.join(head) + ' |', '|' + '---|' * len(head), *('| ' + ' | '.join(row) + ' |' for row in rows)])


def rate(value):
    return f'{value:,.0f}' if value >= 100 else f'{value:.1f}'


def ms(us):
    return f'{us / 1000:.1f}' if us >= 1000 else f'{us / 1000:.2f}'


def percent(value):
    return f'{100 * value:.0f} %'


class Bench:
    def __init__(self, args, folder):
        self.args, self.folder = args, folder
        self.seconds = 2 if args.short else 6
        self.rounds = 1 if args.short else 3
        self.empty = folder / 'empty.db'
        self.parts = []  # texts of the report
        self.bars = []  # rows of its first table
        self.intake_cpu_us = None  # of the server at 64 connections, once measured
        make_demo(self.empty)
        self.bodies = self.write('bodies', self.intake_bodies())

    def write(self, name, lines):
        path = self.folder / name
        path.write_text(''.join(f'{line}\n' for line in lines))
        return path

    def report(self, title, text, *tables):
        part = '\n\n'.join([f'### {title}', text, *tables])
        print(part, end='\n\n', flush=True)
        self.parts.append(part)

    def bar(self, what, figure, bar, holds):
        self.bars.append([what, figure, bar, 'yes' if holds else '**no**'])

    # ---- What is sent

    def intake_bodies(self):
        """The invented matters of the demonstration, with contact data in two of three."""
        cases = json.loads((harness.ROOT / 'data/demo/cases.json').read_text())['cases']
        for number, case in enumerate(cases):
            body = {'kind': case['kind'], 'title': case['title'], 'text': f'{case["text"]} (@)', 'publish': case.get('consent', True)}
            if number % 3:
                body['contact'] = {'name': '某某某', 'phone': f'0000-6600 {number:04d}'}
            if number % 2:
                body['address'] = case.get('address') or '某路'
            yield json.dumps(body, ensure_ascii=False)

    @staticmethod
    def rows(database, sql):
        connection = sqlite3.connect(f'file:{urllib.parse.quote(str(database))}?mode=ro', uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def case_paths(self, database, most):
        """Public cases by chance, over the whole register."""
        low, high = self.rows(database, 'SELECT min(id), max(id) FROM case_row')[0]
        codes = set()
        connection = sqlite3.connect(f'file:{urllib.parse.quote(str(database))}?mode=ro', uri=True)
        for _ in range(most):
            found = connection.execute('SELECT code FROM case_row WHERE jurisdiction_id = (SELECT id FROM jurisdiction) AND id >= ? '
                                       'AND visible = 1 ORDER BY id LIMIT 1', (random.randint(low, high),)).fetchone()
            if found:
                codes.add(found[0])
        connection.close()
        return [f'/c/{code}' for code in sorted(codes)]

    def measured(self, server, connections, *arguments, threads=2):
        """wrk after a short warm-up, with the server's processor time a request."""
        wrk(server.port, connections, 1, *arguments, threads=threads)
        before_s = self.server_cpu_s(server)
        figures = wrk(server.port, connections, self.seconds, *arguments, threads=threads)
        figures['cpu_us'] = (self.server_cpu_s(server) - before_s) * 1e6 / figures['requests']
        return figures

    @staticmethod
    def server_cpu_s(server):
        pids = [server.process.pid]
        children = pathlib.Path(f'/proc/{pids[0]}/task/{pids[0]}/children').read_text().split()
        return sum(harness.cpu_s(pid) for pid in [*pids, *children])

    # ---- 1. Intake

    def intake_once(self, connections):
        source = self.folder / 'intake.db'
        copy_database(self.empty, source)
        with Yidan(source, self.folder) as server:
            before_s = self.server_cpu_s(server)
            figures = wrk(server.port, connections, self.seconds, 'intake', self.bodies, f's{connections}')
            cpu_s = self.server_cpu_s(server) - before_s
            stats = server.stop()
        figures['batch'] = stats['commands'] / stats['commits']
        bare = bare_sqlite(source, self.folder / 'bare.db', figures['batch'])
        figures['cpu_us'] = cpu_s * 1e6 / bare['cases']
        figures['bare_rate'] = bare['cases'] / bare['seconds']
        figures['bare_us'] = bare['cpu_seconds'] * 1e6 / bare['cases']
        figures['rows'] = bare['rows'] / bare['cases']
        for name in ('intake.db', 'bare.db'):
            for path in self.folder.glob(f'{name}*'):
                path.unlink()
        return figures

    def intake(self):
        rows = []
        best = 0
        for connections in (64, 256) if self.args.short else (64, 128, 256):
            rounds = [self.intake_once(connections) for _ in range(self.rounds)]
            middle = {name: statistics.median(r[name] for r in rounds) for name in rounds[0]}
            ratio = statistics.median(r['rate'] / r['bare_rate'] for r in rounds)
            best = max(best, ratio)
            self.intake_cpu_us = self.intake_cpu_us or middle['cpu_us']
            rows.append([connections, rate(middle['rate']), f'{ms(middle["p50_us"])} / {ms(middle["p99_us"])}',
                         f'{middle["batch"]:.0f}', rate(middle['bare_rate']), percent(ratio), f'{middle["cpu_us"]:.0f}',
                         f'{middle["bare_us"]:.0f}'])
        self.bar('durable intake over HTTP beside bare SQLite inserting the same rows', percent(best), '≥ 70 %', best >= 0.7)
        self.report(
            'Durable intake', 'POST /api/v1/cases with texts of the demonstration, each distinct, against bench/bare_sqlite.c inserting '
            'the rows that they left, into the same schema with the same settings and as many cases a commit as the server had on '
            f'average. {middle["rows"]:.1f} rows a case. The load generator and the HTTP threads share the cores with the writer; the '
            'bare program has them for itself.',
            table(['connections', 'intakes/s', 'p50 / p99 ms', 'cases a commit', 'bare SQLite/s', 'ratio', 'server CPU µs a case',
                   'bare CPU µs a case'], rows))

    # ---- The ledger

    def ledger(self):
        rows, best = [], 0
        entries = 30_000 if self.args.short else 200_000
        for batch in (1, 16, 64, 256):
            count = entries if batch > 1 else entries // 100
            rounds = [(harness.ledger_rate(self.folder / 'ledger.db', count, batch, 'ledger'),
                       harness.ledger_rate(self.folder / 'ledger.db', count, batch, 'plain')) for _ in range(self.rounds)]
            signed, plain = (statistics.median(r[i]['entries'] / r[i]['seconds'] for r in rounds) for i in (0, 1))
            cost_us = statistics.median((a['cpu_seconds'] - b['cpu_seconds']) * 1e6 / a['entries'] for a, b in rounds)
            best = max(best, signed)
            share = percent(cost_us / self.intake_cpu_us) if self.intake_cpu_us else '-'
            rows.append([batch, rate(signed), rate(plain), f'{cost_us:.1f}', share])
        self.bar('durable, signed entries through the library on SQLite', f'{rate(best)}/s', '≥ 10,000/s', best >= 10_000)
        if self.intake_cpu_us:
            cost = max(float(row[3]) for row in rows[1:])
            self.bar("the ledger's part of an intake's processor time, in commits of 16 and more", percent(cost / self.intake_cpu_us), '≤ 15 %',
                     cost / self.intake_cpu_us <= 0.15)
        self.report('Ledger', 'bench/ledger_rate.c: events of 1,700 bytes in batches, each sequenced into the tree, signed and committed; '
                    'and the same events without the ledger. The last column is the difference against the processor time of a whole '
                    'intake over HTTP at 64 connections (above).',
                    table(['entries a commit', 'signed entries/s', 'events/s without', 'ledger µs an entry', 'of an intake'], rows))

    # ---- 2. The case page beside nginx

    def beside_nginx(self, server, nginx, connections, path, name, *headers):
        ours, theirs = [], []
        one, static = self.write('one', [path]), self.write('static', [f'/{name}'])
        for _ in range(self.rounds):
            ours.append(self.measured(server, connections, 'get', one, *headers))
            theirs.append(self.measured(nginx, connections, 'get', static, *headers))
        ratio = statistics.median(a['rate'] / b['rate'] for a, b in zip(ours, theirs))
        middle = [{key: statistics.median(r[key] for r in rounds) for key in rounds[0]} for rounds in (ours, theirs)]
        return ratio, middle

    def case_page(self):
        database = self.district(SMALL)
        rows, ratios = [], []
        with Yidan(database, self.folder) as server, Nginx(self.folder) as nginx:
            path = self.typical_case(server, database)
            for encoding in ('identity', 'gzip'):
                headers = [f'Accept-Encoding={encoding}']
                _, got, body = fetch(server.port, path, {'Accept-Encoding': encoding})
                if (got.get('Content-Encoding') or 'identity') != encoding:
                    harness.fail(f'the page comes as {got.get("Content-Encoding")}, not {encoding}')
                name = f'case-{encoding}.html'
                nginx.put(name, gzip.decompress(body) if encoding == 'gzip' else body, body if encoding == 'gzip' else None)
                for connections in (64,) if self.args.short else (16, 64, 256):
                    ratio, (a, b) = self.beside_nginx(server, nginx, connections, path, name, *headers)
                    ratios.append(ratio)
                    rows.append([encoding, f'{len(body):,}', connections, rate(a['rate']), f'{ms(a["p50_us"])} / {ms(a["p99_us"])}',
                                 rate(b['rate']), f'{ms(b["p50_us"])} / {ms(b["p99_us"])}', percent(ratio), f'{a["cpu_us"]:.1f}',
                                 f'{b["cpu_us"]:.1f}'])
        self.bar('public case page beside nginx serving the same bytes', f'{percent(min(ratios))} to {percent(max(ratios))}', '≥ 50 %',
                 min(ratios) >= 0.5)
        self.report('Public case page beside nginx', 'One released and answered case, kept in memory, against the same body as a static '
                    'file (sendfile, open_file_cache, gzip_static). Yidan sends eight headers more (Content-Security-Policy and the like).',
                    table(['encoding', 'body bytes', 'connections', 'Yidan/s', 'p50 / p99 ms', 'nginx/s', 'p50 / p99 ms', 'ratio',
                           'Yidan CPU µs', 'nginx CPU µs'], rows))
        self.case_page_cold(database, path)

    def typical_case(self, server, database):
        """A case whose page has about the median size, among some."""
        paths = random.sample(self.case_paths(database, 200), 40)
        sizes = sorted((len(fetch(server.port, path)[2]), path) for path in paths)
        return sizes[len(sizes) // 2][1]

    def case_page_cold(self, database, path):
        rows = []
        one, many = self.write('one', [path]), self.write('many', self.case_paths(database, 3000))
        with Yidan(database, self.folder) as server:
            kept = self.measured(server, 64, 'get', many)
            busy = self.copied_server(database)
            with busy:
                writes = Background(busy.port, 32, self.seconds + 2, 'intake', self.bodies, 'w', 100)
                with_writes = self.measured(busy, 64, 'get', one)
                a_second = writes.finish()
                writes = Background(busy.port, 32, self.seconds + 2, 'intake', self.bodies, 'v', 100)
                many_with_writes = self.measured(busy, 64, 'get', many)
                writes.finish()
        with Yidan(database, self.folder, '--cache-mb', '0') as server:
            cold = self.measured(server, 64, 'get', many)
            cold_gzip = self.measured(server, 64, 'get', many, 'Accept-Encoding=gzip')
        for words, figures in (
                ('3,000 cases by chance, kept in 32 MB where they fit', kept),
                (f'one case, beside {a_second:.0f} intakes/s (each commit makes it ask for the version)', with_writes),
                (f'3,000 cases by chance, beside {a_second:.0f} intakes/s', many_with_writes),
                ('3,000 cases by chance, nothing kept: read, folded and printed each time', cold),
                ('the same with gzip: compressed each time', cold_gzip)):
            rows.append([words, rate(figures['rate']), f'{ms(figures["p50_us"])} / {ms(figures["p99_us"])}', f'{figures["cpu_us"]:.0f}'])
        self.report('Public case page, colder', '64 connections, no compression where nothing is said.',
                    table(['what', 'requests/s', 'p50 / p99 ms', 'CPU µs'], rows))

    def copied_server(self, database):
        copy = self.folder / 'busy.db'
        copy_database(database, copy)
        return Yidan(copy, self.folder)

    # ---- 3. Pages and signing in

    def pages(self):
        database = self.district(SMALL)
        work = self.folder / 'pages.db'
        copy_database(database, work)
        rows = []
        with Yidan(work, self.folder) as server:
            _, _, home = fetch(server.port, '/')
            asset = re.search(rb'href="(/assets/[^"]+\.css)"', home)[1].decode()
            paths = [('home', '/'), ('list of cases', '/cases'), ('case', self.typical_case(server, database)), ('look-up form', '/lookup'),
                     ('form, first step', '/new'), ('style sheet', asset), ('healthz', '/healthz')]
            for words, path in paths:
                for connections in (32,):
                    figures = self.measured(server, connections, 'get', self.write('path', [path]), 'Accept-Encoding=gzip')
                    rows.append([f'{words}', connections, rate(figures['rate']), ms(figures['p50_us']), ms(figures['p99_us']),
                                 f'{figures["cpu_us"]:.0f}'])
            figures = self.measured(server, 4, 'login', self.login_bodies(server.port), threads=1)
            rows.append(['signing in (POST /desk/login, Argon2id)', 4, rate(figures['rate']), ms(figures['p50_us']), ms(figures['p99_us']),
                         f'{figures["cpu_us"]:.0f}'])
        self.report('Pages', f'District of {SMALL:,} cases, gzip where the page offers it, warm.',
                    table(['page', 'connections', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs'], rows))

    def login_bodies(self, port):
        """The accounts that the page to sign in offers in a demonstration."""
        page = fetch(port, '/desk/login')[2].decode()
        pairs = re.findall(r'<code[^>]*>([^<]+)</code>\s*<code[^>]*>([^<]+)</code>', page)
        if not pairs:
            harness.fail('the page to sign in offers no demonstration accounts')
        return self.write('logins', [urllib.parse.urlencode({'login': login, 'password': word}) for login, word in pairs])

    # ---- 4. Start and memory

    def start(self):
        rows = []
        for cases in (0, SMALL, *self.large()):
            database = self.empty if cases == 0 else self.district(cases)
            times = []
            for _ in range(3 if self.args.short else 7):
                with Yidan(database, self.folder) as server:
                    times.append(server.first_answer_s * 1e6)
                    fresh = harness.memory_kb(server.pid)
                    server.stop()
            with Yidan(database, self.folder) as server:
                many = self.write('many', self.case_paths(database, 5000))
                wrk(server.port, 64, self.seconds, 'get', many, 'Accept-Encoding=gzip')
                wrk(server.port, 64, 2, 'get', self.write('lists', ['/cases', '/', '/cases?kind=question']), 'Accept-Encoding=gzip')
                loaded = harness.memory_kb(server.pid)
            size = database.stat().st_size
            rows.append([f'{cases:,}', f'{size / 1e6:,.0f}', self.made.get(cases, '-'), ms(statistics.median(times)), ms(max(times)),
                         f'{fresh["resident_kb"] / 1024:.0f}', f'{loaded["resident_kb"] / 1024:.0f}', f'{loaded["peak_kb"] / 1024:.0f}'])
            median_ms, resident_mb = statistics.median(times) / 1000, loaded['peak_kb'] / 1024
        self.bar(f'start to first answer, {cases:,} cases', f'{median_ms:.0f} ms', '< 100 ms', median_ms < 100)
        self.bar(f'resident at most, {cases:,} cases', f'{resident_mb:.0f} MB', '< 150 MB', resident_mb < 150)
        self.report('Start and memory', 'From starting the process to the last byte of the first home page; file in the cache of the '
                    'system. Resident memory after that answer, and after load on case pages and lists (64 connections).',
                    table(['cases', 'file MB', 'made in s', 'first answer ms (median)', 'slowest', 'resident MB', 'after load', 'peak'], rows))

    # ---- 5. Sizes side by side

    def list_paths(self, database):
        category, town, unit = (self.rows(database, f'SELECT {column} FROM case_row WHERE visible = 1 AND {column} IS NOT NULL LIMIT 1')[0][0]
                                for column in ('category_id', 'town_id', 'unit_id'))
        count = self.rows(database, 'SELECT count(*) FROM case_row WHERE visible = 1')[0][0]
        at, case_id = self.rows(database, 'SELECT received_at, id FROM case_row WHERE visible = 1 AND jurisdiction_id = '
                                f'(SELECT id FROM jurisdiction) ORDER BY received_at DESC, id DESC LIMIT 1 OFFSET {count // 2}')[0]
        return {
            'list, first page': '/cases', 'list, half way': f'/cases?before={at}-{case_id}', 'list of a category': f'/cases?category={category}',
            'list of a town': f'/cases?town={town}', 'list of a unit': f'/cases?unit={unit}',
            'list of what is open': '/cases?state=open', 'list of closed questions': '/cases?kind=question&state=closed', 'home': '/',
        }

    def size_figures(self, cases):
        database = self.district(cases)
        figures = {}
        with Yidan(database, self.folder, '--cache-mb', '0') as server:
            for words, path in self.list_paths(database).items():
                figures[words] = self.measured(server, 8, 'get', self.write('path', [path]))
            figures['case page, by chance'] = self.measured(server, 8, 'get', self.write('many', self.case_paths(database, 5000)))
        work = database
        if cases <= SMALL:
            work = self.folder / 'grown.db'
            copy_database(database, work)
        with Yidan(work, self.folder) as server:  # the large district grows a little; copying it would take longer
            figures['intake'] = self.measured(server, 64, 'intake', self.bodies, f'g{random.random()}')
        return figures

    def sizes(self):
        if not self.large():
            return
        cases = self.large()[0]
        small, large = self.size_figures(SMALL), self.size_figures(cases)
        rows, worst = [], {}
        for words, a in small.items():
            b = large[words]
            cost = b['cpu_us'] / a['cpu_us']
            slower = a['rate'] / b['rate']
            worst[words] = slower
            rows.append([words, rate(a['rate']), ms(a['p50_us']), f'{a["cpu_us"]:.0f}', rate(b['rate']), ms(b['p50_us']),
                         f'{b["cpu_us"]:.0f}', f'{slower:.2f} ×', f'{cost:.2f} ×'])
        for words in ('intake', 'list, first page', 'case page, by chance'):
            self.bar(f'cost of {words} at {cases:,} cases, beside {SMALL:,}', f'{worst[words]:.2f} ×', '≤ 2 × (at 10 M)', worst[words] <= 2)
        self.report(f'{SMALL:,} and {cases:,} cases side by side', 'Nothing kept (--cache-mb 0), 8 connections for pages, 64 for the intake. '
                    'Cost by time (rate against rate) and by processor time of the server.',
                    table(['what', f'{SMALL:,}: /s', 'p50 ms', 'CPU µs', f'{cases:,}: /s', 'p50 ms', 'CPU µs', 'by time', 'by CPU'], rows))

    # ---- Districts

    made = {}

    def large(self):
        return [] if self.args.short else [self.args.large]

    def district(self, cases):
        if self.args.large_file and cases == self.args.large:
            return self.args.large_file
        folder = self.args.databases or self.folder
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f'district-{cases}.db'
        note = folder / f'district-{cases}.made'
        if not note.exists():
            for old in folder.glob(f'{path.name}*'):
                old.unlink()
            print(f'(making a district of {cases:,} cases)', flush=True)
            note.write_text(f'{make_demo(path, cases):.0f}')
        self.made[cases] = note.read_text()
        return path

    # ---- The whole

    def run(self, parts):
        for name in parts:
            getattr(self, name)()


PARTS = ['intake', 'ledger', 'case_page', 'pages', 'start', 'sizes']


def put_between(text, name, new):
    begin, finish = f'<!-- {name}: written by run.py -->\n', f'<!-- end of {name} -->\n'
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(finish)
    return f'{before}{begin}{new}\n{finish}{after}'


def add_history(text, line):
    return text.replace('<!-- end of history -->\n', f'{line}\n<!-- end of history -->\n')


def main():
    parser = argparse.ArgumentParser(description='Measures Yidan beside bare SQLite and nginx.')
    parser.add_argument('--short', action='store_true', help='less than two minutes, no large district')
    parser.add_argument('--only', nargs='+', choices=PARTS, default=PARTS, metavar='PART', help=' '.join(PARTS))
    parser.add_argument('--databases', type=pathlib.Path, help='keep the districts here')
    parser.add_argument('--large', type=int, default=1_000_000, help='cases of the large district')
    parser.add_argument('--large-file', type=pathlib.Path, help='a large district that is there already')
    parser.add_argument('--write', action='store_true', help='into RESULTS.md')
    args = parser.parse_args()
    if args.large_file and not args.large_file.exists():
        harness.fail(f'there is no {args.large_file}')
    for program in ('wrk', 'nginx'):
        if not shutil.which(program) and not pathlib.Path(f'/usr/sbin/{program}').exists():
            harness.fail(f'{program} is missing (make bench installs it)')
    subprocess.run(['ninja', '-C', harness.BUILD, 'bench/bare_sqlite', 'bench/ledger_rate'], check=True, stdout=subprocess.DEVNULL)
    folder = pathlib.Path(tempfile.mkdtemp(prefix='yidan-bench-'))
    try:
        facts = harness.machine(folder)
        print(table(['', ''], facts.items()), end='\n\n', flush=True)
        bench = Bench(args, folder)
        bench.run(args.only)
    finally:
        shutil.rmtree(folder)
    bars = table(['what', 'figure', 'bar', 'holds'], bench.bars)
    print(bars)
    if args.write:
        day = datetime.date.today().isoformat()
        text = RESULTS.read_text()
        text = put_between(text, 'bars', f'\nMeasured on {day}.\n\n{bars}\n')
        text = put_between(text, 'machine', '\n' + table(['', ''], facts.items()) + '\n')
        text = put_between(text, 'figures', '\n' + '\n\n'.join(bench.parts) + '\n')
        text = add_history(text, f'| {day} | ' + '; '.join(f'{row[0]}: {row[1]}' for row in bench.bars) + ' |')
        RESULTS.write_text(text)


if __name__ == '__main__':
    main()
