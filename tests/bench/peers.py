"""Compares certified heads with scikit-learn's; run by peers.sh."""

import subprocess
import sys
import time
import warnings

import h5py
import numpy as np
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
solver, work = sys.argv[1:3]


def certified(x, y, l1, l2, gap):
    """Weights, bias, seconds, objective and gap of a head by neurank."""
    x.astype(np.float32).tofile(f"{work}/x")
    y.astype(np.int32).tofile(f"{work}/y")
    labels = y.max() + 1
    command = [solver, f"{work}/x", f"{work}/y", *map(str, (*x.shape, labels, l1, l2, gap)), f"{work}/head"]
    seconds, objective, found_gap, passes = map(float, subprocess.check_output(command, text=True).split())
    numbers = np.fromfile(f"{work}/head", np.float32)
    weights = numbers[: labels * x.shape[1]].reshape(labels, -1)
    return weights, numbers[weights.size :], seconds, objective, found_gap, passes


def objective_of(x, y, weights, bias, l1, l2):
    """The loss with its penalty, in float64."""
    loss = 0.0
    for rows in np.array_split(np.arange(len(y)), max(1, len(y) // 500)):
        scores = x[rows].astype(np.float64) @ weights.T.astype(np.float64) + bias
        scores -= scores.max(axis=1, keepdims=True)
        loss += (np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(rows)), y[rows]]).sum()
    return loss / len(y) + l1 * np.abs(weights.astype(np.float64)).sum() + l2 * (weights.astype(np.float64) ** 2).sum()


def saga(x, y, l1, l2, passes, tolerance):
    """The same head by scikit-learn. Its penalty is alpha (rho |W| + (1 - rho) / 2 W^2) beside a mean loss."""
    alpha = l1 + 2 * l2
    model = LogisticRegression(
        C=1 / (alpha * len(y)), l1_ratio=l1 / alpha, solver="saga", max_iter=passes, tol=tolerance, random_state=0
    )
    begin = time.process_time()
    model.fit(x, y)
    return model.coef_, model.intercept_, time.process_time() - begin


def compare_small(words, neurons, labels, l1, l2, seed):
    """Objectives and supports on a problem that saga takes to the end, in float64."""
    random = np.random.default_rng(seed)
    x = random.standard_normal((words, neurons)).astype(np.float32)
    x[:, 1::2] = 0.8 * x[:, ::2][:, : x[:, 1::2].shape[1]] + 0.6 * x[:, 1::2]
    truth = random.standard_normal((labels, neurons)) * (random.random((labels, neurons)) < 0.3)
    y = (x @ truth.T + random.gumbel(size=(words, labels))).argmax(axis=1)
    weights, bias, *_ = certified(x, y, l1, l2, 2e-6)
    other, other_bias, _ = saga(x.astype(np.float64), y, l1, l2, 20000, 1e-10)
    ours, theirs = (objective_of(x, y, *head, l1, l2) for head in ((weights, bias), (other, other_bias)))
    differ = int(((weights != 0) != (np.abs(other) > 1e-7)).sum())
    largest = np.abs(weights - other)[(weights != 0) != (np.abs(other) > 1e-7)].max(initial=0)
    print(
        f"T {words} N {neurons} L {labels} l1 {l1} l2 {l2}: objectives {ours:.9f} and {theirs:.9f}, "
        f"{abs(ours - theirs) / theirs:.1e} apart; {(weights != 0).sum()} weights, {differ} in one alone, up to {largest:.1e}"
    )


def compare_large(files, column, words, neurons, l1, l2):
    """Time to what saga has after its default passes."""
    parts = []
    for file in files:
        with h5py.File(file) as stored:
            parts.append(stored["activations"][:words].astype(np.float32))
            if file == files[0]:
                y = stored["labels"][column][:words]
    x = np.concatenate(parts, axis=1)[:, :neurons]
    x = ((x - x.mean(axis=0)) / np.maximum(x.std(axis=0), 1e-12)).astype(np.float32)
    _, y = np.unique(y, return_inverse=True)
    weights, bias, seconds, *_ = certified(x, y, l1, l2, 1e-4)
    other, other_bias, other_seconds = saga(x, y, l1, l2, 100, 1e-12)
    ours, theirs = (objective_of(x, y, *head, l1, l2) for head in ((weights, bias), (other, other_bias)))
    print(
        f"T {words} N {neurons} L {y.max() + 1} l1 {l1} l2 {l2}: certified {ours:.6f} in {seconds:.1f} s; saga after 100 "
        f"passes {theirs:.6f} in {other_seconds:.1f} s, {other_seconds / seconds:.1f} times as long"
    )


for arguments in ((400, 30, 4, 1e-2, 1e-3, 1), (800, 60, 6, 3e-3, 1e-2, 2), (300, 40, 3, 1e-3, 1e-2, 3)):
    compare_small(*arguments)
if len(sys.argv) > 3:
    *files, column, words, neurons = sys.argv[3:]
    for l1, l2 in ((1e-3, 1e-3), (1e-4, 1e-4)):
        compare_large(files, column, int(words), int(neurons), l1, l2)
