#!/usr/bin/env python3
"""Writes Tests/TOMLTests/Golden/documents.json: TOML documents and what Python's tomllib reads in them.

Needs Python 3.11 or later and nothing else. Run it from the repository's root:

    python3 Tools/make_toml_golden.py

Each entry is {"toml": text, "value": tagged value} or {"toml": text, "value": null} where tomllib refuses the text.
Values are tagged as [kind, value], since JSON knows neither integers beyond 2^53 nor infinities. Floats are written
as repr writes them; dates and times only as "moment", since both sides keep what was written.
"""

import datetime
import json
import math
import pathlib
import tomllib

VALID = [
    "", "# only a comment", "a = 1", "a=1\nb = 2\r\nc = 3", "\ufeffa = 1", "a = 1 # why\n\n\n[b] # how\nc = 2",
    'a = "x\\ty\\n\\"q\\" \\\\ \\u00e9 \\U0001F600"', "a = 'C:\\temp'", 'a = ""', "a = ''", '"a b" = 1\n\'c.d\' = 2\n"" = 3',
    'a = """\none\n  two \\\n   three"""', "a = '''\n'quoted' \\n\n'''", 'a = """a "quoted" word"""', 'a = """x"""""', "a = '''x'''''",
    'a = """\r\none\r\ntwo"""', 'a = """one \\   \n\n  two"""', 'a = """"""',
    "a = +12\nb = -0\nc = 1_000\nd = 0xDEAD_beef\ne = 0o755\nf = 0b1101\ng = 9223372036854775807\nh = -9223372036854775808",
    "a = 1.5\nb = -0.25\nc = 1e6\nd = 6.626e-34\ne = 1_000.000_1\nf = 5E+22\ng = inf\nh = -inf\ni = nan\nj = 0e0\nk = -0.0\nl = 1e06",
    "a = true\nb = false",
    "a = 1979-05-27T07:32:00Z\nb = 1979-05-27 00:32:00.999999-07:00\nc = 1979-05-27\nd = 07:32:00\ne = 1979-05-27T07:32:00",
    "a = 2024-02-29", "a = [1, 2, 3]", "a = []", "a = [ [1, 2], ['x', \"y\"], ]",
    "a = [ # first\n  1, # one\n\n  2\n  # last\n]", "a = {}", "a = { b = 1, c.d = 'x', \"e f\" = [1] }", "a = [{x=1},{x=2}]",
    "[a.b.c]\nd = 1\n[a]\ne = 2\n[a.b]\nf = 3", "[ a . 'b c' ]\nd = 1", "a.b.c = 1\na.b.d = 2\na.e = 3", "a . b = 1",
    "[[p]]\nn = 1\n[[p]]\n[[p]]\nn = 3\n[p.q]\nr = 4", "[[a]]\n[[a.b]]\nc=1\n[[a.b]]\nc=2\n[[a]]\n[[a.b]]\nc=3",
    "[fruit]\napple.color = 'red'\n[fruit.pear]\nx = 1", "1234 = 'number'\n-_- = 'face'", "3.14 = 'pi'",
    "[endpoint.lab]\nurl = \"http://127.0.0.1:8000/v1\"\nfields = { vad_filter = true, hotwords = 'a b' }\n\n[provider.google]\nprice-per-minute = 0.024\n",
    "a = 'ä'\nb = \"日本\"", "a = \"tab\there\"", "a = [\n1\n,\n2\n]", "[a]\n[b]", "[a]\n[a.b]", "a = 'x' # é",
]
INVALID = [
    "a", "a =", "= 1", "a = 1 b = 2", "a = \"x", "a = 'x\ny'", "a = \"x\ny\"", "a = 1\na = 2", "[a]\n[a]", "a = 1\n[a]",
    "[a]\nb = 1\n[a.b]", "[a", "[a]]", "[[a]", "[]", "[a..b]", "a..b = 1", ".a = 1", "a. = 1", "a = 01", "a = 1__0", "a = _1",
    "a = 1_", "a = 0x", "a = 0xG", "a = +0x1", "a = 1.", "a = .5", "a = 1.e3", "a = 1e", "a = 1.5.2", "a = 1e1.5", "a = True",
    "a = tru", "a = hello", "a = \"\\x41\"", "a = \"\\q\"", "a = \"\\ud800\"", "a = \"\\U00110000\"",
    "a = \"\\u12\"", "a = \"\x01\"", "# \x00", "# \x7f", "a = [1, 2", "a = [1 2]", "a = [,1]", "a = {b = 1,}", "a = {b = 1\n}",
    "a = {b = 1 c = 2}", "a = {,}", "a = {b=1}\n[a.c]", "a = {b=1}\na.c = 2", "a = [1]\n[[a]]", "[[a]]\n[a]", "[a]\n[[a]]",
    "a.b = 1\n[a]", "[a.b]\nc=1\n[a]\nb.d = 2", "a = 2023-02-29", "a = 2023-13-01", "a = 25:00:00", "a = 2023-01-01T", "a = 07:32",
    "a = '''x", "a = \"\"\"x\"\"", "a = \"\"\"x\"\"\"\"\"\"", "a b = 1", "a = 1\rb = 2", "'''a''' = 1", "\"\"\"a\"\"\" = 1",
    "a = \"x\" y", "[a] b = 1", "a = {b = 1, b = 2}", "a = {b.c = 1, b = 2}", "a = 1-2", "a = - 1", "a = ++1", "a = 0_1", "a = 1e_5",
    "a = 1979-05-27T07:32:00+25:00", "a = infinity", "a = 1,2", "ä = 1", "a = [[1]", "a.b = 1\na.b.c = 2", "[a.b]\n[a.b]",
    "a = 0b2", "a = 0o8", "a = 0B1", "a = 0X1", "a = 1.5e", "a = 1._5", "a = 'a'b'", "[a\n]", "[\na]", "a\n= 1", "a = \n1",
]


def tagged(value):
    if isinstance(value, bool):
        return ["boolean", value]
    if isinstance(value, int):
        return ["integer", str(value)]
    if isinstance(value, float):
        return ["float", "nan" if math.isnan(value) else repr(value)]
    if isinstance(value, str):
        return ["string", value]
    if isinstance(value, (datetime.date, datetime.time)):
        return ["moment", ""]
    if isinstance(value, list):
        return ["array", [tagged(item) for item in value]]
    return ["table", [[key, tagged(item)] for key, item in sorted(value.items())]]


def main():
    entries = []
    for text in VALID:
        # tomllib is for the text of a file; a mark at its start is the file's.
        entries.append({"toml": text, "value": tagged(tomllib.loads(text.removeprefix("\ufeff")))})
    for text in INVALID:
        try:
            tomllib.loads(text)
            raise SystemExit(f"tomllib reads {text!r}: it belongs to VALID")
        except tomllib.TOMLDecodeError:
            entries.append({"toml": text, "value": None})
    path = pathlib.Path("Tests/TOMLTests/Golden/documents.json")
    path.write_text(json.dumps(entries, ensure_ascii=True, indent=1) + "\n")
    print(f"{path}: {len(VALID)} documents read, {len(INVALID)} refused")


if __name__ == "__main__":
    main()
