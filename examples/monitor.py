"""A monitor in Python: a model that accepts payments, its inputs, its score, and how right it was a day later."""
import numpy as np
import tepid

HOUR, DAY = 3600, 86_400
RATE = 300  # payments an hour

config = {
    "name": "payments",
    "budget": "1 per 90 d",  # false alarms of all signals together
    "rate": RATE / HOUR,
    "season_seconds": DAY,
    "signals": [
        {"name": "amount", "margin": 0.25},
        {"name": "country", "type": "categorical"},
        {"name": "score", "role": "output", "threshold": 0.5},
    ],
    "quality": {"floors": [{"metric": "accuracy", "level": 0.9}], "horizon_seconds": 3 * DAY, "matures_after_seconds": DAY},
}
rng = np.random.default_rng(7)


def payments(start: float, hours: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Payments and their times; the amounts are larger in the evening."""
    n = hours * RATE
    times = start + np.arange(n) * HOUR / RATE
    evening = np.sin(2 * np.pi * times / DAY)
    table = {
        "amount": rng.lognormal(3.0 + 0.2 * evening, 0.5),
        "country": rng.choice(["DE", "FR", "IT"], n, p=[0.6, 0.3, 0.1]),
        "score": rng.beta(2.0, 5.0, n),
    }
    return times, table


# Once, of healthy traffic; reference.save("payments.tepid") keeps it.
start = 20_000.0 * DAY
times, healthy = payments(start, 28 * 24)
reference = tepid.make_reference(config, healthy, times)

# In the service. Every thread that serves may observe; nothing waits for the monitor.
monitor = tepid.Monitor(config, reference)
monitor.on_alarm(lambda alarm: print(alarm))
monitor.changed("deploy", "form v2", time=start + 30 * DAY)

now = start + 28 * DAY
for hour in range(6 * 24):
    times, live = payments(now, 1)
    if now >= start + 30 * DAY:  # the new form forgets the country of one payment in twenty
        live["country"] = live["country"].astype(object)
        live["country"][::20] = None
    monitor.observe_batch(live, times)  # or, in a request: monitor.observe({"amount": 12.5, "country": "DE"})

    ids = hour * RATE + np.arange(RATE)
    said = live["score"] >= 0.5
    monitor.predict_batch(ids, live["score"], said, times=times)
    was = np.where(rng.random(RATE) < 0.95, said, ~said)
    monitor.label_batch(ids, was, times=times + HOUR)

    now += HOUR
    monitor.drain(now)  # in a service: every second or so, in a thread of its own

snapshot = monitor.snapshot(now)
accuracy = next(q for q in snapshot.quality if q.metric == "accuracy")
print(f"{snapshot.rows} rows, {snapshot.dropped} values dropped, {snapshot.alarms} alarms")
print(f"accuracy {accuracy.estimate:.3f}, at least {accuracy.low:.3f}, of {accuracy.labels} labels")
