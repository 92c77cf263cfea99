# Writes two_sample_ks_psi.json: python two_sample_ks_psi.py > two_sample_ks_psi.json
# Kolmogorov-Smirnov and the population stability index of the samples in two_sample_numeric.json, one row a case and in
# its order: D by scipy.stats.ks_2samp, its exact p-value where no two values are equal (scipy's does not know of ties)
# and the limit law's by scipy.stats.kstwobign; PSI with 10 bins by numpy's quantiles and counts, its chi-squared
# p-value by scipy.stats.chi2; made with scipy 1.17.1, numpy 2.4.6.
import json
import pathlib
import sys

import numpy as np
from scipy import stats

BINS, FLOOR = 10, 1e-4


def kolmogorov_smirnov(a, b):
    n, m = len(a), len(b)
    d = stats.ks_2samp(a, b, method="asymp").statistic
    row = {"D": float(d), "limit_p": float(stats.kstwobign.sf(d * np.sqrt(n * m / (n + m))))}
    if len(np.unique(np.concatenate([a, b]))) == n + m:
        row["p"] = float(stats.ks_2samp(a, b, method="exact").pvalue)
    return row


def stability_index(a, b):
    cuts = np.unique(np.quantile(a, np.arange(1, BINS) / BINS))
    before, now = (np.bincount(np.searchsorted(cuts, x, side="left"), minlength=len(cuts) + 1) for x in (a, b))
    used = before + now > 0
    p, q = (np.maximum(counts[used] / counts.sum(), FLOOR) for counts in (before, now))
    index = float(np.sum((q - p) * np.log(q / p)))
    scaled = index / (1 / before.sum() + 1 / now.sum())
    return {"psi": index, "psi_p": float(stats.chi2.sf(scaled, used.sum() - 1)) if used.sum() > 1 else None}


def main():
    here = pathlib.Path(__file__).parent
    cases = json.loads((here / "two_sample_numeric.json").read_text())["cases"]
    rows = []
    for case in cases:
        a, b = np.array(case["a"]), np.array(case["b"])
        rows.append(kolmogorov_smirnov(a, b) | stability_index(a, b))
    sys.stdout.write("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")


main()
