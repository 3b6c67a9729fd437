#!/usr/bin/env python3
"""Reads every format of `emoscribe export` with the reader of the program that it is for.

    python3 -m venv venv
    venv/bin/pip install -r Tools/check_exports.requirements.txt
    venv/bin/python Tools/check_exports.py --tool .build/debug/emoscribe [--labels labels.csv]

Without --labels it makes recordings and a table of its own, with odd names and texts, overlaps, gaps and several speakers.
"""
import argparse
import contextlib
import csv
import io
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import wave

failures = 0
checks = 0


def check(condition, what):
    global failures, checks
    checks += 1
    if not condition:
        failures += 1
        print("failed:", what)


def write_wave(path, seconds):
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(b"\0\0" * int(16000 * seconds))


COLUMNS = ["id", "audio", "start", "end", "speaker", "transcript", "transcript_source", "asr_confidence", "emotion",
           "confidence", "p_angry", "p_happy", "p_sad", "model", "status", "error", "note"]


def own_table(folder):
    audio = folder / "audio"
    write_wave(audio / "call.wav", 10)
    write_wave(audio / "monday" / "one.wav", 2.5)
    write_wave(audio / "tuesday" / "one.wav", 1.25)
    write_wave(audio / 'odd: "näme" <1>.wav', 2)
    rows = [
        ("c1", "audio/call.wav", "0.5", "2.25", "anna", 'She said "no",\nand\tleft --> & <gone>', "angry"),
        ("c2", "audio/call.wav", "2.25", "4", "anna", "", "sad"),
        ("c3", "audio/call.wav", "3", "5.5", "ben", "Größe 猫 🎈", "happy"),
        ("c4", "audio/call.wav", "3.5", "6.123456", "anna", "over herself", "happy"),
        ("c5", "audio/call.wav", "9", "", "ben", "=1+1", ""),
        ("=m1", "audio/monday/one.wav", "", "", "", "hello", "happy"),
        ("t1", "audio/tuesday/one.wav", "", "", "carl", "world", "sad"),
        ("odd\u0301", 'audio/odd: "näme" <1>.wav', "", "", "d & <e>", "text", "angry"),
    ]
    path = folder / "labels.csv"
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number, (id, name, start, end, speaker, text, emotion) in enumerate(rows):
            chances = {"angry": "0.100000", "happy": "0.200000", "sad": "0.050000"}
            if emotion:
                chances[emotion] = f"0.{70 + number}0000"
            writer.writerow([id, name, start, end, speaker, text, "asr:sphinx", "0.5", emotion,
                             chances[emotion] if emotion else "", *chances.values(), "mdre-abc",
                             "ok" if emotion else "abstained", "", f"n{number}"])
    return path


def one_line(text):
    return " ".join(text.split())


class Table:
    """What the readers should find."""

    def __init__(self, path):
        self.path = path
        with open(path, newline="", encoding="utf-8") as file:
            self.rows = list(csv.DictReader(file))
        self.usable = [row for row in self.rows if row.get("status") != "failed" and row["audio"]]

    def by_recording(self):
        groups = {}
        for row in self.usable:
            groups.setdefault(row["audio"], []).append(row)
        return groups

    def seconds(self, audio):
        path = os.path.join(os.path.dirname(self.path), audio)
        if path.endswith(".wav"):
            with wave.open(path) as file:
                return file.getnframes() / file.getframerate()
        import soundfile

        return soundfile.info(path).duration

    def expected(self, kind, rows):
        """(start, end, text), sorted; an end is None where it is the recording's."""
        found = []
        for row in rows:
            text = one_line(row[kind] or "")
            if kind == "confidence" and not row["emotion"]:
                text = ""
            if text:
                found.append((float(row["start"] or 0), float(row["end"]) if row["end"] else None, text))
        return sorted(found, key=lambda span: (span[0], span[2]))


def close(found, wanted, tolerance, what):
    found = sorted(found, key=lambda span: (span[0], span[2]))
    check(len(found) == len(wanted), f"{what}: {len(found)} spans, {len(wanted)} wanted: {found} {wanted}")
    for (start, end, text), (first, last, word) in zip(found, wanted):
        check(abs(start - first) <= tolerance and text == word, f"{what}: {(start, end, text)} is not {(first, last, word)}")
        if last is not None:
            check(abs(end - last) <= tolerance, f"{what}: ends at {end}, not {last}")


def export(tool, table, format, output, *more):
    run = subprocess.run(
        [tool, "export", str(table.path), "--format", format, "-o", str(output), "--json", *more],
        capture_output=True, text=True)
    check(run.returncode == 0, f"export {format}: {run.returncode} {run.stderr}")
    return json.loads(run.stdout) if run.stdout else {}


def files_of(folder, ending):
    return sorted(path for path in pathlib.Path(folder).rglob(f"*.{ending}"))


def match(table, folder, ending):
    """Files with the rows they must hold: a file is told by the texts in it, names are the tool's own business."""
    files = files_of(folder, ending)
    groups = table.by_recording()
    check(len(files) == len(groups), f"{ending}: {len(files)} files for {len(groups)} recordings")
    for audio, rows in groups.items():
        base = os.path.basename(audio)
        names = (os.path.splitext(base)[0], base)
        fitting = [f for f in files if unquote(f.name.removesuffix("." + ending)) in names]
        folders = [f for f in fitting if os.path.basename(os.path.dirname(audio)) == f.parent.name]
        chosen = (folders or fitting)[:1]
        check(bool(chosen), f"{ending}: no file for {audio}")
        if chosen:
            yield audio, rows, chosen[0]


def check_tables(tool, table, folder):
    import pandas

    for format, separator in (("csv", ","), ("tsv", "\t")):
        out = folder / f"again.{format}"
        export(tool, table, format, out)
        frame = pandas.read_csv(out, sep=separator, dtype=str, keep_default_na=False)
        check(frame.to_dict("records") == table.rows, f"{format}: pandas reads other cells")
    out = folder / "again.jsonl"
    export(tool, table, "jsonl", out)
    frame = pandas.read_json(out, lines=True, dtype=False, precise_float=True)
    check(list(frame.columns) == list(table.rows[0]), "jsonl: columns")
    check(list(frame["id"]) == [row["id"] for row in table.rows], "jsonl: ids")
    check(list(frame["transcript"]) == [row["transcript"] for row in table.rows], "jsonl: transcripts")
    for name in ("confidence", "start", "p_angry"):
        if name not in frame:
            continue
        wanted = [float(row[name]) if row[name] else math.nan for row in table.rows]
        same = all((math.isnan(a) and math.isnan(b)) or a == b for a, b in zip(frame[name].astype(float), wanted))
        check(same, f"jsonl: {name}")


def check_textgrids(tool, table, folder):
    import parselmouth
    import textgrid
    from praatio import textgrid as praatio

    out = folder / "grids"
    export(tool, table, "textgrid", out)
    for audio, rows, path in match(table, out, "TextGrid"):
        seconds = table.seconds(audio)
        found = {"emotion": [], "transcript": [], "confidence": []}
        grid = parselmouth.Data.read(str(path))
        for index in range(1, parselmouth.praat.call(grid, "Get number of tiers") + 1):
            kind = parselmouth.praat.call(grid, "Get tier name", index).split("@")[0].split("-")[0]
            for place in range(1, parselmouth.praat.call(grid, "Get number of intervals", index) + 1):
                text = parselmouth.praat.call(grid, "Get label of interval", index, place)
                span = [parselmouth.praat.call(grid, f"Get {end} time of interval", index, place) for end in ("start", "end")]
                if text:
                    found[kind].append((*span, text))
        end = max([seconds] + [float(row["end"] or 0) for row in rows])
        check(abs(grid.xmax - end) < 1e-6, f"{path}: Praat says it ends at {grid.xmax}, not {end}")
        for kind, spans in found.items():
            close(spans, table.expected(kind, rows), 1e-9, f"{path} {kind} (Praat)")
        other = textgrid.TextGrid()
        other.read(str(path), round_digits=12)
        spans = [(i.minTime, i.maxTime, i.mark) for tier in other if tier.name.startswith("emotion") for i in tier if i.mark]
        close(spans, table.expected("emotion", rows), 1e-9, f"{path} (textgrid)")
        third = praatio.openTextgrid(str(path), includeEmptyIntervals=False)
        spans = [tuple(e) for name in third.tierNames if name.startswith("emotion") for e in third.getTier(name).entries]
        close(spans, table.expected("emotion", rows), 1e-9, f"{path} (praatio)")
    check_added_textgrids(tool, table, folder, out)


def check_added_textgrids(tool, table, folder, source):
    import parselmouth

    for form in ("text", "short text"):
        existing = folder / f"existing {form}"
        for path in files_of(source, "TextGrid"):
            place = existing / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            parselmouth.praat.call(parselmouth.Data.read(str(path)), f"Save as {form} file", str(place))
        before = {path: parselmouth.praat.call(parselmouth.Data.read(str(path)), "Get number of tiers")
                  for path in files_of(existing, "TextGrid")}
        for _ in range(2):
            once = {path: path.read_bytes() for path in before} if _ else None
            export_into(tool, table, "textgrid", existing)
            if once:
                check(all(path.read_bytes() == data for path, data in once.items()), f"{form}: a second run changes files")
        for path, count in before.items():
            grid = parselmouth.Data.read(str(path))
            after = parselmouth.praat.call(grid, "Get number of tiers")
            check(after == 2 * count, f"{path}: {after} tiers, {2 * count} wanted")
            for index in range(1, count + 1):
                names = [parselmouth.praat.call(grid, "Get tier name", i) for i in (index, index + count)]
                check(names[1] == "emoscribe " + names[0], f"{path}: {names}")
                labels = [[parselmouth.praat.call(grid, "Get label of interval", i, n + 1)
                           for n in range(parselmouth.praat.call(grid, "Get number of intervals", i))]
                          for i in (index, index + count)]
                check(labels[0] == labels[1], f"{path}: {labels}")


def export_into(tool, table, format, folder):
    run = subprocess.run([tool, "export", str(table.path), "--format", format, "--into", str(folder)],
                         capture_output=True, text=True)
    check(run.returncode == 0, f"export {format} --into: {run.returncode} {run.stderr}")


def check_eaf(tool, table, folder):
    import pympi
    import xml.etree.ElementTree as tree

    out = folder / "eaf"
    export(tool, table, "eaf", out)

    def spans(document, prefix):
        found = {"emotion": [], "transcript": [], "confidence": []}
        for name in document.get_tier_names():
            if name.startswith("emoscribe ") != bool(prefix):
                continue
            kind = name.removeprefix(prefix).split("@")[0].split("-")[0]
            for start, end, text in document.get_annotation_data_for_tier(name):
                found[kind].append((start / 1000, end / 1000, text))
        return found

    def ordered(path):
        root = tree.parse(path).getroot()
        times = [int(slot.get("TIME_VALUE")) for slot in root.find("TIME_ORDER")]
        ids = [element.get(name) for element in root.iter() for name in ("TIME_SLOT_ID", "ANNOTATION_ID") if element.get(name)]
        check(times == sorted(times), f"{path}: time slots are out of order")
        check(len(ids) == len(set(ids)), f"{path}: an id is there twice")
        last = int(root.find("HEADER/PROPERTY[@NAME='lastUsedAnnotationId']").text)
        used = [int(i[1:]) for i in ids if i.startswith("a")]
        check(not used or last >= max(used), f"{path}: lastUsedAnnotationId {last}")

    for audio, rows, path in match(table, out, "eaf"):
        ordered(path)
        document = pympi.Elan.Eaf(str(path))
        for kind, found in spans(document, "").items():
            close(found, table.expected(kind, rows), 0.00051, f"{path} {kind} (pympi)")
        media = document.get_linked_files()[0]
        beside = (path.parent / pathlib.PurePosixPath(unquote(media["RELATIVE_MEDIA_URL"]))).resolve()
        check(beside == (pathlib.Path(table.path).parent / audio).resolve(), f"{path}: media {media}")
        document.to_file(str(path) + ".pympi")
    for path in files_of(out, "pympi"):
        os.replace(path, str(path).removesuffix(".pympi"))
    for round in range(2):
        if round:
            once = {path: path.read_bytes() for path in files_of(out, "eaf")}
        export_into(tool, table, "eaf", out)
        if round:
            check(all(path.read_bytes() == data for path, data in once.items()), "eaf: a second run changes files")
    for audio, rows, path in match(table, out, "eaf"):
        ordered(path)
        document = pympi.Elan.Eaf(str(path))
        for prefix in ("", "emoscribe "):
            for kind, found in spans(document, prefix).items():
                close(found, table.expected(kind, rows), 0.00051, f"{path} {prefix}{kind} (pympi, added)")


def unquote(text):
    from urllib.parse import unquote as decode

    return decode(text)


def check_subtitles(tool, table, folder):
    import pysrt
    import srt
    import webvtt

    export(tool, table, "srt", folder / "srt")
    for audio, rows, path in match(table, folder / "srt", "srt"):
        rows = [row for row in rows if one_line(row["transcript"]) or row["emotion"]]
        cues = list(srt.parse(path.read_text(encoding="utf-8")))
        check(len(cues) == len(rows), f"{path}: {len(cues)} cues, {len(rows)} wanted (srt)")
        check(len(pysrt.open(str(path), encoding="utf-8")) == len(rows), f"{path}: other number of cues (pysrt)")
        wanted = sorted(rows, key=lambda row: (float(row["start"] or 0), float(row["end"] or 1e9)))
        for cue, row in zip(cues, wanted):
            text = one_line(row["transcript"]).replace("-->", "→")
            check(cue.content.endswith(text), f"{path}: {cue.content!r} does not end in {text!r}")
            check(not row["emotion"] or f"[{row['emotion']}" in cue.content, f"{path}: {cue.content!r}")
            check(abs(cue.start.total_seconds() - float(row["start"] or 0)) < 0.00051, f"{path}: {cue.start}")
    export(tool, table, "vtt", folder / "vtt")
    for audio, rows, path in match(table, folder / "vtt", "vtt"):
        rows = [row for row in rows if one_line(row["transcript"]) or row["emotion"]]
        cues = list(webvtt.read(str(path)))
        wanted = sorted(rows, key=lambda row: (float(row["start"] or 0), float(row["end"] or 1e9)))
        check(len(cues) == len(wanted), f"{path}: {len(cues)} cues, {len(wanted)} wanted (webvtt)")
        for cue, row in zip(cues, wanted):
            import html

            text = one_line(row["transcript"])
            check(cue.identifier == row["id"], f"{path}: id {cue.identifier!r}, not {row['id']!r}")
            check(html.unescape(cue.text).endswith(text), f"{path}: {cue.text!r} does not end in {text!r}")
            check(html.unescape(cue.voice or "") == row["speaker"], f"{path}: voice {cue.voice!r}")


def check_label_studio(tool, table, folder):
    from label_studio_sdk.converter import Converter
    from label_studio_sdk.label_interface import LabelInterface

    out = folder / "studio"
    export(tool, table, "label-studio", out)
    config = (out / "labeling-config.xml").read_text(encoding="utf-8")
    interface = LabelInterface(config)
    interface.validate()
    tasks = json.loads((out / "tasks.json").read_text(encoding="utf-8"))
    check([task["data"]["utterance_id"] for task in tasks] == [row["id"] for row in table.rows if row["audio"]], "tasks: ids")
    for task in tasks:
        # Of a task with predictions the method calls itself wrongly (label-studio-sdk 2.1.2).
        check(interface.validate_task({"data": task["data"]}), f"task {task['data']['utterance_id']} does not fit the configuration")
        for prediction in task.get("predictions", []):
            check(interface.validate_prediction(prediction), f"prediction of {task['data']['utterance_id']}: {prediction}")
    # Somebody answers: every second label is changed, the last task is left; the program's own converter exports it.
    labels = sorted({row["emotion"] for row in table.rows if row["emotion"]})
    answered = []
    wanted = {}
    for number, task in enumerate(tasks[:-1]):
        own = [r["value"]["choices"][0] for p in task.get("predictions", []) for r in p["result"] if r["type"] == "choices"]
        label = labels[(labels.index(own[0]) + number % 2) % len(labels)] if own else labels[0]
        wanted[task["data"]["utterance_id"]] = label
        result = [{"id": "x", "from_name": "emotion", "to_name": "audio", "type": "choices", "value": {"choices": [label]}}]
        annotation = {"id": number, "completed_by": {"email": "a@example.org", "id": 1}, "was_cancelled": False,
                      "result": result, "created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-01T00:00:00Z",
                      "lead_time": 1.0}
        answered.append({"id": 100 + number, "data": task["data"], "annotations": [annotation], "predictions": []})
    answered.append({"id": 999, "data": tasks[-1]["data"], "annotations": [], "predictions": []})
    back = folder / "back"
    back.mkdir()
    (back / "export.json").write_text(json.dumps(answered))
    converter = Converter(config, str(back))
    with contextlib.redirect_stdout(io.StringIO()):
        converter.convert_to_json_min(str(back / "export.json"), str(back / "min"), is_dir=False)
        converter.convert_to_csv(str(back / "export.json"), str(back / "csv"), is_dir=False, header=True, sep=",")
    for path in [back / "export.json", *files_of(back / "min", "json"), *files_of(back / "csv", "csv")]:
        gold = folder / "gold.csv"
        run = subprocess.run([tool, "import", "corrections", str(path), "--table", str(table.path), "-o", str(gold)],
                             capture_output=True, text=True)
        check(run.returncode == 0, f"import {path}: {run.stderr}")
        with open(gold, newline="", encoding="utf-8") as file:
            found = {row["id"]: row["emotion"] for row in csv.DictReader(file)}
        check({id: label for id, label in found.items() if label} == wanted, f"{path}: {found} is not {wanted}: {run.stderr}")
    check(len(files_of(back, "json")) == 2 and len(files_of(back, "csv")) == 1, f"converter wrote {files_of(back, '*')}")


def check_audformat(tool, table, folder):
    import audformat
    import pandas

    out = folder / "audformat"
    home = os.path.dirname(table.path)
    root = os.path.commonpath([os.path.dirname(os.path.abspath(os.path.join(home, row["audio"]))) for row in table.usable])
    export(tool, table, "audformat", out, "--audio-root", root)
    database = audformat.Database.load(str(out))
    frame = database["labels"].get()
    rows = [row for row in table.rows if row["audio"]]
    check(len(frame) == len(rows), f"audformat: {len(frame)} rows, {len(rows)} wanted")
    check(database.is_portable, "audformat: not portable")
    check(list(frame["id"]) == [row["id"] for row in rows], "audformat: ids")
    check(list(frame["emotion"].astype(object).where(frame["emotion"].notna(), "")) == [row["emotion"] for row in rows],
          "audformat: labels")
    check(all((math.isnan(a) and not row["confidence"]) or a == float(row["confidence"])
              for a, row in zip(frame["confidence"].astype(float), rows)), "audformat: confidences")
    if audformat.is_segmented_index(frame.index):
        for (file, start, end), row in zip(frame.index, rows):
            check(abs(start.total_seconds() - float(row["start"] or 0)) < 1e-6, f"audformat: {start} {row['start']}")
            check(pandas.isna(end) if not row["end"] else abs(end.total_seconds() - float(row["end"])) < 1e-6, f"audformat: {end}")
    database.save(str(folder / "audformat again"))
    check(audformat.Database.load(str(folder / "audformat again"))["labels"].get().equals(frame), "audformat: saved and loaded")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--labels", help="a table of labels whose recordings are there")
    parser.add_argument("--only", help="one of tables, textgrids, eaf, subtitles, label_studio, audformat")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        table = Table(arguments.labels or own_table(folder))
        for part in (check_tables, check_textgrids, check_eaf, check_subtitles, check_label_studio, check_audformat):
            if arguments.only and part.__name__ != f"check_{arguments.only}":
                continue
            before = (checks, failures)
            part(arguments.tool, table, folder)
            print(f"{part.__name__}: {checks - before[0]} checks, {failures - before[1]} failed")
    print(f"{checks} checks: {failures} failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
