#!/usr/bin/env bash
# scikit-learn's linear discriminant has two Ledoit-Wolf shrinkages, and they are not the same.
#
# Libraries: scikit-learn 1.9.1, numpy 2.4.6.
#
# One would guess: LinearDiscriminantAnalysis(shrinkage="auto"), documented as shrinkage by the Ledoit-Wolf lemma, is
# what covariance_estimator=LedoitWolf() gives: the library's own class of that name, handed over by hand, which is also
# how its OAS is used there. And a linear discriminant has one covariance, that within all classes, which is shrunk once.
#
# What happens: both shrink the covariance of each class by itself, so a rare class by more, and add them up by their
# shares; neither shrinks the pooled one. "auto" does so with the columns in units of that class's own deviations, and
# scales back: the columns' units do not matter. The estimator gets them as they are: shrinkage then pulls all variances
# towards their mean, so one column of large numbers, such as the outlier neurons of language models, decides for all
# others. Its predictions change with the unit of a single column, those of "auto" do not.
#
# Output seen (3 classes of 250, 40 and 10 words, 20 columns, one of which has 30 times the deviation of most others):
#   shrinkage of each class: auto 1.00 1.00 0.78, estimator 0.01 0.05 0.35
#   auto is each class shrunk by itself: largest difference 3e-20
#   the estimator is each class shrunk by itself: largest difference 1e-18
#   either is the pooled covariance, shrunk once: no
#   predictions that differ between the two: 15 %
#   predictions that change with the unit of one column: auto 0 %, estimator 25 %
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q scikit-learn==1.9.1 numpy==2.4.6
venv/bin/python - <<'PY'
import sys, numpy as np, sklearn
from sklearn.covariance import LedoitWolf
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
print("scikit-learn", sklearn.__version__, "numpy", np.__version__)
random = np.random.default_rng(1)
sizes, columns = [250, 40, 10], 20
units = np.ones(columns)
units[-2:] = 10, 30
means = random.normal(size=(3, columns)) / 2
labels = np.repeat([0, 1, 2], sizes)
words = (random.normal(size=(300, columns)) + means[labels]) * units
new = (random.normal(size=(3000, columns)) + means[random.integers(0, 3, 3000)]) * units

def discriminant(kind, values):
    how = {"shrinkage": "auto"} if kind == "auto" else {"covariance_estimator": LedoitWolf()}
    return LinearDiscriminantAnalysis(solver="lsqr", store_covariance=True, **how).fit(values, labels)

def by_class(own_units):
    """Each class shrunk by itself: the sum by the classes' shares, and the shrinkages."""
    total, shrinkages = 0, []
    for label, size in enumerate(sizes):
        values = words[labels == label]
        unit = values.std(0) if own_units else np.ones(columns)
        found = LedoitWolf().fit((values - values.mean(0)) / unit)
        shrinkages.append(found.shrinkage_)
        total = total + size / 300 * found.covariance_ * np.outer(unit, unit)
    return total, shrinkages

def distance(a, b):
    return np.abs(a - b).max() / np.abs(b).max()

failed = []
def expect(holds, what):
    if not holds:
        failed.append(what)

auto, estimator = discriminant("auto", words), discriminant("estimator", words)
(in_units, of_auto), (as_is, of_estimator) = by_class(True), by_class(False)
shown = lambda shrinkages: " ".join(f"{one:.2f}" for one in shrinkages)
print(f"shrinkage of each class: auto {shown(of_auto)}, estimator {shown(of_estimator)}")
for name, found, expected in (("auto", auto, in_units), ("the estimator", estimator, as_is)):
    print(f"{name} is each class shrunk by itself: largest difference {distance(found.covariance_, expected):.0e}")
    expect(distance(found.covariance_, expected) < 1e-9, f"{name} is not each class by itself")
    rest = words - np.array([words[labels == label].mean(0) for label in range(3)])[labels]
    for unit in (np.ones(columns), rest.std(0)):
        pooled = LedoitWolf(assume_centered=True).fit(rest / unit).covariance_ * np.outer(unit, unit)
        expect(distance(found.covariance_, pooled) > 1e-5, f"{name} is the pooled covariance")
print("either is the pooled covariance, shrunk once:", "no" if not failed else "perhaps")
differ = np.mean(auto.predict(new) != estimator.predict(new))
print(f"predictions that differ between the two: {differ:.0%}")
expect(differ > 0.05, "the two agree")
other = np.ones(columns)
other[-1] = 1000
changes = {kind: np.mean(discriminant(kind, words * other).predict(new * other) != found.predict(new))
           for kind, found in (("auto", auto), ("estimator", estimator))}
print(f"predictions that change with the unit of one column: auto {changes['auto']:.0%}, "
      f"estimator {changes['estimator']:.0%}")
expect(changes["auto"] < 0.001 and changes["estimator"] > 0.1, "units")
if failed:
    sys.exit("CHANGED: " + ", ".join(failed))
PY
echo 'HOLDS: shrinkage="auto" and covariance_estimator=LedoitWolf() are two discriminants, of each class by itself'
