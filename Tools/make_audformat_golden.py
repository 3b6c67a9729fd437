"""Writes a small audformat database: Tests/CorpusTests/Golden/audformat.

    pip install audformat==1.4.3
    python Tools/make_audformat_golden.py

No sound: the recordings are empty files, since importing does not open them. Beside the database lies expected.csv, the rows that
audformat itself reads from it: file, start and end in seconds, the labels of the tables in the order of the header.
"""
import csv
import pathlib

import audformat
import pandas as pd

target = pathlib.Path(__file__).resolve().parent.parent / "Tests/CorpusTests/Golden/audformat"
target.mkdir(parents=True, exist_ok=True)

db = audformat.Database("synthetic", usage="other", languages=["eng"], description="Made up: nobody spoke.")
db.schemes["emotion"] = audformat.Scheme(labels={"A": {"name": "anger"}, "H": {"name": "happiness"}, "N": {"name": "neutral"}})
db.schemes["transcription"] = audformat.Scheme(
    labels={"t1": "The dog, \"barks\".", "t2": "Caf\u00e9 at noon."}, dtype="str")
db.schemes["said"] = audformat.Scheme("str")
db.schemes["arousal"] = audformat.Scheme("float", minimum=-1, maximum=1)
db.splits["train"] = audformat.Split("train")
db.splits["test"] = audformat.Split("test")
db.raters["crowd"] = audformat.Rater("human")

index = pd.Index(["f1", "m1"], dtype="string", name="speaker")
db["speaker"] = audformat.MiscTable(index)
db.schemes["gender"] = audformat.Scheme(labels=["female", "male"])
db["speaker"]["gender"] = audformat.Column(scheme_id="gender")
db["speaker"]["gender"].set(["female", "male"])
db["speaker"]["age"] = audformat.Column()
db["speaker"]["age"].set([31, 47])
db.schemes["speaker"] = audformat.Scheme(labels="speaker", dtype="str")

files = ["audio/001.wav", "audio/002.wav", "audio/with, comma.wav"]
db["files"] = audformat.Table(audformat.filewise_index(files))
db["files"]["speaker"] = audformat.Column(scheme_id="speaker")
db["files"]["speaker"].set(["f1", "m1", "f1"])
db["files"]["transcription"] = audformat.Column(scheme_id="transcription")
db["files"]["transcription"].set(["t1", "t2", None])

segments = audformat.segmented_index(
    ["audio/001.wav", "audio/001.wav", "audio/002.wav"], ["0s", "1.5s", "0.25s"], ["1.5s", "2.000125s", pd.NaT])
db["emotion.train"] = audformat.Table(segments, split_id="train")
db["emotion.train"]["emotion"] = audformat.Column(scheme_id="emotion", rater_id="crowd")
db["emotion.train"]["emotion"].set(["A", "H", None])
db["emotion.train"]["arousal"] = audformat.Column(scheme_id="arousal")
db["emotion.train"]["arousal"].set([0.5, -0.25, None])
db["emotion.train"]["said"] = audformat.Column(scheme_id="said")
db["emotion.train"]["said"].set(["first", "second\nline", None])
db["emotion.test"] = audformat.Table(audformat.segmented_index(["audio/with, comma.wav"], ["1 days 00:00:01"], ["1 days 00:00:02"]), split_id="test")
db["emotion.test"]["emotion"] = audformat.Column(scheme_id="emotion")
db["emotion.test"]["emotion"].set(["N"])
db.save(str(target), storage_format="csv")
for name in files:
    place = target / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(b"")

loaded = audformat.Database.load(str(target))
with open(target / "expected.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["table", "file", "start", "end", "emotion", "arousal", "said"])
    for name in ["emotion.test", "emotion.train"]:
        frame = loaded[name].df
        for (file, start, end), row in frame.iterrows():
            label = row.get("emotion")
            writer.writerow([
                name, file, start.total_seconds(), "" if pd.isna(end) else end.total_seconds(),
                "" if pd.isna(label) else loaded.schemes["emotion"].labels[label]["name"],
                "" if "arousal" not in frame or pd.isna(row["arousal"]) else row["arousal"],
                "" if "said" not in frame or pd.isna(row["said"]) else row["said"]])
