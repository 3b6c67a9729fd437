#!/usr/bin/env python3
"""Writes Tests/ErrorRateTests/Golden/sclite-*.tsv and mapsswe-letters.tsv: edit scripts of NIST's sclite, and the
figures of its matched-pairs test.

Needs Debian's package sctk (made with 2.4.10-20151007-1312Z, sclite 2.10). Run from the repository root:

    Tools/make_sclite_golden.py [cases.jsonl]

`sclite-letters.tsv` has seeded random letters as words: reference, hypothesis, script (C S D I for each step).
`mapsswe-letters.tsv` has segments, mean difference, standard deviation and z in its first line, then reference and two
hypotheses. With the reference data's `wer/cases.jsonl`, `sclite-cases.tsv` is written too: the id of a case, its script.
"""

import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

GOLDEN = pathlib.Path("Tests/ErrorRateTests/Golden")
SCTK = "/usr/lib/sctk/bin/"


def sgml(folder, pairs, name="hyp"):
    """What sclite makes of (reference words, hypothesis words)."""
    for file, side in (("ref.trn", 0), (f"{name}.trn", 1)):
        lines = (f"{' '.join(pair[side])} (s-{index:05d})\n" for index, pair in enumerate(pairs))
        (folder / file).write_text("".join(lines), encoding="utf-8")
    subprocess.run(
        [SCTK + "sclite", "-i", "spu_id", "-s", "-e", "utf-8", "-r", "ref.trn", "trn", "-h", f"{name}.trn", "trn",
         "-o", "sgml"],
        cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return (folder / f"{name}.trn.sgml").read_text(encoding="utf-8")


def matched_pairs(triples):
    """Segments, mean, standard deviation and z of (reference, first hypothesis, second hypothesis)."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        text = "".join(
            sgml(folder, [(triple[0], triple[side]) for triple in triples], f"system{side}") for side in (1, 2))
        subprocess.run(
            [SCTK + "sc_stats", "-p", "-t", "mapsswe", "-v", "-n", "out"], cwd=folder, input=text.encode(),
            check=True, stdout=subprocess.DEVNULL)
        report = (folder / "out.stats.mapsswe").read_text()
    return re.search(
        r"# segs: (\d+)\).*\(mean: ([-.\d]+)\) \(std dev: ([.\d]+)\) \(Z Stat: ([-.\d]+)\)", report).groups()


def scripts(pairs):
    """The edit scripts of (reference words, hypothesis words)."""
    with tempfile.TemporaryDirectory() as folder:
        text = sgml(pathlib.Path(folder), pairs)
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

numbers = random.Random(31)
triples = []
for _ in range(150):
    reference = [numbers.choice("abcdefgh") for _ in range(numbers.randint(1, 14))]
    triple = [reference]
    for rate in (0.35, 0.5):
        hypothesis = []
        for word in reference:
            chance = numbers.random() / rate
            if chance < 0.4 or chance > 0.7:
                hypothesis.append(word if chance > 0.7 else numbers.choice("abcdefgh"))
            if 0.7 < chance < 1:
                hypothesis.append(numbers.choice("abcdefgh"))
        triple.append(hypothesis)
    triples.append(triple)
with open(GOLDEN / "mapsswe-letters.tsv", "w") as file:
    file.write("\t".join(matched_pairs(triples)) + "\n")
    for triple in triples:
        file.write("\t".join("".join(side) for side in triple) + "\n")

if len(sys.argv) > 1:
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = [case for case in map(json.loads, file) if case["sclite"]]
    pairs = [(case["reference"].split(), case["hypothesis"].split()) for case in cases]
    with open(GOLDEN / "sclite-cases.tsv", "w") as file:
        for case, script in zip(cases, scripts(pairs)):
            assert script.count("C") == case["sclite"]["correct"], case["id"]
            assert script.count("S") == case["sclite"]["substitutions"], case["id"]
            file.write(case["id"] + "\t" + script + "\n")
