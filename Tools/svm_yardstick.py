"""A linear SVM on pooled statistics of the features, as a yardstick for ARE on unseen speakers.

    emoscribe features CORPUS/audio -o features
    python3 Tools/svm_yardstick.py CORPUS/manifest.csv features

Mean and standard deviation of the 39 MFCC columns over an utterance's first 750 frames, with its 35 prosody numbers; one
speaker left out at a time; without and with standardisation by speaker. Needs numpy and scikit-learn.
"""
import csv
import glob
import os
import sys

import numpy as np
from sklearn.metrics import recall_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

SUFFIX = ".mfcc.npy"


def pooled(path):
    frames = np.load(path)[:750]
    prosody = np.load(path.replace(".mfcc.", ".prosody."))
    return np.concatenate([frames.mean(0), frames.std(0), prosody])


def main(manifest, folder):
    paths = {os.path.basename(p)[: -len(SUFFIX)]: p for p in glob.glob(f"{folder}/**/*{SUFFIX}", recursive=True)}
    with open(manifest, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    values = np.array([pooled(paths[os.path.splitext(os.path.basename(row["audio"]))[0]]) for row in rows])
    labels = np.array([row["emotion"] for row in rows])
    speakers = np.array([row["speaker"] for row in rows])
    by_speaker = values.copy()
    for speaker in set(speakers):
        own = speakers == speaker
        by_speaker[own] = (values[own] - values[own].mean(0)) / (values[own].std(0) + 1e-6)
    for name, inputs in (("as they are", values), ("by speaker", by_speaker)):
        recalls = []
        for penalty in (0.0003, 0.001, 0.01):
            predicted = np.empty_like(labels)
            for speaker in sorted(set(speakers)):
                test = speakers == speaker
                model = make_pipeline(StandardScaler(), LinearSVC(C=penalty, max_iter=20000, random_state=1))
                predicted[test] = model.fit(inputs[~test], labels[~test]).predict(inputs[test])
            recalls.append(f"C = {penalty}: {recall_score(labels, predicted, average='macro'):.3f}")
        print(f"features {name}: UAR " + ", ".join(recalls))


if __name__ == "__main__":
    main(*sys.argv[1:])
