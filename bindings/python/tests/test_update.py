# test_update.py - what update takes, and that an array means the same as its values one by one.
import array
import decimal
import fractions

import numpy as np
import pytest

import tepid
import tepid.river
from conftest import ROWS
from tepid import State


def fed_one_by_one(detector, values):
    for taken, x in enumerate(values, 1):
        if detector.update(float(x)) is State.DRIFT:
            return taken
    return len(values)


def test_an_array_gives_the_same_bits_as_its_values(detector_class, stepped, row_values):
    whole, single = detector_class(), detector_class()
    taken = whole.update(stepped)
    assert taken == fed_one_by_one(single, stepped)
    assert whole.save() == single.save()
    assert whole.drift_detected and 500 < taken <= 600 and taken % row_values == 0


def test_a_value_gives_a_state(detector_class):
    state = detector_class().update(0.0)
    assert state is State(state) and state in (State.WARMING, State.STABLE)


@pytest.mark.parametrize("kind", ["float32", "float16", "int64", "int8", "uint16", "bool", ">f8", "longdouble"])
def test_other_number_types_are_converted(kind):
    values = np.array([0, 1, 1, 0, 1, 0, 0, 1] * 20).astype(kind)
    converted, exact = tepid.PageHinkley(), tepid.PageHinkley()
    assert converted.update(values) == exact.update(values.astype(float)) == 160
    assert converted == exact


def test_strided_reversed_and_unaligned_arrays_are_converted(stepped):
    unaligned = np.frombuffer(b"\0" + stepped.tobytes(), dtype=np.uint8)[1:].view(np.float64)
    assert not unaligned.flags.aligned
    for values, same in ((stepped[::3], stepped[::3].copy()), (stepped[::-1], stepped[::-1].copy()), (unaligned, stepped)):
        given, expected = tepid.EWMABank(), tepid.EWMABank()
        assert given.update(values) == expected.update(same)
        assert given == expected


def test_buffers_lists_and_ranges_are_taken(stepped):
    values = stepped[:400]
    read_only = values.copy()
    read_only.flags.writeable = False
    expected = tepid.CUSUM(h=100)
    expected.update(values)
    for given in (array.array("d", values), memoryview(values), read_only, list(values), tuple(values), values.tolist()):
        detector = tepid.CUSUM(h=100)
        assert detector.update(given) == 400
        assert detector == expected
    assert tepid.CUSUM().update(range(5)) == 5


@pytest.mark.parametrize("empty", [[], (), np.array([]), np.zeros(0, dtype=int), array.array("d")])
def test_nothing_changes_nothing(empty):
    detector = tepid.EWMABank()
    assert detector.update(empty) == 0 and detector == tepid.EWMABank()


@pytest.mark.parametrize(
    "one", [1, True, 1.0, np.float64(1), np.float32(1), np.int8(1), np.bool_(1), np.array(1.0), fractions.Fraction(1), decimal.Decimal(1)]
)
def test_single_numbers_of_any_type(one):
    detector, expected = tepid.EWMABank(), tepid.EWMABank()
    assert detector.update(one) is expected.update(1.0)
    assert detector == expected


@pytest.mark.parametrize("wrong", [
    "1.0", b"1.0", bytearray(8), None, 1j, np.complex64(1), [1j], ["a"], [None], [object()], {"a": 1.0}, {1.0},
    np.array(["2026-01-01"], dtype="datetime64[D]"), np.array([1j, 2]), np.array(["1.0"]), object(),
])
def test_what_is_no_real_number_is_a_type_error_that_names_it(wrong):
    detector = tepid.CUSUM()
    with pytest.raises(TypeError, match="CUSUM: x must"):
        detector.update(wrong)
    assert detector == tepid.CUSUM()


@pytest.mark.parametrize("shape", [(3, 2), (0, 2), (1, 1, 1)])
def test_more_than_one_dimension_is_an_error_that_tells_the_shape(shape):
    with pytest.raises(tepid.DataError) as caught:
        tepid.CUSUM().update(np.zeros(shape))
    assert f"it has {len(shape)} dimensions, shape {shape}" in str(caught.value)
    assert caught.value.field == "x" and caught.value.code is tepid.ErrorCode.BAD_DATA


def test_rows_of_different_lengths_are_an_error():
    with pytest.raises(tepid.DataError, match="rows differ in length"):
        tepid.CUSUM().update([[1.0], [1.0, 2.0]])


def test_not_finite_values_are_rejected_and_counted(detector_class):
    # Values of every kind of data. Charts of rows reject whole rows: here of one value.
    single = {"dimension": 1} if "dimension" in detector_class().get_params() else {}
    detector, without = detector_class(**single), detector_class(**single)
    assert detector.update(np.array([0.0, np.nan, 1.0, np.inf, -np.inf])) == 5
    without.update([0.0, 1.0])
    assert (detector.count, detector.rejected, without.rejected) == (2, 3, 0)
    assert detector.statistic == without.statistic
    detector.update(10**400)
    assert detector.rejected == 4


@pytest.mark.parametrize("name", [row["name"] for row in ROWS if "dimension" in [p["name"] for p in row["parameters"]]])
def test_a_row_with_a_value_that_is_not_finite_is_rejected_whole(name):
    nan, inf = np.nan, np.inf
    # The default is made for rows by the thousand; here two rows must be enough to tell the third from.
    eager = {"fast": 1, "slow": 0.5, "limit": 0.3} if name == "streaming_mmd" else {}
    detector, without = (tepid.make_detector(name, dimension=3, **eager) for _ in range(2))
    detector.update([0.1, 0.2, 0.3, nan, 9.0, 9.0, 9.0, inf, 9.0, 9.0, 9.0, -inf, 0.4, 0.5, 0.6])
    without.update([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    assert (detector.count, detector.rejected, without.rejected) == (6, 9, 0)
    assert detector.statistic == without.statistic and detector.state is State.STABLE
    assert [detector.update(x) for x in (9.0, 9.0, nan, 9.0, 9.0, 9.0)] == [State.STABLE] * 5 + [State.DRIFT]


def test_masked_values_are_missing_not_read():
    detector = tepid.CUSUM()
    assert detector.update(np.ma.array([0.1, 1e9, 0.2], mask=[False, True, False])) == 3
    assert (detector.count, detector.rejected) == (2, 1) and not detector.drift_detected


def test_series_are_taken_and_their_missing_values_counted():
    pandas = pytest.importorskip("pandas")
    for series in (pandas.Series([0.5, None, 1.0]), pandas.Series([1, None, 2], dtype="Int64")):
        detector = tepid.CUSUM()
        assert detector.update(series) == 3 and (detector.count, detector.rejected) == (2, 1)
    with pytest.raises(TypeError, match="Series of"):
        tepid.CUSUM().update(pandas.Series(["a", "b"]))
    with pytest.raises(tepid.DataError, match="2 dimensions"):
        tepid.CUSUM().update(pandas.DataFrame({"a": [1.0], "b": [2.0]}))


def test_update_takes_its_argument_by_name_too():
    detector = tepid.CUSUM()
    assert detector.update(x=0.5) is State.STABLE and detector.update(x=np.zeros(3)) == 3


@pytest.mark.parametrize(("call", "says"), [
    (lambda d: d.update(), r"one argument, x \(0 given\)"),
    (lambda d: d.update(1.0, 2.0), r"one argument, x \(2 given\)"),
    (lambda d: d.update(1.0, x=2.0), r"one argument, x \(2 given\)"),
    (lambda d: d.update(y=1.0), "unexpected keyword argument 'y'; it takes x"),
    (lambda d: type(d).update(3, 1.0), "doesn't apply to a 'int' object|requires a .*Detector"),
])
def test_other_calls_of_update_are_type_errors(call, says):
    for detector in (tepid.CUSUM(), tepid.river.CUSUM()):
        with pytest.raises(TypeError, match=says):
            call(detector)
        assert detector.count == 0


def test_an_object_that_was_never_made_is_a_type_error():
    for cls in (tepid.CUSUM, tepid.river.CUSUM):
        empty = cls.__new__(cls)
        for use in (lambda: empty.update(1.0), lambda: empty.update([1.0]), lambda: empty.count, lambda: empty.drift_detected):
            with pytest.raises(TypeError, match="CUSUM.__init__.* was not called"):
                use()
    with pytest.raises(TypeError):
        tepid.CUSUM.__new__(tepid.CUSUM).save()
    with pytest.raises(TypeError, match="was not called"):
        tepid.CUSUM.h.__get__(tepid.CUSUM.__new__(tepid.CUSUM))


def test_the_state_of_another_class_is_not_read_by_its_parameters():
    chart = tepid.CUSUM.__new__(tepid.CUSUM)
    chart.__setstate__((tepid.PageHinkley().save(), {}))
    with pytest.raises(TypeError, match="holds a PageHinkley"):
        chart.k


def test_a_class_of_two_kinds_of_objects_still_finds_its_detector():
    class Both(tepid.CUSUM, tepid.Profile):
        def __init__(self):
            tepid.CUSUM.__init__(self, h=3.0)

    with pytest.raises(TypeError):  # a Profile cannot be made in this way
        Both()
    both = Both.__new__(Both)
    with pytest.raises(TypeError, match="was not called"):
        both.update(1.0)
    tepid.CUSUM.__init__(both, h=3.0)
    assert both.update(1.0) is State.STABLE and both.count == 1 and both.h == 3.0
