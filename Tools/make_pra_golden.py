#!/usr/bin/env python3
"""Makes the golden alignments of Tests/ExportTests/Golden with sclite (Debian package sctk).

    Tools/make_pra_golden.py     # writes into this checkout

Writes ref.trn and hyp.trn, sentences invented here with seeded errors, and what sclite 2.10 makes of them:
folded.pra (`sclite -i spu_id`) and exact.pra (`sclite -i spu_id -s`).
"""

import pathlib
import random
import shutil
import subprocess
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests/ExportTests/Golden"
SENTENCES = """the boat left before the fog came down
nobody told Anna about the second letter
we counted eleven swans on the far side of the lake
put the blue cup behind the other two
is that the road to the old mill
she laughed and closed the window
it rained all week so the fair was moved to the hall
Ben wanted bread not cake""".split("\n")


def spoil(words, generator, vocabulary):
    heard = []
    for word in words:
        chance = generator.random()
        if chance < 0.08:
            continue
        if chance < 0.2:
            word = generator.choice(vocabulary)
        elif chance < 0.25:
            word = word.upper()
        heard.append(word)
        if generator.random() < 0.08:
            heard.append(generator.choice(vocabulary))
    return heard


def main():
    generator = random.Random(7)
    vocabulary = sorted({word for line in SENTENCES for word in line.split()})
    reference, hypothesis = [], []
    for number in range(60):
        words = generator.choice(SENTENCES).split()
        heard = spoil(words, generator, vocabulary)
        if number == 10:
            words = []
        if number == 11:
            heard = []
        if number == 12:
            words, heard = [], []
        text = " ".join(words)
        if words and number % 7 == 3:
            place = generator.randrange(len(words))
            rest = generator.choice(["@", "yes indeed", "{ oh / ah } well"])
            words[place] = f"{{ {words[place]} / {rest} }}"
            text = " ".join(words)
        identity = f"s{generator.randrange(12)}-{number:03d}"
        reference.append(f"{text} ({identity})")
        hypothesis.append(f"{' '.join(heard)} ({identity})")
    reference.insert(5, ";; a comment")
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "ref.trn").write_text("\n".join(reference) + "\n")
    (FOLDER / "hyp.trn").write_text("\n".join(hypothesis) + "\n")
    for name, options in [("folded", []), ("exact", ["-s"])]:
        with tempfile.TemporaryDirectory() as folder:
            for file in ["ref.trn", "hyp.trn"]:
                shutil.copy(FOLDER / file, folder)
            subprocess.run(
                ["sctk", "sclite", "-i", "spu_id", *options, "-r", "ref.trn", "trn", "-h", "hyp.trn", "trn", "-o", "pra"],
                cwd=folder, check=True, stdout=subprocess.DEVNULL)
            shutil.copy(pathlib.Path(folder) / "hyp.trn.pra", FOLDER / f"{name}.pra")


main()
