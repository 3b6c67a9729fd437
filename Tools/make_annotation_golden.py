#!/usr/bin/env python3
"""Writes annotation files of Praat and pympi to Tests/ExportTests/Golden.

    pip install praat-parselmouth pympi-ling
    python3 Tools/make_annotation_golden.py

praat-*.TextGrid: the same grid in Praat's long and short form and as UTF-16. praat-labels.TextGrid: the tiers that
`TextGridTests` writes, saved by Praat. pympi.eaf: tiers with aligned and referring annotations.
"""
import pathlib

import parselmouth
from parselmouth.praat import call
from pympi.Elan import Eaf

folder = pathlib.Path(__file__).parent.parent / "Tests/ExportTests/Golden"
TEXT = 'Er sagte "nein" – größer 猫 🎈'


def grid(end, tiers, points=""):
    made = call("Create TextGrid", 0, end, " ".join(list(tiers) + points.split()), points)
    for number, spans in enumerate(tiers.values(), 1):
        for start, stop, text in spans:
            for time in (start, stop):
                if 0 < time < end and call(made, "Get low interval at time", number, time) == \
                        call(made, "Get high interval at time", number, time):
                    call(made, "Insert boundary", number, time)
            place = call(made, "Get high interval at time", number, start) or 1
            call(made, "Set interval text", number, place, text)
    return made


words = grid(4.5, {"words": [(0.25, 1.5, TEXT), (1.5, 2, "!")], "phones": [(0, 4.5, "")]}, points="clicks")
call(words, "Insert point", 3, 0.125, "a \"click\"")
call(words, "Insert point", 3, 3, "")
call("Text writing preferences", "UTF-8")
call(words, "Save as text file", str(folder / "praat-long.TextGrid"))
call(words, "Save as short text file", str(folder / "praat-short.TextGrid"))
call("Text writing preferences", "UTF-16")
call(words, "Save as text file", str(folder / "praat-utf16.TextGrid"))
call("Text writing preferences", "UTF-8")

labels = grid(3.5, {"emotion": [(0.5, 1.25, "angry"), (1.25, 2, "sad")], "transcript": [(0.5, 1.25, TEXT)],
                    "confidence": [(0.5, 1.25, "0.812500"), (1.25, 2, "0.5")]})
call(labels, "Save as text file", str(folder / "praat-labels.TextGrid"))

eaf = Eaf(author="golden")
eaf.remove_tier("default")
eaf.add_linguistic_type("words")
eaf.add_linguistic_type("notes", "Symbolic_Association")
eaf.add_tier("words", ling="words", part="anna & \"ben\"")
eaf.add_tier("notes", ling="notes", parent="words")
eaf.add_annotation("words", 250, 1500, TEXT)
eaf.add_annotation("words", 1500, 2000, "<&>")
eaf.add_ref_annotation("notes", "words", 300, "loud")
eaf.add_linked_file("file:///data/a.wav", relpath="./a.wav", mimetype="audio/x-wav")
eaf.to_file(str(folder / "pympi.eaf"))
text = (folder / "pympi.eaf").read_text(encoding="utf-8")
date = text.split('DATE="')[1].split('"')[0]
(folder / "pympi.eaf").write_text(text.replace(date, "2024-01-01T00:00:00+00:00"), encoding="utf-8")
(folder / "pympi.bak").unlink(missing_ok=True)
(folder / "pympi.eaf.bak").unlink(missing_ok=True)
print("wrote", sorted(path.name for path in folder.iterdir()))
