#!/usr/bin/env python3
"""Writes Tests/ErrorRateTests/Golden/sclite-*.tsv: edit scripts of NIST's sclite.

Needs Debian's package sctk (made with 2.4.10-20151007-1312Z, sclite 2.10). Run from the repository root:

    Tools/make_sclite_golden.py [cases.jsonl]

`sclite-letters.tsv` has seeded random letters as words: reference, hypothesis, script (C S D I for each step). With the
reference data's `wer/cases.jsonl`, `sclite-cases.tsv` is written too: the id of a case, its script.
"""

import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

GOLDEN = pathlib.Path("Tests/ErrorRateTests/Golden")
SCLITE = "/usr/lib/sctk/bin/sclite"


def scripts(pairs):
    """The edit scripts of (reference words, hypothesis words)."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, side in (("ref.trn", 0), ("hyp.trn", 1)):
            lines = (f"{' '.join(pair[side])} (s-{index:05d})\n" for index, pair in enumerate(pairs))
            (folder / name).write_text("".join(lines), encoding="utf-8")
        subprocess.run(
            [SCLITE, "-i", "spu_id", "-s", "-e", "utf-8", "-r", "ref.trn", "trn", "-h", "hyp.trn", "trn",
             "-o", "sgml"],
            cwd=folder, check=True, stdout=subprocess.DEVNULL)
        text = (folder / "hyp.trn.sgml").read_text(encoding="utf-8")
    found = {}
    for index, path in re.findall(r'<PATH id="\(s-(\d+)\)"[^>]*>\n(.*?)\n?</PATH>', text, re.S):
        found[int(index)] = "".join(re.findall(r'(?:^|:)([CSDI]),[",]', path))
    result = []
    for index, (reference, hypothesis) in enumerate(pairs):
        script = found.get(index, "")
        assert len(script) - script.count("I") == len(reference), (index, script)
        assert len(script) - script.count("D") == len(hypothesis), (index, script)
        result.append(script)
    return result


def letters(seed, count):
    numbers = random.Random(seed)
    pairs = []
    for index in range(count):
        alphabet = "abcdefghijklmnopqrstuvwxyz"[: numbers.choice([1, 2, 3, 5, 26])]
        longest = numbers.choice([4, 12, 40, 120])
        reference = [numbers.choice(alphabet) for _ in range(numbers.randint(1, longest))]
        if index % 3 == 0:
            hypothesis = [numbers.choice(alphabet) for _ in range(numbers.randint(0, longest))]
        else:
            hypothesis = []
            for word in reference:
                chance = numbers.random()
                if chance < 0.15:
                    hypothesis.append(numbers.choice(alphabet))
                elif chance < 0.25:
                    hypothesis += [numbers.choice(alphabet), word]
                elif chance > 0.4:
                    hypothesis.append(word)
        pairs.append((reference, hypothesis))
    return pairs


pairs = letters(2718, 300)
with open(GOLDEN / "sclite-letters.tsv", "w") as file:
    for (reference, hypothesis), script in zip(pairs, scripts(pairs)):
        file.write("".join(reference) + "\t" + "".join(hypothesis) + "\t" + script + "\n")

if len(sys.argv) > 1:
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = [case for case in map(json.loads, file) if case["sclite"]]
    pairs = [(case["reference"].split(), case["hypothesis"].split()) for case in cases]
    with open(GOLDEN / "sclite-cases.tsv", "w") as file:
        for case, script in zip(cases, scripts(pairs)):
            assert script.count("C") == case["sclite"]["correct"], case["id"]
            assert script.count("S") == case["sclite"]["substitutions"], case["id"]
            file.write(case["id"] + "\t" + script + "\n")
