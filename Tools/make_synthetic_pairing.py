#!/usr/bin/env python3
"""Pairs RAVDESS recordings with MELD lines of the same label: a SYNTHETIC corpus of real voices and unrelated words.

No corpus at hand has both an emotional voice and words that fit it. This makes two manifests to check that fusion
behaves: `random.csv` with lines drawn at random (they say little about their label) and `telling.csv` with lines chosen
to say it. Nobody ever spoke these lines with these voices; figures on them say nothing about real speech.

The rule for telling lines: half of MELD's labelled lines (every second one, in file order) gives, for each word that
occurs at least five times there, the log-odds of the label against the other three (add-one smoothing). A line of the other half
scores the largest log-odds of its own label among its words; of each label the lines with the highest score are taken.

Usage: make_synthetic_pairing.py SHARED_CORPORA OUTPUT_FOLDER
"""

import csv
import math
import os
import random
import re
import sys
from collections import Counter

LABELS = ["angry", "happy", "sad", "neutral"]
SEED = 20260


def words(text):
    return re.findall(r"[a-z']+", text.lower())


def main(corpora, output):
    with open(os.path.join(corpora, "emotional", "manifest.csv"), encoding="utf-8") as file:
        recordings = [row for row in csv.DictReader(file) if row["id"].startswith("ravdess")]
    with open(os.path.join(corpora, "text", "meld.csv"), encoding="utf-8") as file:
        lines = [row for row in csv.DictReader(file) if row["emotion4"] in LABELS]
    seen = set()
    lines = [row for row in lines if not (row["text"].lower() in seen or seen.add(row["text"].lower()))]
    needed = Counter(row["emotion"] for row in recordings)

    learn, choose = lines[0::2], lines[1::2]
    counts = {label: Counter() for label in LABELS}
    for row in learn:
        counts[row["emotion4"]].update(words(row["text"]))
    total = Counter()
    for label in LABELS:
        total.update(counts[label])
    known = [word for word, count in total.items() if count >= 5]

    def odds(label):
        own, all_words = sum(counts[label].values()), sum(total.values())
        return {
            word: math.log((counts[label][word] + 1) / (own + len(known)))
            - math.log((total[word] - counts[label][word] + 1) / (all_words - own + len(known)))
            for word in known
        }

    generator = random.Random(SEED)
    os.makedirs(output, exist_ok=True)
    for name in ["random", "telling"]:
        texts = {}
        for label in LABELS:
            pool = [row["text"] for row in choose if row["emotion4"] == label]
            if name == "telling":
                table = odds(label)
                score = lambda text: max((table.get(word, -9.0) for word in words(text)), default=-9.0)
                pool = sorted(pool, key=lambda text: (-score(text), text))[: needed[label]]
            texts[label] = generator.sample(pool, needed[label])
        with open(os.path.join(output, name + ".csv"), "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["id", "audio", "speaker", "gender", "transcript", "emotion"])
            for row in recordings:
                audio = os.path.abspath(os.path.join(corpora, "emotional", row["audio"]))
                writer.writerow(
                    [row["id"], audio, row["speaker"], row["gender"], texts[row["emotion"]].pop(), row["emotion"]])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
