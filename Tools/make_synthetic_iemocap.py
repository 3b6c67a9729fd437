#!/usr/bin/env python3
"""Makes a SYNTHETIC tree of IEMOCAP's layout and size, to run `emoscribe reproduce` where the licensed corpus is not at hand.

10,039 labelled utterances in five sessions, 5,531 of them with the paper's four labels (excited counting as happy), in
IEMOCAP's own numbers. The sound is acted clips of the label, one or two of them joined, played 10 % slower to 10 % faster,
with noise 25 to 35 dB below: every file differs, and the mean length is 4.9 s (IEMOCAP: 4.5 s). The words are lines of MELD with the
label. Nobody ever spoke these lines with these voices, and a clip returns in several utterances, in train and test alike:
the tree tells how long the experiment takes and that all of it works, nothing about emotions.

Beside the tree it writes heard.csv: the lines with one word in five replaced, left out or doubled, as a recogniser might.

Usage: make_synthetic_iemocap.py SHARED_CORPORA OUTPUT_FOLDER [PARTS]

PARTS: make every PARTS-th utterance only (default 1, the whole). Needs numpy and soundfile from PyPI; takes two minutes and 1.5 GB.
"""

import csv
import os
import random
import sys

import numpy
import soundfile

COUNTS = {
    "ang": 1103, "hap": 595, "exc": 1041, "neu": 1708, "sad": 1084, "fru": 1849, "xxx": 2507, "sur": 107, "fea": 40,
    "oth": 3, "dis": 2,
}
CLIPS = {"ang": "angry", "fru": "angry", "hap": "happy", "exc": "happy", "sur": "happy", "neu": "neutral", "sad": "sad"}
RATE = 16000
MEAN_SECONDS = 4.5
SEED = 20261


def sound(clips, generator):
    parts = [generator.choice(clips)]
    if generator.random() < 0.45:
        parts.append(generator.choice(clips))
    joined = numpy.concatenate(parts)
    speed = generator.uniform(0.9, 1.1)
    places = numpy.arange(0, len(joined) - 1, speed)
    played = numpy.interp(places, numpy.arange(len(joined)), joined)
    level = numpy.sqrt(numpy.mean(played**2)) * 10 ** (-generator.uniform(25, 35) / 20)
    noise = numpy.random.default_rng(generator.getrandbits(32)).standard_normal(len(played))
    return numpy.clip(played + level * noise, -1, 1)


def heard(line, vocabulary, generator):
    words = []
    for word in line.split():
        draw = generator.random()
        if draw < 0.12:
            words.append(generator.choice(vocabulary))
        elif draw < 0.17:
            continue
        elif draw < 0.20:
            words += [word, generator.choice(vocabulary)]
        else:
            words.append(word)
    return " ".join(words)


def main(corpora, output, parts):
    generator = random.Random(SEED)
    with open(os.path.join(corpora, "emotional", "manifest.csv"), encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    clips = {}
    for row in rows:
        samples, rate = soundfile.read(os.path.join(corpora, "emotional", row["audio"]))
        assert rate == RATE
        clips.setdefault(row["emotion"], []).append(samples)
    clips["any"] = sum(clips.values(), [])
    with open(os.path.join(corpora, "text", "meld.csv"), encoding="utf-8") as file:
        lines = {}
        for row in csv.DictReader(file):
            lines.setdefault(row["emotion4"] or "any", []).append(" ".join(row["text"].split()))
    vocabulary = " ".join(sum(lines.values(), [])).split()

    labels = [label for label, count in COUNTS.items() for _ in range(count)]
    generator.shuffle(labels)
    labels = labels[::parts]
    pools = {kind: [] for kind in lines}
    dialogues = {}
    for place, label in enumerate(labels):
        session = place % 5 + 1
        dialogue = place // 5 // 30
        speaker = generator.choice("FM")
        name = f"Ses0{session}{'FM'[dialogue % 2]}_impro{dialogue:02d}"
        dialogues.setdefault((session, name), []).append((label, speaker))

    seconds = 0.0
    transcripts = []
    for (session, name), turns in dialogues.items():
        root = os.path.join(output, f"Session{session}")
        sounds = os.path.join(root, "sentences", "wav", name)
        for folder in [sounds, os.path.join(root, "dialog", "EmoEvaluation"), os.path.join(root, "dialog", "transcriptions")]:
            os.makedirs(folder, exist_ok=True)
        evaluations = ["% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]", ""]
        spoken = []
        start = 0.0
        for number, (label, speaker) in enumerate(turns):
            identity = f"{name}_{speaker}{number:03d}"
            kind = CLIPS.get(label, "any")
            samples = sound(clips[kind], generator)
            soundfile.write(os.path.join(sounds, identity + ".wav"), samples, RATE, subtype="PCM_16")
            pool = pools[kind]
            if not pool:
                pool += generator.sample(lines[kind], len(lines[kind]))
            line = pool.pop()
            end = start + len(samples) / RATE
            evaluations += [f"[{start:.4f} - {end:.4f}]\t{identity}\t{label}\t[2.5000, 2.5000, 2.5000]", "C-E2:\tNeutral;\t()", ""]
            spoken.append(f"{identity} [{start:08.4f}-{end:08.4f}]: {line}")
            transcripts.append((identity, heard(line, vocabulary, generator)))
            seconds += end - start
            start = end
        with open(os.path.join(root, "dialog", "EmoEvaluation", name + ".txt"), "w", encoding="utf-8") as file:
            file.write("\n".join(evaluations) + "\n")
        with open(os.path.join(root, "dialog", "transcriptions", name + ".txt"), "w", encoding="utf-8") as file:
            file.write("\n".join(spoken) + "\n")
    with open(os.path.join(output, "heard.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "transcript"])
        writer.writerows(transcripts)
    print(f"{len(labels)} utterances, {seconds / len(labels):.2f} s each on average (IEMOCAP: {MEAN_SECONDS} s)")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) == 4 else 1)
