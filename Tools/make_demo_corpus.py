#!/usr/bin/env python3
"""Makes corpora/demo: a small synthetic corpus of emotional speech, spoken by flite.

Nothing in it was said by a person. The sentences are this project's own (demo_sentences.txt); flite speaks them; the
label decides words and voice settings, each for most rows only and independently of the other:

    text_tells=yes   the sentence was written for the label       no   a sentence that fits every label
    voice_tells=yes  pitch, rate, level and tilt follow the label  no   an ordinary voice, whatever the label

So a model that reads knows something, one that listens knows something else, and one that does both knows more.

Needs Python 3.9 or later (standard library only) and the Debian packages flite and flac. The same versions of both
give the same bytes; the shipped files were made with flite 2.2-5 and flac 1.4.2+ds-2 on x86-64.

    Tools/make_demo_corpus.py corpora/demo
"""

import argparse
import array
import csv
import io
import math
import pathlib
import random
import subprocess
import sys
import tempfile
import wave

SEED = 20260
LABELS = ["angry", "happy", "sad", "neutral"]
RATE = 16000
PADDING_SECONDS = 0.1
BASE_LEVEL_DB = -36.0  # level of speech (see `level`), relative to full scale, for a level offset of 0
PLAIN_TEXT_ROWS = 17  # of the 64 rows of a label
PLAIN_VOICE_ROWS = 17
PLAIN_BOTH_ROWS = 5

# speaker: (flite voice, gender of the voice, vocal tract scale, pitch mean in Hz, pitch standard deviation in Hz).
# A scale other than 1 resamples the voice: formants and pitch move together, as with a smaller or larger speaker.
SPEAKERS = {
    "slt": ("slt", "female", 1.00, 172.0, 14.0),
    "slt-large": ("slt", "female", 0.90, 158.0, 13.0),
    "awb": ("awb", "male", 1.00, 131.0, 12.0),
    "awb-large": ("awb", "male", 0.92, 118.0, 11.0),
    "kal16": ("kal16", "male", 1.00, 95.0, 12.0),
    "kal16-small": ("kal16", "male", 1.10, 112.0, 13.0),
    "rms": ("rms", "male", 1.00, 102.0, 15.0),
    "rms-small": ("rms", "male", 1.10, 112.0, 16.0),
}

# label: factors on the speaker's pitch mean, pitch deviation and duration; decibels of level; tilt (see `tilted`).
STYLES = {
    "angry": (1.15, 1.5, 0.80, +10.0, +0.45),
    "happy": (1.40, 2.2, 0.90, +3.0, +0.10),
    "sad": (0.85, 0.5, 1.30, -13.0, -0.45),
    "neutral": (0.95, 0.6, 1.08, -5.0, -0.15),
    "plain": (1.06, 1.0, 1.00, -0.5, 0.0),
}
# Standard deviations of the same five: as factors (natural logarithm), decibels, tilt.
SPREAD = (0.04, 0.20, 0.035, 1.2, 0.06)


def read_sentences(path):
    sections, current = {}, None
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current.append(line)
    return sections


def plan(sentences, rng):
    """The rows without their audio: speaker, label, sentence, whether words and voice tell."""
    speakers = list(SPEAKERS)
    per_label = {}
    for label in LABELS:
        own = list(sentences[label])
        rng.shuffle(own)
        total = len(own) + PLAIN_TEXT_ROWS
        kinds = (
            [(False, False)] * PLAIN_BOTH_ROWS
            + [(False, True)] * (PLAIN_TEXT_ROWS - PLAIN_BOTH_ROWS)
            + [(True, False)] * (PLAIN_VOICE_ROWS - PLAIN_BOTH_ROWS)
        )
        kinds += [(True, True)] * (total - len(kinds))
        rng.shuffle(kinds)
        voices = [speakers[i % len(speakers)] for i in range(total)]
        rng.shuffle(voices)
        per_label[label] = [[v, label, own.pop() if k[0] else None, k[0], k[1]] for v, k in zip(voices, kinds)]
    # Each plain sentence goes to two different labels, spoken by two different voices.
    pairs = [(LABELS[i], LABELS[j]) for i in range(4) for j in range(i + 1, 4)]
    left = {label: [row for row in rows if row[2] is None] for label, rows in per_label.items()}
    plain = list(sentences["plain"])
    rng.shuffle(plain)
    for sentence in plain:
        rng.shuffle(pairs)
        first, second = max(pairs, key=lambda p: (min(len(left[p[0]]), len(left[p[1]])), len(left[p[0]] + left[p[1]])))
        one = left[first].pop()
        other = next((row for row in left[second] if row[0] != one[0]), left[second][0])
        left[second].remove(other)
        one[2] = other[2] = sentence
    rows = [row for label in LABELS for row in per_label[label]]
    rng.shuffle(rows)
    return rows


def resampled(samples, factor):
    """The samples played `factor` times faster: all frequencies times `factor`. Windowed sinc, 16 taps each side."""
    if abs(factor - 1.0) < 1e-9:
        return samples
    taps, steps, cutoff = 16, 512, min(1.0, 1.0 / factor)
    table = []
    for index in range(taps * steps + 2):
        x = index / steps
        window = 0.5 + 0.5 * math.cos(math.pi * min(x / taps, 1.0))
        angle = math.pi * x * cutoff
        table.append(cutoff * window * (math.sin(angle) / angle if x else 1.0))
    padded = [0.0] * taps + samples + [0.0] * (taps + 1)
    result = []
    for n in range(int(len(samples) / factor)):
        position = n * factor
        whole = int(position)
        offset = position - whole
        total = 0.0
        for k in range(1 - taps, taps + 1):
            total += padded[whole + k + taps] * table[int(abs(k - offset) * steps + 0.5)]
        result.append(total)
    return result


def tilted(samples, tilt):
    """First difference for a positive tilt (a pressed, brighter voice), running sum of two for a negative (softer)."""
    previous, result = 0.0, []
    for sample in samples:
        result.append(sample - tilt * previous)
        previous = sample
    return result


def trimmed(samples):
    """Without the silence at both ends: what lies below a hundredth of the peak."""
    threshold = max(abs(s) for s in samples) / 100
    first = next(i for i, s in enumerate(samples) if abs(s) > threshold)
    last = next(i for i in range(len(samples) - 1, -1, -1) if abs(samples[i]) > threshold)
    return samples[max(0, first - RATE // 100) : last + RATE // 25]


def level(samples):
    """Mean decibels, relative to full scale, of the 20 ms frames within 30 dB of the loudest.

    A mean of decibels, not the decibels of a mean: voices differ in how peaky they are, and this way they do not differ
    in the average log energy that a model sees.
    """
    size = RATE // 50
    powers = [sum(s * s for s in samples[i : i + size]) / size for i in range(0, len(samples) - size, size)]
    levels = [10 * math.log10(power / 32768**2) for power in powers if power > max(powers) / 1000]
    return sum(levels) / len(levels)


def spoken(sentence, speaker, style, rng, folder):
    """16-bit samples of the sentence in the speaker's voice and the style, with this row's random spread."""
    voice, _, scale, mean, deviation = SPEAKERS[speaker]
    pitch, width, duration = (f * math.exp(s * rng.gauss(0, 1)) for f, s in zip(style[:3], SPREAD[:3]))
    offset, tilt = (f + s * rng.gauss(0, 1) for f, s in zip(style[3:], SPREAD[3:]))
    if voice == "rms":
        # This voice has a pitch model of its own that takes no settings: half of the change is made by resampling,
        # formants along with it, and its pitch range stays as it is.
        scale *= math.sqrt(pitch)
    settings = {
        "int_f0_target_mean": mean * pitch / scale,
        "int_f0_target_stddev": deviation * width / scale,
        "duration_stretch": duration * scale,
    }
    command = ["flite", "-voice", voice]
    for name, value in settings.items():
        command += ["--setf", f"{name}={value:.4f}"]
    target = folder / "spoken.wav"
    subprocess.run(command + ["-t", sentence, "-o", str(target)], check=True)
    with wave.open(str(target)) as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE, 1, 2):
            sys.exit(f"flite voice {voice} does not give 16 kHz mono 16 bit: {file.getparams()}")
        values = array.array("h", file.readframes(file.getnframes()))
    samples = tilted(trimmed(resampled([float(v) for v in values], scale)), tilt)
    gain = 10 ** ((BASE_LEVEL_DB + offset - level(samples)) / 20)
    gain = min(gain, 31000 / max(abs(s) for s in samples))  # never clipped
    padding = [0] * int(RATE * PADDING_SECONDS)
    return array.array("h", padding + [round(s * gain) for s in samples] + padding)


def write_flac(samples, path):
    raw = io.BytesIO()
    with wave.open(raw, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    command = ["flac", "--silent", "--force", "--best", "--no-padding", "--no-seektable", "-o", str(path), "-"]
    subprocess.run(command, input=raw.getvalue(), check=True)


def main():
    parser = argparse.ArgumentParser(description="Make the synthetic demo corpus.")
    parser.add_argument("output", type=pathlib.Path, help="folder to write manifest.csv and audio/ into")
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    audio = arguments.output / "audio"
    audio.mkdir(parents=True, exist_ok=True)
    for stale in audio.glob("*.flac"):
        stale.unlink()
    sentences = read_sentences(pathlib.Path(__file__).with_name("demo_sentences.txt"))
    rows = plan(sentences, random.Random(arguments.seed))
    seconds = 0.0
    with tempfile.TemporaryDirectory() as scratch, open(
        arguments.output / "manifest.csv", "w", encoding="utf-8", newline=""
    ) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            "id,audio,speaker,session,gender,language,transcript,emotion,text_tells,voice_tells".split(",")
        )
        for number, (speaker, label, sentence, text_tells, voice_tells) in enumerate(rows, 1):
            name = f"demo-{number:03}"
            style = STYLES[label if voice_tells else "plain"]
            rng = random.Random(f"{arguments.seed} {name}")
            samples = spoken(sentence, speaker, style, rng, pathlib.Path(scratch))
            write_flac(samples, audio / f"{name}.flac")
            seconds += len(samples) / RATE
            voice, gender = SPEAKERS[speaker][:2]
            answers = ["yes" if tells else "no" for tells in (text_tells, voice_tells)]
            writer.writerow(
                [name, f"audio/{name}.flac", speaker, voice, gender, "en-US", sentence, label] + answers
            )
    size = sum(path.stat().st_size for path in audio.glob("*.flac"))
    print(f"{len(rows)} utterances, {seconds:.0f} s, {size / 1e6:.1f} MB in {arguments.output}")


if __name__ == "__main__":
    main()
