"""Word error rates against jiwer: the same edit scripts first, then timed, both on the same pairs in one run.

    Scripts/bench wer [--pairs N] [--repetitions N] [--whisper DIR]

Pairs are made of invented words with seeded errors: about 15 words, 15 % of them wrong. Both sides have the texts in
memory as strings; what is timed is from there to counts and alignments, on one thread, each time in a fresh process, by
turns. Where NIST's sclite is installed (Debian package sctk), its counts are compared with those of the rule `sclite`,
and it is timed once. DIR is the folder `whisper` of openai-whisper's source: with it the normalizer whisper-en is
compared and timed as well.
"""

import argparse
import gc
import importlib.metadata
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

import jiwer

import common

PROGRAM = os.environ["BENCHMARK_PROGRAM"]
SCLITE = next(filter(None, map(shutil.which, ["sclite", "/usr/lib/sctk/bin/sclite"])), None)


def corrupted(words, vocabulary, numbers):
    out = []
    for word in words:
        chance = numbers.random()
        if chance < 0.09:
            out.append(numbers.choice(vocabulary))
        elif chance < 0.12:
            continue
        elif chance < 0.15:
            out += [word, numbers.choice(vocabulary)]
        else:
            out.append(word)
    return out


def write_pairs(folder, count):
    numbers = random.Random(5)
    letters = "abcdefghijklmnopqrstuvwxyz"
    lengths = [1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8]
    vocabulary = ["".join(numbers.choices(letters, k=numbers.choice(lengths))) for _ in range(8000)]
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    for name, sizes in (("pairs", [max(1, int(numbers.gauss(14.5, 5))) for _ in range(count)]), ("long", [20_000])):
        with open(f"{folder}/{name}.tsv", "w") as file:
            for size in sizes:
                words = numbers.choices(vocabulary, weights, k=size)
                file.write(" ".join(words) + "\t" + " ".join(corrupted(words, vocabulary, numbers)) + "\n")


def read_pairs(path):
    with open(path) as file:
        pairs = [line.rstrip("\n").split("\t") for line in file]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def time_jiwer(path):
    references, hypotheses = read_pairs(path)
    gc.collect()
    started, cpu = time.perf_counter(), time.process_time()
    output = jiwer.process_words(references, hypotheses)
    errors = output.substitutions + output.deletions + output.insertions
    print(
        json.dumps(
            {
                "cpu": time.process_time() - cpu,
                "wall": time.perf_counter() - started,
                "result": errors,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
            }
        )
    )


def time_whisper(folder, path):
    sys.path.insert(0, folder)
    from normalizers import EnglishTextNormalizer

    normalizer = EnglishTextNormalizer()
    with open(path) as file:
        texts = file.read().splitlines()
    cpu = time.process_time()
    outputs = [normalizer(text) for text in texts]
    print(json.dumps({"cpu": time.process_time() - cpu, "result": sum(len(text.encode()) for text in outputs)}))


def check(path, work):
    """Compares the edit scripts of all pairs; stops where one differs."""
    subprocess.run([PROGRAM, "align", "jiwer", path, f"{work}/scripts"], check=True)
    references, hypotheses = read_pairs(path)
    with open(f"{work}/scripts") as file:
        ours = file.read().splitlines()
    theirs = jiwer.process_words(references, hypotheses).alignments
    for index, (mine, chunks) in enumerate(zip(ours, theirs, strict=True)):
        script = ";".join(
            f"{chunk.type} {chunk.ref_start_idx} {chunk.ref_end_idx} {chunk.hyp_start_idx} {chunk.hyp_end_idx}"
            for chunk in chunks
        )
        if script != mine:
            sys.exit(f"not equal, so not timed: pair {index + 1} of {path}\n  jiwer {script}\n  ours  {mine}")
    return len(ours)


def run_sclite(path, work):
    """sclite's counts of all pairs, and its seconds; None where it is not installed."""
    if SCLITE is None:
        return None
    for name, texts in zip(("ref", "hyp"), read_pairs(path)):
        with open(f"{work}/{name}.trn", "w") as file:
            for index, text in enumerate(texts):
                file.write(f"{text} (s{index % 100}-{index:06d})\n")
    started = os.times()
    subprocess.run(
        [SCLITE, "-i", "spu_id", "-s", "-r", "ref.trn", "trn", "-h", "hyp.trn", "trn", "-o", "rsum"],
        cwd=work, check=True, stdout=subprocess.DEVNULL,
    )
    ended = os.times()
    seconds = ended.children_user + ended.children_system - started.children_user - started.children_system
    with open(f"{work}/hyp.trn.raw") as file:
        row = next(line for line in file if re.match(r"\s*\|\s*Sum\s*\|", line))
    return tuple(int(number) for number in re.findall(r"\d+", row)[2:6]), seconds


def our_sclite_counts(path, work):
    subprocess.run([PROGRAM, "align", "sclite", path, f"{work}/scripts"], check=True)
    counts = {"equal": 0, "substitute": 0, "delete": 0, "insert": 0}
    with open(f"{work}/scripts") as file:
        for line in file:
            for chunk in filter(None, line.strip().split(";")):
                kind, *places = chunk.split()
                places = list(map(int, places))
                counts[kind] += max(places[1] - places[0], places[3] - places[2])
    return tuple(counts.values())


def check_whisper(folder, path, work):
    sys.path.insert(0, folder)
    from normalizers import EnglishTextNormalizer

    normalizer = EnglishTextNormalizer()
    subprocess.run([PROGRAM, "normalize", "whisper-en", path, f"{work}/normalized"], check=True)
    with open(path) as texts, open(f"{work}/normalized") as outputs:
        for text, output in zip(texts, outputs, strict=True):
            expected = normalizer(text.rstrip("\n"))
            if expected != output.rstrip("\n"):
                sys.exit(f"not equal, so not timed: {text!r}\n  whisper {expected!r}\n  ours    {output!r}")


def write_texts(path, count):
    """Sentences with contractions, numbers, titles, British spellings and fillers."""
    numbers = random.Random(9)
    with open(f"{common.ROOT}/Tools/demo_sentences.txt") as file:
        words = re.findall(r"[A-Za-z',.?!]+", file.read())
    extra = "twenty five hundred $3.50 1,250 21st colour Dr. um, I'd've percent won't".split()
    with open(path, "w") as file:
        for _ in range(count):
            chosen = [numbers.choice(extra if numbers.random() < 0.1 else words) for _ in range(numbers.randint(5, 25))]
            file.write(" ".join(chosen) + "\n")


def main():
    parser = argparse.ArgumentParser(description="word error rates against jiwer")
    parser.add_argument("--pairs", type=int, default=50_000)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--whisper", help="folder `whisper` of openai-whisper's source")
    parser.add_argument("--time-jiwer", help=argparse.SUPPRESS)
    parser.add_argument("--time-whisper", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.time_jiwer:
        return time_jiwer(options.time_jiwer)
    if options.time_whisper:
        return time_whisper(options.whisper, options.time_whisper)

    work = tempfile.mkdtemp()
    write_pairs(work, options.pairs)
    compared = sum(check(f"{work}/{name}.tsv", work) for name in ("pairs", "long"))
    equality = f"Equality, checked before timing: the edit scripts of {compared} pairs are jiwer's."
    sclite = run_sclite(f"{work}/pairs.tsv", work)
    if sclite:
        ours = our_sclite_counts(f"{work}/pairs.tsv", work)
        if sclite[0] != ours:
            sys.exit(f"not equal, so not timed: sclite {sclite[0]}, rule sclite {ours}")
        equality += " Hits, substitutions, deletions and insertions by the rule sclite are those of sclite."

    jobs = [("pairs", f"{options.pairs} pairs"), ("long", "one pair of 20,000 words")]
    theirs = {name: [] for name, _ in jobs}
    ours = {(name, rule): [] for name, _ in jobs for rule in ("jiwer", "sclite")}
    for _ in range(options.repetitions):
        for name, _ in jobs:
            path = f"{work}/{name}.tsv"
            theirs[name].append(common.last_json([sys.executable, __file__, "--time-jiwer", path]))
            for rule in ("jiwer", "sclite"):
                ours[name, rule].append(common.last_json([PROGRAM, "time", rule, path]))
    rows = []
    for name, title in jobs:
        for rule in ("jiwer", "sclite"):
            ratios = [a["cpu"] / b["cpu"] for a, b in zip(theirs[name], ours[name, rule])]
            rows.append(
                (
                    f"{title}, rule {rule}",
                    common.spread([1e3 * run["cpu"] for run in theirs[name]], 0),
                    common.spread([1e3 * run["cpu"] for run in ours[name, rule]], 0),
                    common.spread(ratios, 1),
                    f"{max(run['peak'] for run in ours[name, rule]) / 1024:.0f}",
                )
            )
    body = (
        f"{options.repetitions} repetitions by turns, one thread. {equality}\n\n"
        + common.table(
            ("median (range)", "jiwer.process_words, CPU ms", "emoscribe, CPU ms", "ratio", "peak memory, MiB"), rows
        )
    )
    if sclite:
        body += f"\n\nsclite took {1e3 * sclite[1]:.0f} CPU ms for the {options.pairs} pairs, report included."

    stream = common.last_json([PROGRAM, "stream", f"{work}/pairs.tsv", str(max(1, 1_000_000 // options.pairs))])
    body += (
        f"\n\nStreamed, normalised with basic, words and characters scored: {stream['utterances']:,} utterances in "
        f"{stream['cpu']:.1f} CPU s; peak memory after each tenth, MiB: "
        + ", ".join(f"{peak / 1024:.1f}" for peak in stream["peaks"]) + "."
    )
    with open(f"{work}/pairs.tsv") as source, open(f"{work}/some.tsv", "w") as file:
        file.writelines(line for line, _ in zip(source, range(5_531)))
    bootstrap = [common.last_json([PROGRAM, "bootstrap", f"{work}/some.tsv", "10000"]) for _ in range(3)]
    body += (
        f"\n\nBootstrap interval of {bootstrap[0]['result']} utterances, 10,000 replicates: "
        f"{common.spread([run['cpu'] for run in bootstrap])} CPU s."
    )
    if options.whisper:
        texts = f"{work}/texts"
        write_texts(texts, 20_000)
        check_whisper(options.whisper, texts, work)
        runs = []
        for _ in range(options.repetitions):
            reference = common.last_json(
                [sys.executable, __file__, "--whisper", options.whisper, "--time-whisper", texts]
            )
            mine = [common.last_json([PROGRAM, "time-normalize", name, texts]) for name in ("whisper-en", "basic")]
            runs.append((reference["cpu"], mine[0]["cpu"], mine[1]["cpu"]))
        size = os.path.getsize(texts) / 1e6
        body += "\n\nNormalizers on 20,000 sentences, equal outputs checked before:\n\n" + common.table(
            ("median (range)", "MB/s"),
            [
                ("EnglishTextNormalizer of openai-whisper", common.spread([size / run[0] for run in runs])),
                ("whisper-en", common.spread([size / run[1] for run in runs], 1)),
                ("basic", common.spread([size / run[2] for run in runs], 1)),
            ],
        )
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ("jiwer", "rapidfuzz")]
    command = "Scripts/bench wer" + (" --whisper DIR" if options.whisper else "")
    common.report("wer", command, versions, body)


if __name__ == "__main__":
    main()
