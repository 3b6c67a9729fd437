"""Speech features against openSMILE: equal first, then timed, both on the same files in one run.

    Scripts/bench features --opensmile-config DIR [--audio FOLDER] [--repetitions N]

DIR holds the configuration files of the paper's authors, modified_MFCC12_E_D_A.conf and
modified_prosodyShsViterbiLoudness.conf, with the files that they include (github.com/david-yoon/multimodal-speech-emotion,
folder opensmile-config). openSMILE's licence forbids commercial use; it comes from PyPI and nothing of it is kept here.

openSMILE runs in-process (its Python package), one file after the other, results to memory. Each repetition starts a
fresh process for each of the two, one after the other; times are processor seconds (user + system) of the work without
start-up, reading the WAV files included on both sides.
"""

import argparse
import ctypes
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import numpy
from opensmile.core import lib as smile

import common

PROGRAM = os.environ["BENCHMARK_PROGRAM"]
CONFIGS = {
    "mfcc": ("modified_MFCC12_E_D_A.conf", "lld", {"csvoutput": "?"}),
    "prosody": ("modified_prosodyShsViterbiLoudness.conf", "func", {}),
}


def prepare_config(folder):
    """A copy of the authors' folder in the layout that its include lines want, with an in-memory sink added."""
    work = tempfile.mkdtemp()
    os.makedirs(f"{work}/shared")
    for path in glob.glob(f"{folder}/**/*.conf*", recursive=True):
        shutil.copy(path, work if path.endswith(".conf") else f"{work}/shared")
    open(f"{work}/shared/arff_targets.conf.inc", "a").close()
    for name, (config, level, _) in CONFIGS.items():
        with open(f"{work}/{name}.conf", "w") as file:
            file.write(
                f"\\{{{config}}}\n[componentInstances:cComponentManager]\ninstance[out].type=cExternalSink\n"
                f"[out:cExternalSink]\nreader.dmLevel={level}\n"
            )
    return work


def reference(config, name, wav):
    """openSMILE's rows for one file, float32 [rows, columns]."""
    engine = smile.OpenSMILE()
    engine.initialize(f"{config}/{name}.conf", dict(CONFIGS[name][2], inputfile=wav), 0, False, False, None)
    rows = []

    def keep(data, frames, columns, meta, user):
        if frames * columns > 0:
            rows.append(numpy.ctypeslib.as_array(data, shape=(frames * columns,)).copy().reshape(frames, columns))
        return 1

    callback = smile.ExternalSinkCallbackEx(keep)
    engine._callbacks.append(callback)
    engine._check_smile_result(
        smile.smileapi.smile_extsink_set_data_callback_ex(engine._smileobj, b"out", callback, None)
    )
    engine._check_smile_result(smile.smileapi.smile_run(engine._smileobj))
    smile.smileapi.smile_free(engine._smileobj)
    engine._smileobj = None
    return numpy.concatenate(rows) if rows else numpy.zeros((0, 0), "f4")


def time_reference(config, sets, files):
    started, cpu = time.perf_counter(), time.process_time()
    for file in files:
        for name in sets:
            reference(config, name, file)
    print(json.dumps({"cpu": time.process_time() - cpu, "wall": time.perf_counter() - started}))


def check(config, files, work):
    """Compares all numbers of both feature sets; stops where they are not equal within the stated tolerances."""
    out = f"{work}/dump"
    os.makedirs(out)
    subprocess.run([PROGRAM, "dump", out, *files], check=True)
    frames = far_frames = values = far_values = 0
    worst = {"cepstra": 0.0, "deltas": 0.0, "accelerations": 0.0, "log energy": 0.0}
    for file in files:
        stem = os.path.splitext(os.path.basename(file))[0]
        theirs = reference(config, "mfcc", file)
        ours = numpy.fromfile(f"{out}/{stem}.mfcc.f32", "f4").reshape(-1, 39)
        if theirs.shape[0] != ours.shape[0]:
            sys.exit(f"{file}: {ours.shape[0]} frames, openSMILE has {theirs.shape[0]}")
        difference = numpy.abs(ours - theirs)
        frames += len(ours)
        far_frames += int(numpy.any(difference[:, :12] > 2e-3, axis=1).sum())
        worst["cepstra"] = max(worst["cepstra"], float(difference[:, 0:12].max(initial=0)))
        worst["deltas"] = max(worst["deltas"], float(difference[:, 13:25].max(initial=0)))
        worst["accelerations"] = max(worst["accelerations"], float(difference[:, 26:38].max(initial=0)))
        worst["log energy"] = max(worst["log energy"], float(difference[:, [12, 25, 38]].max(initial=0)))
        theirs = reference(config, "prosody", file).reshape(-1).astype("f8")
        ours = numpy.fromfile(f"{out}/{stem}.prosody.f32", "f4").astype("f8")
        if theirs.size != ours.size:
            sys.exit(f"{file}: {ours.size} functionals, openSMILE has {theirs.size}")
        if theirs.size:
            size = numpy.repeat(numpy.hypot(theirs[0::7], theirs[1::7]), 7)
            far = numpy.abs(ours - theirs) > numpy.maximum(1e-3 * numpy.abs(theirs), 1e-6 * size)
            values += theirs.size
            far_values += int(far.sum())
    text = (
        f"Equality on these files: {frames} frames, largest difference of a cepstrum {worst['cepstra']:.1e}, "
        f"delta {worst['deltas']:.1e}, acceleration {worst['accelerations']:.1e}, log energy "
        f"{worst['log energy']:.1e}; {far_frames} frames beyond 2e-3. {values} functionals, {far_values} beyond 1e-3 "
        "relative or 1e-6 of the contour."
    )
    if far_frames * 10_000 > frames or far_values * 100 > values:
        sys.exit("not equal, so not timed. " + text)
    return text


def main():
    parser = argparse.ArgumentParser(description="speech features against openSMILE")
    parser.add_argument("--opensmile-config", default=os.environ.get("OPENSMILE_CONFIG"))
    parser.add_argument("--audio", default=f"{common.ROOT}/corpora/demo", help="folder of recordings")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--name", default="features", help="of the result file")
    parser.add_argument("--time-reference", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.opensmile_config:
        sys.exit("features: give --opensmile-config DIR, the folder with the authors' configuration files")
    if options.time_reference:
        return time_reference(options.opensmile_config, options.time_reference[0].split(","), options.time_reference[1:])

    work = tempfile.mkdtemp()
    found = sorted(
        path
        for path in glob.glob(f"{options.audio}/**/*", recursive=True)
        if path.lower().endswith((".wav", ".flac", ".ogg", ".mp3"))
    )
    if not found:
        sys.exit(f"features: no recordings in {options.audio}")
    os.makedirs(f"{work}/wav")
    subprocess.run([PROGRAM, "prepare", f"{work}/wav", *found], check=True)
    files = sorted(glob.glob(f"{work}/wav/*.wav"))
    if len(files) != len(found):
        sys.exit(f"features: {len(found)} recordings, but {len(files)} different names")
    config = prepare_config(options.opensmile_config)
    equality = check(config, files, work)

    sets = {"MFCC, 39 columns": "mfcc", "prosody, 35 functionals": "prosody", "both": "both"}
    theirs = {name: [] for name in sets}
    ours = {name: [] for name in sets}
    two = {name: [] for name in sets}
    one_wall = {name: [] for name in sets}
    for _ in range(options.repetitions):
        for name, kind in sets.items():
            names = "mfcc,prosody" if kind == "both" else kind
            theirs[name].append(
                common.last_json(
                    [sys.executable, __file__, "--opensmile-config", config, "--time-reference", names, *files]
                )["cpu"]
            )
            one = common.last_json([PROGRAM, "time", kind, "1", *files])
            ours[name].append(one["cpu"])
            one_wall[name].append(one["wall"])
            two[name].append(common.last_json([PROGRAM, "time", kind, "2", *files])["wall"])
            seconds = one["audio"]
    rows = []
    for name in sets:
        ratios = [a / b for a, b in zip(theirs[name], ours[name])]
        threads = [a / b for a, b in zip(one_wall[name], two[name])]
        rows.append(
            (
                name,
                common.spread([seconds / t for t in theirs[name]], 0),
                common.spread([seconds / t for t in ours[name]], 0),
                common.spread(ratios, 1),
                common.spread(threads, 2),
            )
        )
    body = (
        f"{len(files)} files, {seconds:.0f} s of audio, from {os.path.basename(os.path.normpath(options.audio))}; "
        f"{options.repetitions} repetitions by turns. {equality}\n\n"
        + common.table(
            (
                "median (range)",
                "openSMILE, × real time per CPU second",
                "emoscribe, × real time per CPU second",
                "ratio, one thread",
                "two threads to one, wall clock",
            ),
            rows,
        )
    )
    version = json.loads(
        subprocess.run([sys.executable, "-m", "pip", "list", "--format", "json"], capture_output=True, text=True).stdout
    )
    version = next(package["version"] for package in version if package["name"] == "opensmile")
    common.report(options.name, "Scripts/bench features", [f"opensmile {version} (openSMILE 3.0.1)"], body)


if __name__ == "__main__":
    main()
