"""How far the features command is from stored output of openSMILE: a Markdown table, feature by feature.

    emoscribe features REFERENCE/clips --output OUT --contours
    python3 Tools/feature_agreement.py OUT REFERENCE

REFERENCE holds clips/, mfcc/, lld/ and functionals.json as openSMILE 3.0 made them (needs numpy).
"""

import glob
import json
import os
import sys

import numpy


def main(out, reference):
    stems = sorted(os.path.basename(path)[:-4] for path in glob.glob(f"{reference}/clips/*.wav"))
    functionals = json.load(open(f"{reference}/functionals.json"))["values"]
    names = [line.strip() for line in open(f"{out}/prosody.columns.txt")]
    contours = [line.strip() for line in open(f"{out}/contours.columns.txt")]
    groups = {"12 cepstra": range(0, 12), "their deltas": range(13, 25), "their accelerations": range(26, 38)}
    groups["log energy, delta, acceleration"] = [12, 25, 38]
    worst = {name: (0.0, "") for name in [*groups, *contours]}
    far = {name: 0 for name in worst}
    rows = {name: 0 for name in worst}
    limits = dict(zip(worst, (2e-3, 5e-4, 3e-4, 5e-6, 1e-3, 1e-4, 1e-5, 1e-3, 1e-5)))
    relative = {kind: (0.0, "") for kind in dict.fromkeys(name.rsplit("_", 1)[1] for name in names)}
    beyond = 0
    count = 0
    for stem in stems:
        mine = numpy.load(f"{out}/{stem}.mfcc.npy").astype("f8")
        theirs = numpy.load(f"{reference}/mfcc/{stem}.npy")
        assert mine.shape == theirs.shape, stem
        for name, columns in groups.items():
            note(worst, far, rows, limits, name, numpy.abs(mine - theirs)[:, list(columns)].max(axis=1, initial=0), stem)
        table = numpy.load(f"{out}/{stem}.contours.npy").astype("f8")
        theirs = numpy.load(f"{reference}/lld/{stem}.npy")
        assert len(table) == len(theirs), stem
        # openSMILE has loudness first.
        for column, name in enumerate(contours):
            if len(table):
                note(worst, far, rows, limits, name, numpy.abs(table[:, column] - theirs[:, (column + 1) % 5]), stem)
        path = f"{out}/{stem}.prosody.npy"
        assert os.path.exists(path) == (functionals[stem] is not None), stem
        if functionals[stem] is None:
            continue
        mine, theirs = numpy.load(path).astype("f8"), numpy.array(functionals[stem])
        size = numpy.repeat(numpy.hypot(theirs[0::7], theirs[1::7]), 7)
        difference = numpy.abs(mine - theirs)
        count += len(mine)
        beyond += int((difference > numpy.maximum(1e-3 * numpy.abs(theirs), 1e-6 * size)).sum())
        for name, value, expected, scale in zip(names, difference, theirs, size):
            kind = name.rsplit("_", 1)[1]
            share = value / max(abs(expected), 1e-3 * scale) if scale else value
            if share > relative[kind][0]:
                relative[kind] = (share, f"{stem}, {name}")
    print("| feature | rows | largest difference | tolerance | rows beyond it | where |\n| --- | ---: | ---: | ---: | ---: | --- |")
    for name, (value, stem) in worst.items():
        print(f"| {name} | {rows[name]} | {value:.1e} | {limits[name]:g} | {far[name]} | {stem} |")
    print(f"\n| functional | largest relative difference | where |\n| --- | ---: | --- |")
    for kind, (value, where) in relative.items():
        print(f"| {kind} | {value:.1e} | {where} |")
    print(f"\n{count} functionals, {beyond} beyond 1e-3 relative or 1e-6 of the contour's size.")


def note(worst, far, rows, limits, name, differences, stem):
    rows[name] += len(differences)
    far[name] += int((differences > limits[name]).sum())
    if len(differences) and differences.max() > worst[name][0]:
        worst[name] = (float(differences.max()), stem)


main(*sys.argv[1:])
