# SPDX-License-Identifier: Apache-2.0
"""Where a log is read from: a server, or a folder with files laid out like the addresses (FOLDER/ledger/checkpoint …)."""
import collections
import http.client
import pathlib
import urllib.error
import urllib.request
import zlib

from encoding import Problem, Unable
from entries import MAX_ENTRY
from merkle import WIDTH
from notes import MAX_NOTE, Checkpoint

TIMEOUT_S = 30
CACHED_TILES = 256


def numbered(index):
    """1234067 is x001/x234/067."""
    groups = [f'{index % 1000:03}']
    while index >= 1000:
        index //= 1000
        groups.append(f'x{index % 1000:03}')
    return '/'.join(reversed(groups))


def tile_path(level, index, width):
    return f'tile/{level}/{numbered(index)}' + ('' if width == WIDTH else f'.p/{width}')


class Source:
    def __init__(self):
        self.bytes = 0

    def fetch(self, path, limit):
        content = self.read(path, limit)
        if len(content) > limit:
            raise Problem(f'{path}: more than {limit} bytes')
        self.bytes += len(content)
        return content

    def checkpoint(self):
        return Checkpoint.parse(self.fetch('checkpoint', MAX_NOTE))

    def tile(self, level, index, width):
        path = tile_path(level, index, width)
        content = self.fetch(path, 32 * width)
        if len(content) != 32 * width:
            raise Problem(f'{path}: {len(content)} bytes instead of {32 * width}')
        return content

    def bundle(self, index, width):
        """The entries of a bundle, as bytes."""
        path = tile_path('entries', index, width)
        content = self.fetch(path, width * (MAX_ENTRY + 2))
        entries = []
        at = 0
        while at < len(content) and len(entries) < width:
            length = int.from_bytes(content[at:at + 2], 'big')
            entries.append(content[at + 2:at + 2 + length])
            at += 2 + length
        if at != len(content) or len(entries) != width:
            raise Problem(f'{path}: not {width} entries behind their lengths: {len(entries)} end at byte {at} of {len(content)}')
        return entries


class Folder(Source):
    def __init__(self, folder):
        super().__init__()
        self.folder = pathlib.Path(folder)
        if not self.folder.is_dir():
            raise Unable(f'{folder} is not a folder')

    def read(self, path, limit):
        try:
            with open(self.folder / 'ledger' / path, 'rb') as file:
                return file.read(limit + 1)
        except FileNotFoundError:
            raise Problem(f'{path} is not there') from None
        except OSError as error:
            raise Unable(f'{path}: {error.strerror}') from None


class Site(Source):
    def __init__(self, address):
        super().__init__()
        self.address = address.rstrip('/')

    def read(self, path, limit):
        request = urllib.request.Request(f'{self.address}/ledger/{path}', headers={'Accept-Encoding': 'gzip, identity'})
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
                content = answer.read(limit + 1)
                if answer.headers.get('Content-Encoding') == 'gzip':
                    content = zlib.decompressobj(31).decompress(content, limit + 1)
                return content
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (404, 410):
                raise Problem(f'{path} is not there ({error.code})') from None
            raise Unable(f'{path}: the server answers {error.code}') from None
        except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
            raise Unable(f'{path}: {error}') from None


def open_source(where):
    return Site(where) if where.startswith(('http://', 'https://')) else Folder(where)


class Tiles:
    """The published tiles of a tree of one size, as merkle.py wants to ask for them. What it says is not checked here."""

    def __init__(self, source, size):
        self.source, self.size = source, size
        self.kept = collections.OrderedDict()

    def tile_hash(self, level, index):
        tile = index // WIDTH
        width = min(WIDTH, (self.size >> (8 * level)) - WIDTH * tile)
        if (level, tile) not in self.kept:
            self.kept[level, tile] = self.source.tile(level, tile, width)
            if len(self.kept) > CACHED_TILES:
                self.kept.popitem(last=False)
        at = 32 * (index % WIDTH)
        return self.kept[level, tile][at:at + 32]
