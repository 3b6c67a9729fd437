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
    "mfcc": ("modified_MFCC12_E_D_A.conf", {"csvoutput": "?"}),
    "prosody": ("modified_prosodyShsViterbiLoudness.conf", {}),
}
# Columns that a program's user gets; the contours behind the functionals are compared, too, but not timed.
RESULTS = {"mfcc": ["lld"], "prosody": ["func"]}
CONTOURS = ["func", "pitch", "harmonics", "loudness"]
# Largest differences that count as equal: hertz, semitones, voicing, decibels; loudness.
PITCH_TOLERANCES = numpy.array([1e-3, 1e-4, 1e-5, 1e-3])
# A frame that is further off than this in any of the four went another way at a comparison: at most one in 10,000 may.
TIE = 1e-3
LOUDNESS_TOLERANCE = 1e-5


def prepare_config(folder):
    """A copy of the authors' folder in the layout that its include lines want, with in-memory sinks added."""
    work = tempfile.mkdtemp()
    os.makedirs(f"{work}/shared")
    for path in glob.glob(f"{folder}/**/*.conf*", recursive=True):
        shutil.copy(path, work if path.endswith(".conf") else f"{work}/shared")
    open(f"{work}/shared/arff_targets.conf.inc", "a").close()
    for name, levels in (("mfcc", RESULTS["mfcc"]), ("prosody", RESULTS["prosody"]), ("contours", CONTOURS)):
        config = CONFIGS["mfcc" if name == "mfcc" else "prosody"][0]
        with open(f"{work}/{name}.conf", "w") as file:
            file.write(f"\\{{{config}}}\n[componentInstances:cComponentManager]\n")
            file.writelines(f"instance[out{level}].type=cExternalSink\n" for level in levels)
            file.writelines(f"[out{level}:cExternalSink]\nreader.dmLevel={level}\n" for level in levels)
    return work


def reference(config, name, wav, levels=None):
    """openSMILE's rows for one file: for each level float32 [rows, columns]."""
    engine = smile.OpenSMILE()
    options = dict(CONFIGS["mfcc" if name == "mfcc" else "prosody"][1], inputfile=wav)
    engine.initialize(f"{config}/{name}.conf", options, 0, False, False, None)
    found = []
    for level in levels or RESULTS[name]:
        rows = []

        def keep(data, frames, columns, meta, user, rows=rows):
            if frames * columns > 0:
                rows.append(numpy.ctypeslib.as_array(data, shape=(frames * columns,)).copy().reshape(frames, columns))
            return 1

        callback = smile.ExternalSinkCallbackEx(keep)
        engine._callbacks.append(callback)
        engine._check_smile_result(
            smile.smileapi.smile_extsink_set_data_callback_ex(
                engine._smileobj, f"out{level}".encode(), callback, None
            )
        )
        found.append(rows)
    engine._check_smile_result(smile.smileapi.smile_run(engine._smileobj))
    smile.smileapi.smile_free(engine._smileobj)
    engine._smileobj = None
    return [numpy.concatenate(rows) if rows else numpy.zeros((0, 0), "f4") for rows in found]


def time_reference(config, sets, files):
    started, cpu = time.perf_counter(), time.process_time()
    for file in files:
        for name in sets:
            reference(config, name, file)
    print(json.dumps({"cpu": time.process_time() - cpu, "wall": time.perf_counter() - started}))


def check(config, files, work):
    """Compares all numbers of both feature sets; stops where they are not equal within the stated tolerances.

    The reference transforms in single precision, and its rounding decides comparisons (which bin is a peak, which of
    two candidates is higher). Frames beyond the tolerances are counted, those beyond TIE are limited.
    """
    out = f"{work}/dump"
    os.makedirs(out)
    subprocess.run([PROGRAM, "dump", out, *files], check=True)
    frames = pitch_frames = far_cepstra = far_pitch = ties = far_loudness = values = far_values = explained = 0
    worst = dict.fromkeys(["cepstrum", "delta", "acceleration", "log energy"], 0.0)
    largest = numpy.zeros(5)
    for file in files:
        stem = os.path.splitext(os.path.basename(file))[0]

        def ours(kind, columns):
            return numpy.fromfile(f"{out}/{stem}.{kind}.f32", "f4").reshape(-1, columns).astype("f8")

        def same_shape(mine, theirs, what):
            if len(mine) != len(theirs):
                sys.exit(f"{file}: {len(mine)} rows of {what}, openSMILE has {len(theirs)}")
            return theirs.reshape(mine.shape).astype("f8")

        mine = ours("mfcc", 39)
        difference = numpy.abs(mine - same_shape(mine, reference(config, "mfcc", file)[0], "MFCC"))
        frames += len(mine)
        far_cepstra += int(numpy.any(difference[:, :12] > 2e-3, axis=1).sum())
        for name, columns in (
            ("cepstrum", slice(0, 12)),
            ("delta", slice(13, 25)),
            ("acceleration", slice(26, 38)),
            ("log energy", [12, 25, 38]),
        ):
            worst[name] = max(worst[name], float(difference[:, columns].max(initial=0)))

        functionals, pitch, harmonics, loudness = reference(config, "contours", file, CONTOURS)
        mine = ours("pitch", 4)
        theirs = same_shape(mine, numpy.hstack([pitch[:, :3], harmonics[:, :1]]) if len(pitch) else pitch, "pitch")
        difference = numpy.abs(mine - theirs)
        far = numpy.any(difference > PITCH_TOLERANCES, axis=1)
        pitch_frames += len(mine)
        far_pitch += int(far.sum())
        ties += int(numpy.any(difference > TIE, axis=1).sum())
        if not far.all():
            largest[:4] = numpy.maximum(largest[:4], difference[~far].max(axis=0))
        mine = ours("loudness", 1)
        difference = numpy.abs(mine - same_shape(mine, loudness, "loudness"))
        far_loudness += int((difference > LOUDNESS_TOLERANCE).sum())
        largest[4] = max(largest[4], float(difference.max(initial=0)))

        mine = ours("functionals", 1)[:, 0]
        theirs = same_shape(mine, functionals.reshape(-1), "functionals")
        if len(mine):
            size = numpy.repeat(numpy.hypot(theirs[0::7], theirs[1::7]), 7)
            off = numpy.abs(mine - theirs) > numpy.maximum(1e-3 * numpy.abs(theirs), 1e-6 * size)
            values += len(mine)
            far_values += int(off.sum())
            if off.any() and far.any():
                explained += int(off.sum())
    rows = [
        *((name, f"{value:.1e}") for name, value in worst.items()),
        *(
            (name, f"{value:.1e}")
            for name, value in zip(("F0, Hz", "F0, semitones", "voicing", "HNR, dB", "loudness"), largest)
        ),
    ]
    text = (
        f"Equality on these files, checked before timing: {frames} MFCC frames, {far_cepstra} beyond 2e-3; "
        f"{pitch_frames} pitch frames, {far_pitch} beyond the tolerances (1e-3 Hz, 1e-4 semitones, 1e-5 voicing, 1e-3 "
        f"dB), {ties} of them by more than {TIE:g} because a comparison fell otherwise in the last bit; {far_loudness} "
        f"loudness frames beyond 1e-5; {values} functionals, {far_values} beyond 1e-3 relative or 1e-6 of the contour, "
        f"{explained} of them in recordings with such a frame. Largest differences in all other frames:\n\n"
        + common.table(("column", "largest difference"), rows)
    )
    if far_cepstra or far_loudness or ties * 10_000 > pitch_frames or far_values > explained:
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
