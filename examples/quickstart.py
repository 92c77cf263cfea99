"""The same in Python: a class for each detector, arrays without copying."""
import numpy as np
import tepid

detector = tepid.EWMABank(mean=20.0, sd=4.0)
latency = np.random.default_rng(7).normal(20.0, 4.0, size=10_000)
latency[2_000:] += 2.0

taken = detector.update(latency)  # up to and with the first alarm
if detector.drift_detected:
    change = detector.change
    print(f"drift at {taken - 1}: since about {change.onset}, by {change.effect:+.1f}")

reference = {"latency": latency[:2_000], "model": ["large", "small"] * 1_000}
current = {"latency": latency[2_000:], "model": ["large", "small"] * 4_000}
result = tepid.compare(reference, current)  # arrays, pandas, polars, Arrow, DuckDB, lists of dicts, profiles
print(result.verdict, result["latency"].effect, result["latency"].interval)
