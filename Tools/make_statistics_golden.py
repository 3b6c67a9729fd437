#!/usr/bin/env python3
"""Writes Tests/ExperimentsTests/Golden/statsmodels-statistics.json: a comparison's statistics by independent programs.

    pip install numpy scikit-learn statsmodels
    python3 Tools/make_statistics_golden.py

Two made-up models, three runs each, 90 utterances of 9 speakers, 3 labels. Measures and confusions are scikit-learn's, McNemar's
test, Holm's correction and Cohen's h are statsmodels'. The intervals are a speaker-cluster bootstrap in numpy with random numbers
of its own, so they agree with the tool's to the accuracy that the number of replicates gives.
"""
import json
import pathlib
import warnings

import numpy as np
from sklearn.metrics import balanced_accuracy_score, confusion_matrix, f1_score, log_loss, precision_score
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_effectsize

TARGET = pathlib.Path(__file__).resolve().parent.parent / "Tests/ExperimentsTests/Golden/statsmodels-statistics.json"
LABELS, RUNS, REPLICATES = 3, 3, 20_000
rng = np.random.default_rng(20)


def measures(gold, predicted):
    shares = np.bincount(gold, minlength=LABELS) / len(gold)
    precision = precision_score(gold, predicted, labels=range(LABELS), average=None, zero_division=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [
            float((shares * precision).sum()),
            float((gold == predicted).mean()),
            float(balanced_accuracy_score(gold, predicted)),
            float(f1_score(gold, predicted, average="macro", zero_division=0)),
        ]


def fast_measures(gold, predicted):
    """The same from a confusion matrix, without scikit-learn's overhead; equality is checked below."""
    counts = np.bincount(gold * LABELS + predicted, minlength=LABELS * LABELS).reshape(LABELS, LABELS)
    in_gold, in_predicted, hits = counts.sum(1), counts.sum(0), np.diag(counts)
    precision = np.divide(hits, in_predicted, out=np.zeros(LABELS), where=in_predicted > 0)
    recall = hits[in_gold > 0] / in_gold[in_gold > 0]
    seen = in_gold + in_predicted > 0
    return np.array(
        [
            (in_gold / len(gold) * precision).sum(),
            hits.sum() / len(gold),
            recall.mean(),
            (2 * hits[seen] / (in_gold + in_predicted)[seen]).mean(),
        ]
    )


def calibration(probabilities, gold):
    predicted = probabilities.argmax(1)
    confidence = probabilities.max(1)
    right = predicted == gold
    error = 0.0
    for low in range(15):
        chosen = (confidence > low / 15) & (confidence <= (low + 1) / 15)
        if chosen.any():
            error += chosen.sum() * abs(confidence[chosen].mean() - right[chosen].mean())
    return {
        "ece": error / len(gold),
        "brier": float(((probabilities - np.eye(LABELS)[gold]) ** 2).sum(1).mean()),
        "nll": float(log_loss(gold, probabilities, labels=range(LABELS))),
    }


speakers = np.repeat(np.arange(9), 10)
gold = rng.integers(0, LABELS, 90)
skill = rng.normal(0, 0.5, 9)[speakers]
probabilities = []
for strength in (1.6, 1.0):
    model = []
    for _ in range(RUNS):
        logits = rng.normal(0, 1, (90, LABELS)) + np.eye(LABELS)[gold] * (strength + skill)[:, None]
        exp = np.exp(logits)
        model.append((exp / exp.sum(1, keepdims=True)).astype(np.float32))
    probabilities.append(model)
predicted = [[run.argmax(1) for run in model] for model in probabilities]

values = [[measures(gold, run) for run in model] for model in predicted]
for model, rows in zip(predicted, values):
    for run, row in zip(model, rows):
        assert np.allclose(fast_measures(gold, run), row)

members = [np.flatnonzero(speakers == speaker) for speaker in range(9)]
draws = np.zeros((REPLICATES, 2, 4))
for replicate in range(REPLICATES):
    chosen = np.concatenate([members[speaker] for speaker in rng.integers(0, 9, 9)])
    for number, model in enumerate(predicted):
        draws[replicate, number] = np.mean([fast_measures(gold[chosen], run[chosen]) for run in model], axis=0)
differences = draws[:, 0] - draws[:, 1]
below, above = (differences < 0).sum(0), (differences > 0).sum(0)
equal = REPLICATES - below - above
p = np.minimum(1, 2 * (np.minimum(below, above) + equal + 1) / (REPLICATES + 1))


def vote(model):
    counts = np.stack([(np.stack(predicted[model]) == label).sum(0) for label in range(LABELS)], 1)
    mean = np.mean([run.astype(float) for run in probabilities[model]], axis=0)
    return np.array([max(range(LABELS), key=lambda label: (counts[i, label], mean[i, label])) for i in range(90)])


right = [vote(model) == gold for model in (0, 1)]
table = [
    [int((right[0] & right[1]).sum()), int((right[0] & ~right[1]).sum())],
    [int((~right[0] & right[1]).sum()), int((~right[0] & ~right[1]).sum())],
]
raw = [0.001, 0.2, 0.04, 0.01, 0.012, 0.9]
TARGET.parent.mkdir(parents=True, exist_ok=True)
TARGET.write_text(
    json.dumps(
        {
            "speakers": speakers.tolist(),
            "gold": gold.tolist(),
            "probabilities": [[run.ravel().tolist() for run in model] for model in probabilities],
            "predicted": [[run.tolist() for run in model] for model in predicted],
            "measures": values,
            "low": np.quantile(draws, 0.025, axis=0).tolist(),
            "high": np.quantile(draws, 0.975, axis=0).tolist(),
            "differenceLow": np.quantile(differences, 0.025, axis=0).tolist(),
            "differenceHigh": np.quantile(differences, 0.975, axis=0).tolist(),
            "differenceP": p.tolist(),
            "votes": table,
            "mcnemarP": float(mcnemar(table, exact=True).pvalue),
            "cohensH": float(proportion_effectsize(right[0].mean(), right[1].mean())),
            "holmRaw": raw,
            "holm": multipletests(raw, method="holm")[1].tolist(),
            "rowPercent": (
                100 * confusion_matrix(np.tile(gold, RUNS), np.concatenate(predicted[0]), normalize="true")
            ).tolist(),
            "calibration": calibration(np.concatenate(probabilities[0]).astype(float), np.tile(gold, RUNS)),
        }
    )
    + "\n"
)
