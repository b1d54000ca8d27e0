# SPDX-License-Identifier: Apache-2.0
"""What the list says of a case, from the public parts of its entries alone (docs/ledger.md, "The fold of a case")."""
from encoding import Problem

TEXT = (str,)
TIME = (int, type(None))
OPTIONAL = (str, type(None))


def received(case, entry):
    case['state'] = 'received'
    for name in ('code', 'channel', 'kind'):
        case[name] = entry.get(name, TEXT)
    for name in ('category_id', 'area_id'):
        case[name] = entry.get(name, OPTIONAL)
    case['urgency'] = 'normal'
    if entry.v >= 2:
        case['urgency'] = entry.get('urgency', TEXT)
        case['programme_id'] = entry.get('programme_id', OPTIONAL)
    deadlines(case, entry)
    case['received_at'] = entry.at


def deadlines(case, entry):
    for name in ('contact_by', 'reply_by', 'solve_by'):
        case[name] = entry.get(name, TIME)


def classified(case, entry):
    case['category_id'] = entry.get('category_id', OPTIONAL)
    case['kind'] = entry.get('kind', TEXT)
    deadlines(case, entry)


def released(case, entry):
    case['visible'] = True
    if case['released_at'] is None:
        case['released_at'] = entry.at


def assigned(case, entry):
    case['state'] = 'assigned'
    case['unit_id'] = entry.get('unit_id', TEXT)
    case['assignment_id'] = entry.get('assignment_id', TEXT)
    case['unit_deadline'] = entry.get('deadline', TIME)
    case['assigned_at'] = entry.at
    case['accepted_at'] = None
    case['extension_until'] = None


def accepted(case, entry):
    case['state'] = 'in_hand'
    case['accepted_at'] = entry.at


def returned(case, entry):
    case['state'] = 'returned'
    case['returns'] += 1
    for name in ('unit_id', 'assignment_id', 'unit_deadline', 'assigned_at', 'accepted_at'):
        case[name] = None


def answered(case, entry):
    case['state'] = 'answered'
    case['extension_until'] = case['told_at'] = None
    if case['answered_at'] is None:
        case['answered_at'] = entry.at
    if not entry.get('correction', (bool, type(None))):
        case['answers'] += 1


def closed(case, entry):
    case['state'] = 'closed'
    case['outcome'] = entry.get('outcome', TEXT)
    case['closed_at'] = entry.at
    for name in ('solved', 'satisfied', 'rated_by', 'rated_at'):
        case[name] = None


def rated(case, entry):
    case['solved'] = entry.get('solved', TEXT)
    case['satisfied'] = entry.get('satisfied', OPTIONAL)
    case['rated_by'] = entry.by
    case['rated_at'] = entry.at


def reopened(case, entry):
    case['state'] = 'reopened'
    case['reopens'] = (case['reopens'] or 0) + 1
    case['reopened_at'] = entry.at
    for name in ('unit_id', 'assignment_id', 'unit_deadline', 'assigned_at', 'accepted_at', 'outcome', 'closed_at', 'solved',
                 'satisfied', 'rated_by', 'rated_at'):
        case[name] = None


def waiting(case, entry):
    case['state'] = 'waiting'
    case['waiting_reason'] = entry.get('reason_code', TEXT)
    case['waiting_since'] = entry.at
    case['extension_until'] = None


def resumed(case, entry):
    case['state'] = 'in_hand'
    case['unit_deadline'] = entry.get('deadline', TIME)
    deadlines(case, entry)
    case['waiting_reason'] = case['waiting_since'] = None


def extension_asked(case, entry):
    case['extension_until'] = entry.get('until', TIME)


def extension_decided(case, entry):
    case['extension_until'] = None
    if not entry.get('granted', (bool,)):
        return
    case['extensions'] = (case['extensions'] or 0) + 1
    case['unit_deadline'] = entry.get('deadline', TIME)
    for name in ('reply_by', 'solve_by'):
        case[name] = entry.get(name, TIME)


def sent_back(case, entry):
    case['state'] = 'in_hand'


def written(case, entry):
    case['told_at'] = None


def told(case, entry):
    case['told_at'] = entry.at


def withdrawn(case, entry):
    case['state'] = 'withdrawn'
    for name in ('waiting_reason', 'waiting_since', 'extension_until'):
        case[name] = None
    case['withdrawn_at'] = entry.at


def declined(case, entry):
    case['state'] = 'declined'
    case['decline_reason'] = entry.get('reason_code', TEXT)
    case['declined_at'] = entry.at


def appealed(case, entry):
    case['state'] = 'appealed'
    case['appealed_at'] = entry.at


def appeal_decided(case, entry):
    case['appeal_outcome'] = entry.get('outcome', TEXT)
    if case['appeal_outcome'] == 'upheld':
        case['state'] = 'declined'
        return
    case['state'] = 'received'
    case['decline_reason'] = case['declined_at'] = None


def listed(case, entry):
    case['programme_id'] = entry.get('programme_id', OPTIONAL)


def erased(case, entry):
    pass


STEPS = {f'case.{step.__name__}': step for step in (received, classified, released, assigned, accepted, returned, answered, closed, erased, rated, reopened, withdrawn, declined,
                                                   appealed, appeal_decided, waiting, resumed, extension_asked, extension_decided, sent_back, written, told, listed)}
STEPS.update({f'case.{name}': erased for name in ('reminded', 'ordered', 'order_answered', 'noted', 'allotted',
                                            'support_assigned', 'support_accepted', 'support_returned', 'support_reported', 'support_ended')})
EMPTY = {'state': None, 'code': None, 'channel': None, 'kind': None, 'category_id': None, 'area_id': None, 'contact_by': None,
         'reply_by': None, 'solve_by': None, 'visible': False, 'returns': 0, 'answers': 0, 'received_at': None, 'released_at': None,
         'unit_id': None, 'assignment_id': None, 'unit_deadline': None, 'assigned_at': None, 'accepted_at': None,
         'answered_at': None, 'closed_at': None, 'outcome': None, 'solved': None, 'satisfied': None, 'rated_by': None, 'rated_at': None,
         'reopens': None, 'reopened_at': None, 'decline_reason': None, 'declined_at': None, 'appealed_at': None,
         'appeal_outcome': None, 'withdrawn_at': None, 'waiting_since': None, 'waiting_reason': None, 'extension_until': None, 'extensions': None, 'told_at': None,
         'urgency': None, 'programme_id': None}


class Fold:
    def __init__(self):
        self.cases = {}  # by stream, in the order of their first entries
        self.unknown = set()  # types and versions without a rule

    def add(self, entry):
        if entry.stream_kind != 'case':
            return
        case = self.cases.get(entry.stream)
        if case is None:
            case = self.cases[entry.stream] = {'stream': entry.stream, 'seq': 0, **EMPTY}
        case['seq'] = entry.seq
        step = STEPS.get(entry.type)
        if step is None:
            self.unknown.add((entry.type, entry.v))
            return
        if step is assigned and entry.get('role', TEXT) != 'lead':
            self.unknown.add((f'{entry.type} as {entry.data["role"]}', entry.v))
            return
        step(case, entry)

    def check_codes(self):
        """Yields where two cases go by one code: under it, /c/CODE could show the one or the other."""
        seen = {}
        for stream, case in self.cases.items():
            other = seen.setdefault(case['code'], stream)
            if other != stream:
                yield f'streams {other} and {stream} both have the code {case["code"]}'


def fold_one(entries):
    fold = Fold()
    for entry in entries:
        fold.add(entry)
    if len(fold.cases) != 1:
        raise Problem('not the entries of one case')
    return next(iter(fold.cases.values())), fold.unknown
