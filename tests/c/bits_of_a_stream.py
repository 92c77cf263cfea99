#!/usr/bin/env python3
# tests/c/bits_of_a_stream.py - stream_bits against a CUSUM computed here, bit for bit.
#
#   bits_of_a_stream.py STREAM_BITS
import subprocess
import sys


def cusum(xs, k, h):
    """Two-sided tabular CUSUM of standardized values that starts anew after an alarm: (index, statistic) of each."""
    up = down = 0.0
    alarms = []
    for i, x in enumerate(xs):
        up = max(0.0, up + (x - k))
        down = max(0.0, down + (-x - k))
        if max(up, down) > h:
            alarms.append((i, max(up, down)))
            up = down = 0.0
    return alarms, max(up, down)


def main():
    seed, xs = 2024, []
    for i in range(3000):
        total = 0.0
        for _ in range(12):
            seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
            total += (seed >> 48) / 65536
        xs.append(total - 6.0 + (1.5 if 1000 <= i < 1200 else -2.0 if i >= 2900 else 0.0))
    text = "".join(f"{x!r}\n" for x in xs)
    run = subprocess.run([sys.argv[1], "cusum", "k=0.5", "h=5"], input=text, capture_output=True, text=True, check=True)
    lines = [line.split() for line in run.stdout.splitlines()]
    seen = [(int(f[1]), float.fromhex(f[3])) for f in lines if f[0] == "alarm"]
    expected, last = cusum(xs, 0.5, 5.0)
    end = next(f for f in lines if f[0] == "end")
    assert len(expected) > 10, expected
    assert seen == expected, (seen, expected)
    assert int(end[1]) == 3000 and float.fromhex(end[5]) == last, (end, last)
    state = next(f for f in lines if f[0] == "state")
    assert bytes.fromhex(state[1])[:4] == b"TPID"

    spoiled = "nan\ninf\n-inf\n" + text
    again = subprocess.run([sys.argv[1], "cusum", "k=0.5", "h=5"], input=spoiled, capture_output=True, text=True, check=True)
    indices = [int(line.split()[1]) - 3 for line in again.stdout.splitlines() if line.startswith("alarm")]
    assert indices == [i for i, _ in expected]
    for arguments, data in ([[], "1\n"], [["nonsense"], "1\n"], [["cusum", "k"], "1\n"], [["cusum", "k=x"], "1\n"],
                            [["cusum"], "1\nbanana\n"]):
        bad = subprocess.run([sys.argv[1], *arguments], input=data, capture_output=True, text=True, check=False)
        assert bad.returncode == 2 and bad.stdout == "" and bad.stderr.startswith("stream_bits: "), arguments
    print(f"{len(expected)} alarms, same bits")


if __name__ == "__main__":
    main()
