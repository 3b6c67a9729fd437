#!/usr/bin/env python3
"""Writes Tests/ErrorRateTests/Golden/whisper-english.jsonl: what Whisper's English normaliser makes of seeded random texts.

    pip install regex more-itertools
    pip download --no-deps --no-binary openai-whisper openai-whisper==20250625
    tar xzf openai_whisper-20250625.tar.gz
    Tools/make_whisper_golden.py openai_whisper-20250625/whisper

Run from the repository root (made with Python 3.11). Only the folder `normalizers` is imported, no model. The texts are
words of numbers, contractions and symbols in random order: nonsense that reaches every branch of the rules.
"""

import json
import pathlib
import random
import sys

sys.path.insert(0, sys.argv[1])
from normalizers import EnglishTextNormalizer  # noqa: E402

OTHER = """the a of is he she we'll i'd been gone done i'dn't've can't won't let's ain't y'all wanna gotta gonna i'ma imma
woulda coulda shoulda ma'am mr mrs st dr prof sr jr esq uh um hmm mm john's cats' 's 't 're n't colour organise flyer
and a half point one 1 2 10 100 007 1,234 1,2,3 3.5 2.0 .5 5. $5 $0.07 €3 £20 ¢7 $2 50% % $ . 21st 1960s 1s 22 nd 3rd
b2b r2d2 a1 x's he'd she's got it's gone ½ ² ٣ ٣.٥ １２ ＄５ naïve œuvre Straße ĐÐ þorn łódź [noise] <unk> (laughs) () (
x [y z> — – … “quoted” ’ don’t 3/4 10:30 5-6 -5 +5 e.g. U.S. a.m. no. co., $1. 1.000 0 00 0.0 0.5 12.50 .. ... !? #1
@x & 日本語 한국 é İ ΣΑΣ _ under_score x_1 ninth nineth""".split()

numbers = random.Random(20250625)
normalizer = EnglishTextNormalizer()
spoken = sorted(normalizer.standardize_numbers.words)


def words():
    text = ""
    for _ in range(numbers.randint(1, 10)):
        chance = numbers.random()
        if chance < 0.5:
            text += numbers.choice(spoken)
        elif chance < 0.95:
            text += numbers.choice(OTHER)
        else:
            text += "".join(numbers.choice("ab1'.,%$¢£€() \t0s5nt-") for _ in range(numbers.randint(1, 6)))
        text += numbers.choice([" "] * 12 + ["", "  ", ",", ", ", "'", "-", ". "])
    return text.title() if numbers.random() < 0.1 else text


def characters():
    return "".join(
        numbers.choice("aadnst1023'.,%$¢£€()[]<> \t-mruhlve'd been half and1 st") for _ in range(numbers.randint(1, 30)))


with open("Tests/ErrorRateTests/Golden/whisper-english.jsonl", "w", encoding="utf-8") as file:
    for make, count in ((words, 1200), (characters, 300)):
        for _ in range(count):
            text = make()
            file.write(json.dumps({"input": text, "output": normalizer(text)}, ensure_ascii=False) + "\n")
