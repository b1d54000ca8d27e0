# SPDX-License-Identifier: Apache-2.0
"""The demonstration district holds its own rules, and its check finds what breaks them."""
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHECK = ROOT / 'tools' / 'check_demo.py'


class Demo(unittest.TestCase):
    def check(self, *arguments):
        done = subprocess.run(['/usr/bin/python3', CHECK, *arguments], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_as_it_is_and_drawn_again(self):
        code, words = self.check('--areas')
        self.assertEqual(code, 0, words)


class Broken(unittest.TestCase):
    """One thing is broken in a copy; the check must name it."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name) / 'demo'
        shutil.copytree(ROOT / 'data' / 'demo', self.folder)
        shutil.copytree(ROOT / 'data' / 'holidays', self.folder.parent / 'holidays')

    def expect(self, words):
        done = subprocess.run(['/usr/bin/python3', CHECK, '--data', self.folder], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn(words, done.stdout)

    def change(self, name, old, new):
        path = self.folder / name
        text = path.read_text(encoding='utf-8')
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1), encoding='utf-8')

    def cases(self, change, name='cases.json'):
        path = self.folder / name
        whole = json.loads(path.read_text(encoding='utf-8'))
        change(whole['cases'])
        path.write_text(json.dumps(whole, ensure_ascii=False), encoding='utf-8')

    def test_unit_that_does_not_exist(self):
        self.change('officers.csv', ',roads,', ',railways,')
        self.expect('unit railways')

    def test_unit_there_twice(self):
        self.change('units.csv', '\nhousing,', '\nroads,')
        self.expect('roads is there twice')

    def test_parent_below_its_child(self):
        self.change('categories.csv', 'potholes,roads,', 'potholes,signals,')
        self.expect('parent signals does not stand above it')

    def test_corner_of_one_area_moved(self):
        path = self.folder / 'areas' / 'admin.geojson'
        collection = json.loads(path.read_text(encoding='utf-8'))
        collection['features'][12]['geometry']['coordinates'][0][3][0] += 0.002
        path.write_text(json.dumps(collection), encoding='utf-8')
        self.expect('do not fill what they belong to')

    def test_a_case_too_few(self):
        self.cases(lambda cases: cases.pop(80))
        self.expect('174 cases, not 175')

    def test_step_at_a_weekend(self):
        self.cases(lambda cases: cases[0]['steps'][-1].update(day=4))
        self.expect('is not in working time')

    def test_step_on_a_holiday(self):
        self.cases(lambda cases: cases[0]['steps'][-1].update(day=3))
        self.expect('is not in working time')

    def test_steps_out_of_order(self):
        def swap(cases):
            cases[5]['steps'][1]['time'], cases[5]['steps'][2]['time'] = '16:00', '15:00'
        self.cases(swap)
        self.expect('out of order')

    def test_point_in_another_village(self):
        def move(cases):
            here = next(c for c in cases if c['lat'])
            there = next(c for c in cases if c['lat'] and c['area'] != here['area'])
            here['lat'], here['long'] = there['lat'], there['long']
        self.cases(move)
        self.expect('the point is not in')

    def test_answer_copied(self):
        def copy(cases):
            texts = [s for c in cases[:2] for s in c['steps'] if s['do'] == 'answer']
            texts[1]['text'] += texts[0]['text'][:60]
        self.cases(copy)
        self.expect('answer shares')

    def test_telephone_that_could_be_somebodys(self):
        self.cases(lambda cases: cases[3].update(text='请打138 ' + '1234 5678找我'))
        self.expect('telephone 13812345678')

    def test_identity_number_that_could_be_somebodys(self):
        self.cases(lambda cases: cases[3].update(text='身份证' + '11010519491231' + '002X'))
        self.expect('identity number')

    def test_published_without_consent(self):
        self.cases(lambda cases: cases[0].update(consent=False))
        self.expect('released twice or without consent')

    def test_unit_complained_of_gets_the_case(self):
        self.cases(lambda cases: cases[0].update(about='roads'))
        self.expect('the unit that is complained of gets the case')

    def test_satisfied_too_seldom(self):
        def spoil(cases):
            for case in [c for c in cases if c['satisfied'] == 'yes'][:3]:
                case['satisfied'] = 'no'
        self.cases(spoil)
        self.expect('satisfied 122 of 130')

    def test_current_step_in_the_lunch_break(self):
        def late(cases):
            next(s for c in cases for s in c['steps'] if s['do'] == 'assign')['time'] = '12:30'
        self.cases(late, 'current.json')
        self.expect('is not in working time')


if __name__ == '__main__':
    unittest.main()
