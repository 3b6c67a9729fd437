#!/usr/bin/env python3
"""Writes Sources/ErrorRate/Normalizers/WhisperEnglish/BritishSpellings.swift from openai-whisper's english.json.

    pip download --no-deps --no-binary openai-whisper openai-whisper==20250625
    tar xzf openai_whisper-20250625.tar.gz
    Tools/make_spelling_table.py openai_whisper-20250625/whisper/normalizers/english.json

Run from the repository root. Entries that hold a space are left out: they are looked up word by word.
"""

import json
import pathlib
import sys

WIDTH = 112

with open(sys.argv[1], encoding="utf-8") as file:
    spellings = json.load(file)

words = []
for british, american in spellings.items():
    if " " in british:
        continue
    assert all(0x21 <= ord(character) < 0x7F and character not in '"\\' for character in british + american)
    words += [british, american]

lines = [""]
for word in words:
    if len(lines[-1]) + 1 + len(word) > WIDTH:
        lines.append("")
    lines[-1] += (" " if lines[-1] else "") + word

indent = "        "
pathlib.Path("Sources/ErrorRate/Normalizers/WhisperEnglish/BritishSpellings.swift").write_text(
    f'''/// British spellings and the American ones that stand for them: {len(words) // 2} pairs.
///
/// Made by `Tools/make_spelling_table.py`; not to be edited. Data of openai-whisper 20250625, Copyright (c) 2022
/// OpenAI, MIT licence (`Documentation/Licenses/openai-whisper.txt`), kept as it is there, odd entries included.
enum BritishSpellings {{
    /// A British word and its American spelling in turn, separated by white space.
    static let pairs = """
''' + "".join(indent + line + "\n" for line in lines) + f'''{indent}"""
}}
''', encoding="utf-8")
