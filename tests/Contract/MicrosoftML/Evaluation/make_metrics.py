#!/usr/bin/python3
"""Makes metrics.json: scores, labels and what scikit-learn says of them. Needs Debian's python3-sklearn; writes beside itself.

Made with scikit-learn 1.2.1, NumPy 1.24.2. Tolerance: 1e-6, for scores are 32-bit floats and scikit-learn clips and normalises them in 64 bits.
"""
import json
import math
import os

import numpy as np
from sklearn import metrics

rng = np.random.default_rng(20240229)


def case(classes, rows, sharpness):
    labels = rng.integers(0, classes, rows)
    logits = rng.normal(size=(rows, classes)) + sharpness * np.eye(classes)[labels]
    scores = (np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)).astype(np.float32)
    exact = scores.astype(np.float64)
    exact /= exact.sum(axis=1, keepdims=True)
    predicted = scores.argmax(axis=1)
    names = list(range(classes))
    shares = np.bincount(labels, minlength=classes) / rows
    entropy = -sum(p * math.log(p) for p in shares if p > 0)
    loss = metrics.log_loss(labels, exact, labels=names)
    return {
        "labels": labels.tolist(),
        "scores": [[float(s) for s in row] for row in scores],
        "microAccuracy": metrics.accuracy_score(labels, predicted),
        "macroAccuracy": metrics.balanced_accuracy_score(labels, predicted),
        "logLoss": loss,
        "logLossReduction": 1 - loss / entropy,
        "perClassLogLoss": [metrics.log_loss(labels[labels == c], exact[labels == c], labels=names) for c in names],
        "topK": [metrics.top_k_accuracy_score(labels, exact, k=k, labels=names) if k < classes else 1.0 for k in range(1, classes + 1)],
        "confusion": metrics.confusion_matrix(labels, predicted, labels=names).tolist(),
        "precision": metrics.precision_score(labels, predicted, labels=names, average=None).tolist(),
        "recall": metrics.recall_score(labels, predicted, labels=names, average=None).tolist(),
    }


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "metrics.json"), "w") as f:
    json.dump([case(3, 40, 1.0), case(7, 120, 0.5)], f, indent=None)
    f.write("\n")
