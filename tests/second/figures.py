#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The figures of a list, counted from its published entries as docs/figures.md says it; nothing here is shared with the program.

  figures.py URL|DIR --first 2026-11-01 --last 2026-11-30 [--as-of 2026-11-15] [--offset 480]

Writes figure,dimension,value,numerator,denominator,not_counted as CSV. Whether the entries are those of the checkpoint is for
verify.py."""
import argparse
import collections
import datetime
import json
import sys

from merkle import WIDTH
from source import open_source

DAY = datetime.timedelta(days=1)
DIMENSIONS = ('all', 'unit', 'area', 'category', 'channel', 'kind', 'programme')
OPEN_ENDED = {'closed': 'concluded', 'declined': 'declined', 'appealed': 'declined', 'withdrawn': 'withdrawn'}


class Case:
    def __init__(self):
        self.f = collections.defaultdict(lambda: None)
        self.state = 'received'
        self.marks = set()
        self.done = []  # (class, day, marks, cell): handed over, closed
        self.assigned = self.closing = None
        self.last_unit = None  # whose answer it was, once no unit has it

    def cell(self, unit=None):
        f = self.f
        return {'all': '', 'unit': unit or f['unit'] or f['answerer'], 'area': f['area'], 'category': f['category'], 'channel': f['channel'],
                'kind': f['kind'], 'programme': f['programme']}

    def apply(self, e, day):
        d, at, f = e['data'], e['at'], self.f
        kind = e['type'].removeprefix('case.')
        if kind in ('answered', 'written', 'declined') and not f['contact']:
            f['contact'] = at
        if kind == 'received':
            f.update(area=d['area_id'], category=d['category_id'], channel=d['channel'], kind=d['kind'], received=at,
                     programme=d.get('programme_id'))
            self.deadlines(d)
        elif kind == 'classified':
            if d['previous_category_id'] not in (None, d['category_id']):
                self.marks.add('category')
                if (f['reply_by'], f['solve_by']) != (d['reply_by'], d['solve_by']):
                    self.marks.add('deadline')
            f.update(category=d['category_id'], kind=d['kind'])
            self.deadlines(d)
        elif kind == 'assigned' and d['role'] == 'lead':
            self.state = 'assigned'
            f.update(unit=d['unit_id'], answerer=None)
            self.assigned = ('assigned', day, set(), self.cell())
            self.done.append(self.assigned)
        elif kind == 'returned':
            self.state = 'returned'
            self.assigned[2].add('returned')
            f['unit'] = None
        elif kind == 'accepted':
            self.state = 'in_hand'
        elif kind == 'answered':
            self.state = 'answered'
            f['answerer'] = d['unit_id']
            f['first_answer'] = f['first_answer'] or at
        elif kind == 'sent_back':
            self.state = 'in_hand'
            f['answerer'] = None
            self.mark('sent_back')
        elif kind == 'waiting':
            self.state = 'waiting'
            f['waiting'] = at
            self.mark('waited')
        elif kind == 'resumed':
            self.state = 'in_hand'
            self.deadlines(d)
        elif kind == 'extension_decided' and d['granted']:
            if (f['reply_by'], f['solve_by']) != (d['reply_by'], d['solve_by']):
                self.marks.add('deadline')
            f.update(reply_by=d['reply_by'], solve_by=d['solve_by'])
            self.mark('extended')
        elif kind == 'closed':
            self.state = 'closed'
            f.update(closed=at, outcome=d['outcome'], solved=None, satisfied=None)
            self.closing = ('closing', day, set(), self.cell())
            self.done.append(self.closing)
        elif kind == 'rated':
            f.update(solved=d['solved'], satisfied=d['satisfied'])
        elif kind == 'reopened':
            self.state = 'reopened'
            self.closing[2].add('reopened')
            f.update(closed=None, unit=None)
        elif kind == 'declined':
            self.state, f['declined'] = 'declined', at
        elif kind == 'appealed':
            self.state = 'appealed'
        elif kind == 'appeal_decided':
            self.state = 'declined' if d['outcome'] == 'upheld' else 'received'
        elif kind == 'withdrawn':
            self.state, f['withdrawn'] = 'withdrawn', at

    def mark(self, mark):
        if self.assigned:
            self.assigned[2].add(mark)

    def deadlines(self, d):
        self.f.update({name: d[name] for name in ('contact_by', 'reply_by', 'solve_by')})

    def due(self, by, done):
        ended = {'declined': 'declined', 'appealed': 'declined', 'withdrawn': 'withdrawn'}.get(self.state)
        ended = ended and self.f[ended]
        if done and done <= by:
            return {'met'}
        if (ended and ended <= by) or (self.state == 'waiting' and not done and self.f['waiting'] <= by):
            return {'left_out'}
        return set()

    def facts(self, day_of):
        f, cell = self.f, self.cell()
        yield 'received', day_of(f['received']), self.marks | {OPEN_ENDED.get(self.state, 'open')}, cell
        for name, by, done in (('contact', f['contact_by'], f['contact']), ('reply', f['reply_by'], f['first_answer']),
                               ('solve', f['solve_by'] or f['reply_by'], f['closed'])):
            if by:
                yield name, day_of(by), self.due(by, done), cell
        if self.state == 'closed':
            words = {f'solved_{f["solved"]}', f'satisfied_{f["satisfied"]}', f['outcome']}
            yield 'concluded', day_of(f['closed']), words, cell
        yield from self.done


SPOKE = {'solved_yes', 'solved_partly', 'solved_no'}
RATED = {'satisfied_yes', 'satisfied_no'}
# name: class, what counts, what it is of (None: no share), what is left out; each a function of a fact's marks.
ANY = lambda *marks: lambda m: bool(m & set(marks))
NOT = lambda *marks: lambda m: not m & set(marks)
EVERY, NEVER = (lambda m: True), (lambda m: False)
FIGURES = {
    'received': ('received', EVERY, None, NEVER),
    'processed': ('received', NOT('open'), EVERY, NEVER),
    **{name: ('received', ANY(name), EVERY, NEVER) for name in ('concluded', 'open', 'declined', 'withdrawn', 'merged')},
    **{name: (cls, ANY('met'), NOT('left_out'), ANY('left_out')) for name, cls in (('contacted', 'contact'), ('answered', 'reply'), ('on_time', 'solve'))},
    'closed': ('concluded', EVERY, None, NEVER),
    'spoke': ('concluded', ANY(*SPOKE), EVERY, NEVER),
    'solved': ('concluded', ANY('solved_yes'), ANY(*SPOKE), NOT(*SPOKE)),
    'satisfied': ('concluded', ANY('satisfied_yes'), ANY(*RATED), NOT(*RATED)),
    'unsolved': ('concluded', ANY('unsolved'), EVERY, NEVER),
    'reopened': ('closing', ANY('reopened'), EVERY, NEVER),
    **{name: ('assigned', ANY(name), EVERY, NEVER) for name in ('returned', 'sent_back', 'extended', 'waited')},
    'category_corrected': ('received', ANY('category'), EVERY, NEVER),
    'deadline_changed': ('received', ANY('deadline'), EVERY, NEVER),
}


def entries(source):
    size = source.checkpoint().size
    for index in range((size + WIDTH - 1) // WIDTH):
        yield from map(json.loads, source.bundle(index, min(WIDTH, size - index * WIDTH)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('where')
    for name in ('--first', '--last', '--as-of'):
        parser.add_argument(name, type=datetime.date.fromisoformat)
    parser.add_argument('--offset', type=int, default=480, help='minutes east of UTC')
    args = parser.parse_args()
    zone = datetime.timezone(datetime.timedelta(minutes=args.offset))

    def day_of(at):
        return datetime.datetime.fromtimestamp(at // 1000000, zone).date()
    today = datetime.datetime.now(zone).date()
    as_of = args.as_of or today
    cases, names = collections.defaultdict(Case), {}
    for entry in entries(open_source(args.where)):
        if entry['stream_kind'] != 'case':
            subject = entry['type'].removesuffix('.set')
            if f'{subject}_id' in entry['data'] and 'code' in entry['data']:
                names[entry['data'][f'{subject}_id']] = entry['data']['code']
        elif day_of(entry['at']) <= as_of:
            cases[entry['stream']].apply(entry, day_of(entry['at']))
    counts = collections.Counter()
    values = set()
    last_due = min(as_of, today - DAY)
    for case in cases.values():
        for cls, day, marks, cell in case.facts(day_of):
            if not args.first <= day <= min(args.last, as_of) or (cls in ('contact', 'reply', 'solve') and day > last_due):
                continue
            for dimension in DIMENSIONS:
                if dimension == 'programme' and not cell[dimension]:
                    continue
                values.add((dimension, cell[dimension]))
                for figure, (of, part, whole, left) in FIGURES.items():
                    if of == cls:
                        counts[figure, dimension, cell[dimension], 'part'] += part(marks)
                        counts[figure, dimension, cell[dimension], 'whole'] += bool(whole and whole(marks))
                        counts[figure, dimension, cell[dimension], 'left'] += left(marks)
    print('figure,dimension,value,numerator,denominator,not_counted')
    for figure, (_, _, whole, _) in FIGURES.items():
        for dimension, value in sorted(values | {('all', '')}, key=str):
            part, all_of, left = (counts[figure, dimension, value, name] for name in ('part', 'whole', 'left'))
            if dimension == 'all' or part or all_of or left:
                code = '' if dimension == 'all' else '-' if value is None else names.get(value, value)
                print(f'{figure},{dimension},{code},{part},{all_of if whole else ""},{left}')


if __name__ == '__main__':
    sys.exit(main())
