#!/usr/bin/env python3
"""Writes Tests/AgreementTests/Golden/agreement.json: random ratings and what other programs say of them.

    pip install scikit-learn krippendorff statsmodels nltk numpy
    python3 Tools/make_agreement_golden.py

Cohen's kappa and F1 by label are scikit-learn's, Krippendorff's alpha that of the package krippendorff (and nltk's, where
both can say it), Fleiss' kappa that of statsmodels.
"""
import json
import pathlib
import warnings

import krippendorff
import numpy as np
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import cohen_kappa_score, confusion_matrix, f1_score
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

warnings.simplefilter("ignore")
random = np.random.default_rng(8)
cases = []
for labels, annotators, units, missing, skill in [
    (2, 2, 12, 0, 0.5), (4, 2, 40, 0, 0.7), (4, 2, 40, 0.2, 0.7), (3, 3, 30, 0, 0.6), (3, 3, 30, 0.3, 0.6),
    (5, 6, 60, 0.5, 0.4), (4, 2, 25, 0, 0.0), (4, 2, 25, 0, 1.0), (7, 4, 50, 0.1, 0.8), (6, 2, 200, 0.05, 0.3),
]:
    truth = random.integers(labels, size=units)
    ratings = np.where(random.random((units, annotators)) < skill, truth[:, None],
                       random.integers(labels, size=(units, annotators)))
    given = np.where(random.random(ratings.shape) < missing, -1, ratings)
    case = {"labels": labels, "ratings": given.tolist()}
    data = np.where(given < 0, np.nan, given).T
    case["krippendorffAlpha"] = krippendorff.alpha(
        reliability_data=data, level_of_measurement="nominal", value_domain=list(range(labels)))
    pairable = given[(given >= 0).sum(axis=1) > 1]
    task = AnnotationTask([(str(a), str(u), int(v)) for u, row in enumerate(pairable) for a, v in enumerate(row) if v >= 0])
    assert abs(task.alpha() - case["krippendorffAlpha"]) < 1e-9
    complete = given[(given >= 0).all(axis=1)]
    table, _ = aggregate_raters(complete, n_cat=labels)
    case["fleissKappa"] = float(fleiss_kappa(table, method="fleiss"))
    if annotators == 2:
        first, second = complete.T
        case["cohenKappa"] = float(cohen_kappa_score(first, second, labels=range(labels)))
        case["f1"] = f1_score(first, second, labels=range(labels), average=None, zero_division=np.nan).tolist()
        case["confusion"] = confusion_matrix(first, second, labels=range(labels)).tolist()
    cases.append(case)
path = pathlib.Path(__file__).parent.parent / "Tests/AgreementTests/Golden/agreement.json"
path.write_text(json.dumps({"cases": cases}, separators=(",", ":")).replace("NaN", "null") + "\n")
print(f"wrote {len(cases)} cases to {path}")
