#!/usr/bin/env python3
"""Writes Tests/TrainingTests/Golden/scipy-calibration.json: temperatures found by scipy, measures by numpy.

    pip install numpy scipy
    python3 Tools/make_calibration_golden.py

The temperature is the root of the derivative of the mean negative log-likelihood by T (scipy.optimize.brentq); the
expected calibration error uses 15 bins (low, high], as in Guo et al. 2017. Logits are float32 values.
"""
import json
import pathlib

import numpy as np
from scipy.optimize import brentq
from scipy.special import log_softmax, softmax

TARGET = pathlib.Path(__file__).resolve().parent.parent / "Tests/TrainingTests/Golden/scipy-calibration.json"


def loss(logits, labels, temperature):
    return float(-log_softmax(logits / temperature, axis=1)[np.arange(len(labels)), labels].mean())


def slope(temperature, logits, labels):
    probabilities = softmax(logits / temperature, axis=1)
    gold = logits[np.arange(len(labels)), labels]
    return float((gold - (probabilities * logits).sum(1)).mean() / temperature**2)


def calibration_error(logits, labels, temperature):
    probabilities = softmax(logits / temperature, axis=1)
    confidence = probabilities.max(1)
    right = probabilities.argmax(1) == labels
    edges = np.linspace(0, 1, 16)
    total = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            total += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return float(total)


def case(name, seed, count, classes, scale, signal):
    random = np.random.default_rng(seed)
    labels = random.integers(0, classes, count)
    logits = random.normal(size=(count, classes))
    logits[np.arange(count), labels] += signal
    logits = (scale * logits).astype(np.float32).astype(np.float64)
    temperature = brentq(slope, 0.05, 20, args=(logits, labels), xtol=1e-14, rtol=1e-14)
    return {"name": name, "logits": logits.ravel().tolist(), "labels": labels.tolist(), "temperature": temperature,
            "lossBefore": loss(logits, labels, 1), "lossAfter": loss(logits, labels, temperature),
            "errorBefore": calibration_error(logits, labels, 1),
            "errorAfter": calibration_error(logits, labels, temperature)}


if __name__ == "__main__":
    cases = [case("too sure", 1, 120, 4, 4.0, 1.0), case("too modest", 2, 90, 4, 0.2, 1.5),
             case("two classes", 3, 50, 2, 1.5, 0.5), case("one utterance wrong", 4, 40, 7, 3.0, 4.0)]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(cases) + "\n")
    for entry in cases:
        print(entry["name"], entry["temperature"], entry["lossBefore"], entry["lossAfter"], entry["errorBefore"],
              entry["errorAfter"])
