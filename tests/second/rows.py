#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the rows of the list with the fold of their entries: verify.py log … --fold | rows.py DATABASE

Prints each column that differs, and each case that only one of both knows. Exit status 0: none.
"""
import json
import sqlite3
import sys

# What an entry calls the area is the town; a row also has the area of the place, which is private.
COLUMNS = {'area_id': 'town_id'}
IDS = ('category_id', 'area_id', 'unit_id', 'assignment_id', 'programme_id')


def compare(folded, database):
    """Yields what differs, in words."""
    database.row_factory = sqlite3.Row
    rows = {str(row['id']): row for row in database.execute('SELECT * FROM case_row')}
    for case in folded:
        row = rows.pop(case.pop('stream'), None)
        if row is None:
            yield f'{case["code"]}: has entries and no row'
            continue
        for name, value in case.items():
            stored = row[COLUMNS.get(name, name)]
            if name in IDS and stored is not None:
                stored = str(stored)
            elif name == 'visible':
                stored = bool(stored)
            if stored != value:
                yield f'{case["code"]}: {COLUMNS.get(name, name)} is {stored!r}, the entries say {value!r}'
    for row in rows.values():
        yield f'{row["code"]}: has a row and no entries'


def main():
    folded = [json.loads(line) for line in sys.stdin]
    database = sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True)
    differing = list(compare(folded, database))
    print('\n'.join([*differing, f'{len(folded)} cases compared, {len(differing)} differences']))
    return 1 if differing else 0


if __name__ == '__main__':
    sys.exit(main())
