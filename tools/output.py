# SPDX-License-Identifier: Apache-2.0
"""What the generators share: C strings, and files that keep their time where nothing changed, so that ninja builds
nothing anew."""
from pathlib import Path


def c_string(text):
    """A C string literal of the text's UTF-8."""
    out = ['"']
    for char in text:
        if char in '"\\':
            out.append("\\" + char)
        elif char == "\n":
            out.append("\\n")
        elif char == "\t":
            out.append("\\t")
        elif char < " " or char == "\x7f":
            out.append(f"\\{ord(char):03o}")
        else:
            out.append(char)
    out.append('"')
    return "".join(out)


def write_if_changed(path, content):
    """Writes text or bytes; leaves an equal file untouched."""
    path = Path(path)
    data = content.encode() if isinstance(content, str) else content
    if path.exists() and path.read_bytes() == data:
        return
    path.write_bytes(data)
