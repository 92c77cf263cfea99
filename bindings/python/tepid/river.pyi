# Generated from the registry by scripts/generate_stubs.py; do not edit.
from collections.abc import Iterable
from typing import Any, Literal, Optional

from typing_extensions import Self

from tepid import _core

__all__ = ["CUSUM", "Shewhart", "ShewhartSubgroups", "ShewhartAttributes", "EWMA", "CrosierCUSUM", "SelfStartingCUSUM", "BinomialCUSUM", "PoissonCUSUM", "CountsEWMA", "VarianceCUSUM", "VarianceEWMA", "GMA", "HotellingT2", "MEWMA", "MCUSUM", "DDM", "EDDM", "RDDM", "ECDD", "STEPD", "HDDM_A", "HDDM_W", "FHDDM", "FHDDMS", "MDDM", "LFR", "ADWIN", "KSWIN", "SeqDrift2", "SEED", "IncrementalKS", "OPTWIN", "SeqDrift1", "PageHinkley", "EWMABank", "FOCuS", "GLR", "SRMixture", "BettingEProcess", "ConformalMartingale", "NewAtom", "EWMAFOCuS", "StreamingMMD", "BOCPD", "HDDMA", "HDDMW"]

class _RiverDetector(_core._OneUpdateDetector):
    """Flags that tell of the last update alone, and parameters by river's names."""

    def clone(self, new_params: Optional[dict[str, Any]] = None, include_attributes: bool = False) -> Self:
        """A new detector with the same parameters and, unless include_attributes, without what was learned."""

class CUSUM(_RiverDetector):
    """Tabular CUSUM chart for a step in the mean.

    Parameters
    ----------
    k : default 0.5
        reference value: half the shift to find fastest
    h : default 8.053
        decision interval: alarm when a sum exceeds it
    mean : default 0.0
        in-control mean (baseline known)
    sd : default 1.0
        in-control standard deviation (baseline known; scale for running)
    side : default 'both'
        direction of change to find
    head_start : default 0.0
        where the sums start; below h
    baseline : default 'known'
        where mean and sd come from: given, learned from the first values, or a running mean
    warm_up : default 30
        values that a learned baseline takes; first verdict of a running one

    Source: Page 1954, Biometrika 41; Lucas and Crosier 1982, Technometrics 24.
    """

    def __init__(
        self,
        *,
        k: float = 0.5,
        h: float = 8.053,
        mean: float = 0.0,
        sd: float = 1.0,
        side: Literal["both", "up", "down"] = "both",
        head_start: float = 0.0,
        baseline: Literal["known", "learned", "running"] = "known",
        warm_up: int = 30,
    ) -> None: ...
    @property
    def k(self) -> float:
        """reference value: half the shift to find fastest"""
    @property
    def h(self) -> float:
        """decision interval: alarm when a sum exceeds it"""
    @property
    def mean(self) -> float:
        """in-control mean (baseline known)"""
    @property
    def sd(self) -> float:
        """in-control standard deviation (baseline known; scale for running)"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def head_start(self) -> float:
        """where the sums start; below h"""
    @property
    def baseline(self) -> Literal["known", "learned", "running"]:
        """where mean and sd come from: given, learned from the first values, or a running mean"""
    @property
    def warm_up(self) -> int:
        """values that a learned baseline takes; first verdict of a running one"""

class Shewhart(_RiverDetector):
    """Shewhart chart of single values, with Western Electric and Nelson rules.

    Parameters
    ----------
    L : default 3.0
        limit of rule1; those of the other rules keep their share of it
    rule1 : default True
        one value beyond L
    rule2 : default False
        two of three beyond 2/3 L on the same side
    rule3 : default False
        four of five beyond 1/3 L on the same side
    rule4 : default False
        eight in a row on the same side of the mean
    nelson2 : default False
        nine in a row on the same side of the mean
    nelson3 : default False
        six in a row, each above, or each below, the one before
    nelson4 : default False
        fourteen in a row going up and down by turns
    nelson7 : default False
        fifteen in a row within 1 sd
    nelson8 : default False
        eight in a row beyond 1/3 L, on either side
    moving_range : default False
        also a chart of the range of two neighbours
    mean : default 0.0
        in-control mean
    sd : default 1.0
        in-control standard deviation
    warm_up : default 0
        values from which mean and sd are learned after construction and reset; 0: the given ones are used

    Source: Shewhart 1931; Western Electric 1956; Nelson 1984, J. Quality Technology 16.
    """

    def __init__(
        self,
        *,
        L: float = 3.0,
        rule1: bool = True,
        rule2: bool = False,
        rule3: bool = False,
        rule4: bool = False,
        nelson2: bool = False,
        nelson3: bool = False,
        nelson4: bool = False,
        nelson7: bool = False,
        nelson8: bool = False,
        moving_range: bool = False,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @property
    def L(self) -> float:
        """limit of rule1; those of the other rules keep their share of it"""
    @property
    def rule1(self) -> bool:
        """one value beyond L"""
    @property
    def rule2(self) -> bool:
        """two of three beyond 2/3 L on the same side"""
    @property
    def rule3(self) -> bool:
        """four of five beyond 1/3 L on the same side"""
    @property
    def rule4(self) -> bool:
        """eight in a row on the same side of the mean"""
    @property
    def nelson2(self) -> bool:
        """nine in a row on the same side of the mean"""
    @property
    def nelson3(self) -> bool:
        """six in a row, each above, or each below, the one before"""
    @property
    def nelson4(self) -> bool:
        """fourteen in a row going up and down by turns"""
    @property
    def nelson7(self) -> bool:
        """fifteen in a row within 1 sd"""
    @property
    def nelson8(self) -> bool:
        """eight in a row beyond 1/3 L, on either side"""
    @property
    def moving_range(self) -> bool:
        """also a chart of the range of two neighbours"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""
    @property
    def warm_up(self) -> int:
        """values from which mean and sd are learned after construction and reset; 0: the given ones are used"""

class ShewhartSubgroups(_RiverDetector):
    """Shewhart charts of subgroups: X-bar with R or S.

    Parameters
    ----------
    n : default 5
        values in a subgroup
    spread : default 'range'
        chart of the spread beside that of the means
    L : default 3.0
        limit in standard deviations of what is charted
    mean : default 0.0
        in-control mean
    sd : default 1.0
        in-control standard deviation
    warm_up : default 0
        subgroups from which mean and sd are learned after construction and reset; 0: the given ones are used

    Source: Shewhart 1931, Economic Control of Quality of Manufactured Product.
    """

    def __init__(
        self,
        *,
        n: int = 5,
        spread: Literal["none", "range", "sd"] = "range",
        L: float = 3.0,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @property
    def n(self) -> int:
        """values in a subgroup"""
    @property
    def spread(self) -> Literal["none", "range", "sd"]:
        """chart of the spread beside that of the means"""
    @property
    def L(self) -> float:
        """limit in standard deviations of what is charted"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""
    @property
    def warm_up(self) -> int:
        """subgroups from which mean and sd are learned after construction and reset; 0: the given ones are used"""

class ShewhartAttributes(_RiverDetector):
    """Shewhart chart of shares or counts: p, np, c and u.

    Parameters
    ----------
    kind : default 'c'
        p and np: of binomial data; c and u: of Poisson data
    center : default 4.0
        in control: the share (p, np), the mean count (c), the mean count by unit (u)
    n : default 100
        items (p, np) or units (u) behind a value; c has none
    L : default 3.0
        alarm when the deviation exceeds it
    side : default 'both'
        direction of change to find

    Source: Shewhart 1931, Economic Control of Quality of Manufactured Product.
    """

    def __init__(
        self,
        *,
        kind: Literal["p", "np", "c", "u"] = "c",
        center: float = 4.0,
        n: int = 100,
        L: float = 3.0,
        side: Literal["both", "up", "down"] = "both",
    ) -> None: ...
    @property
    def kind(self) -> Literal["p", "np", "c", "u"]:
        """p and np: of binomial data; c and u: of Poisson data"""
    @property
    def center(self) -> float:
        """in control: the share (p, np), the mean count (c), the mean count by unit (u)"""
    @property
    def n(self) -> int:
        """items (p, np) or units (u) behind a value; c has none"""
    @property
    def L(self) -> float:
        """alarm when the deviation exceeds it"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""

class EWMA(_RiverDetector):
    """EWMA chart for a change of the mean.

    Parameters
    ----------
    lambda_ : default 0.1
        weight of the newest value
    L : default 2.814
        limit in long-run standard deviations of the EWMA
    side : default 'both'
        direction of change to find
    head_start : default 0.0
        where the EWMA starts; within the limits
    limits : default 'fix'
        fix: at once in full; vacl: of the exact variance; fir: fast initial response; both; steiner
    barrier : default -6.0
        a one-sided EWMA is held here on its quiet side
    mean : default 0.0
        in-control mean
    sd : default 1.0
        in-control standard deviation
    warm_up : default 0
        values from which mean and sd are learned after construction and reset; 0: the given ones are used

    Source: Roberts 1959, Technometrics 1; Lucas and Saccucci 1990, Technometrics 32.
    """

    def __init__(
        self,
        *,
        lambda_: float = 0.1,
        L: float = 2.814,
        side: Literal["both", "up", "down"] = "both",
        head_start: float = 0.0,
        limits: Literal["fix", "vacl", "fir", "both", "steiner"] = "fix",
        barrier: float = -6.0,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @property
    def lambda_(self) -> float:
        """weight of the newest value"""
    @property
    def L(self) -> float:
        """limit in long-run standard deviations of the EWMA"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def head_start(self) -> float:
        """where the EWMA starts; within the limits"""
    @property
    def limits(self) -> Literal["fix", "vacl", "fir", "both", "steiner"]:
        """fix: at once in full; vacl: of the exact variance; fir: fast initial response; both; steiner"""
    @property
    def barrier(self) -> float:
        """a one-sided EWMA is held here on its quiet side"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""
    @property
    def warm_up(self) -> int:
        """values from which mean and sd are learned after construction and reset; 0: the given ones are used"""

class CrosierCUSUM(_RiverDetector):
    """Crosier's two-sided CUSUM chart for a step in the mean.

    Parameters
    ----------
    k : default 0.5
        reference value: half the shift to find fastest
    h : default 3.73
        decision interval: alarm when the sum leaves it
    head_start : default 0.0
        where the sum starts; between -h and h
    mean : default 0.0
        in-control mean
    sd : default 1.0
        in-control standard deviation
    warm_up : default 0
        values from which mean and sd are learned after construction and reset; 0: the given ones are used

    Source: Crosier 1986, Technometrics 28.
    """

    def __init__(
        self,
        *,
        k: float = 0.5,
        h: float = 3.73,
        head_start: float = 0.0,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @property
    def k(self) -> float:
        """reference value: half the shift to find fastest"""
    @property
    def h(self) -> float:
        """decision interval: alarm when the sum leaves it"""
    @property
    def head_start(self) -> float:
        """where the sum starts; between -h and h"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""
    @property
    def warm_up(self) -> int:
        """values from which mean and sd are learned after construction and reset; 0: the given ones are used"""

class SelfStartingCUSUM(_RiverDetector):
    """Self-starting CUSUM chart: mean and sd need not be known.

    Parameters
    ----------
    k : default 0.5
        reference value: half the shift to find fastest
    h : default 8.053
        decision interval: alarm when a sum exceeds it
    side : default 'both'
        direction of change to find
    head_start : default 0.0
        where the sums start; below h
    warm_up : default 2
        values that only enter mean and sd, before the first verdict

    Source: Hawkins 1987, The Statistician 36.
    """

    def __init__(
        self,
        *,
        k: float = 0.5,
        h: float = 8.053,
        side: Literal["both", "up", "down"] = "both",
        head_start: float = 0.0,
        warm_up: int = 2,
    ) -> None: ...
    @property
    def k(self) -> float:
        """reference value: half the shift to find fastest"""
    @property
    def h(self) -> float:
        """decision interval: alarm when a sum exceeds it"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def head_start(self) -> float:
        """where the sums start; below h"""
    @property
    def warm_up(self) -> int:
        """values that only enter mean and sd, before the first verdict"""

class BinomialCUSUM(_RiverDetector):
    """CUSUM chart of binomial counts, one-sided.

    Parameters
    ----------
    n : default 150
        trials behind a count
    p : default 0.1
        in-control probability of a success; limits are designed for it
    k : default 18.5
        reference value, between the counts in and out of control
    h : default 20.0
        decision interval: alarm when the sum exceeds it
    side : default 'up'
        direction of change to find: up or down
    head_start : default 0.0
        where the sum starts; at most h

    Source: Gan 1993, J. of Quality Technology 25; Brook and Evans 1972, Biometrika 59.
    """

    def __init__(
        self,
        *,
        n: int = 150,
        p: float = 0.1,
        k: float = 18.5,
        h: float = 20.0,
        side: Literal["both", "up", "down"] = "up",
        head_start: float = 0.0,
    ) -> None: ...
    @property
    def n(self) -> int:
        """trials behind a count"""
    @property
    def p(self) -> float:
        """in-control probability of a success; limits are designed for it"""
    @property
    def k(self) -> float:
        """reference value, between the counts in and out of control"""
    @property
    def h(self) -> float:
        """decision interval: alarm when the sum exceeds it"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find: up or down"""
    @property
    def head_start(self) -> float:
        """where the sum starts; at most h"""

class PoissonCUSUM(_RiverDetector):
    """CUSUM chart of Poisson counts, one-sided.

    Parameters
    ----------
    mean : default 4.0
        in-control mean count; limits are designed for it
    k : default 5.0
        reference value, between the counts in and out of control
    h : default 10.0
        decision interval: alarm when the sum exceeds it
    side : default 'up'
        direction of change to find: up or down
    head_start : default 0.0
        where the sum starts; at most h

    Source: Lucas 1985, Technometrics 27; Brook and Evans 1972, Biometrika 59.
    """

    def __init__(
        self,
        *,
        mean: float = 4.0,
        k: float = 5.0,
        h: float = 10.0,
        side: Literal["both", "up", "down"] = "up",
        head_start: float = 0.0,
    ) -> None: ...
    @property
    def mean(self) -> float:
        """in-control mean count; limits are designed for it"""
    @property
    def k(self) -> float:
        """reference value, between the counts in and out of control"""
    @property
    def h(self) -> float:
        """decision interval: alarm when the sum exceeds it"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find: up or down"""
    @property
    def head_start(self) -> float:
        """where the sum starts; at most h"""

class CountsEWMA(_RiverDetector):
    """EWMA chart of Poisson or binomial counts.

    Parameters
    ----------
    law : default 'poisson'
        of the counts
    mean : default 4.0
        in-control mean (poisson)
    n : default 150
        trials behind a count (binomial)
    p : default 0.1
        in-control probability of a success (binomial)
    lambda_ : default 0.1
        weight of the newest count
    A : default 2.8
        limit in long-run standard deviations of the EWMA
    side : default 'both'
        direction of change to find
    z0 : default -1.0
        where the EWMA starts; below 0: at the mean
    resolution : default 0
        the EWMA is rounded to multiples of 1/resolution after every count; 0: not

    Source: Borror, Champ and Rigdon 1998, J. Quality Technology 30; Gan 1990, JSCS 37.
    """

    def __init__(
        self,
        *,
        law: Literal["poisson", "binomial"] = "poisson",
        mean: float = 4.0,
        n: int = 150,
        p: float = 0.1,
        lambda_: float = 0.1,
        A: float = 2.8,
        side: Literal["both", "up", "down"] = "both",
        z0: float = -1.0,
        resolution: int = 0,
    ) -> None: ...
    @property
    def law(self) -> Literal["poisson", "binomial"]:
        """of the counts"""
    @property
    def mean(self) -> float:
        """in-control mean (poisson)"""
    @property
    def n(self) -> int:
        """trials behind a count (binomial)"""
    @property
    def p(self) -> float:
        """in-control probability of a success (binomial)"""
    @property
    def lambda_(self) -> float:
        """weight of the newest count"""
    @property
    def A(self) -> float:
        """limit in long-run standard deviations of the EWMA"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def z0(self) -> float:
        """where the EWMA starts; below 0: at the mean"""
    @property
    def resolution(self) -> int:
        """the EWMA is rounded to multiples of 1/resolution after every count; 0: not"""

class VarianceCUSUM(_RiverDetector):
    """CUSUM chart of sample variances, one-sided.

    Parameters
    ----------
    k : default 1.46
        reference value: above 1 upwards, below downwards
    h : default 10.0
        decision limit: alarm when the sum exceeds it
    df : default 1
        values in a sample, less one if its own mean is taken off
    head_start : default 0.0
        where the sum starts; below h
    side : default 'up'
        direction of change to find: up or down
    own_mean : default False
        1: samples of df + 1 values, about their own mean; 0: of df values, about `mean`
    mean : default 0.0
        in-control mean
    sd : default 1.0
        in-control standard deviation
    warm_up : default 0
        values from which mean and sd are learned after construction and reset; 0: the given ones are used

    Source: Page 1963, Technometrics 5; Knoth 2006, Frontiers in SQC 8.
    """

    def __init__(
        self,
        *,
        k: float = 1.46,
        h: float = 10.0,
        df: int = 1,
        head_start: float = 0.0,
        side: Literal["both", "up", "down"] = "up",
        own_mean: bool = False,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @property
    def k(self) -> float:
        """reference value: above 1 upwards, below downwards"""
    @property
    def h(self) -> float:
        """decision limit: alarm when the sum exceeds it"""
    @property
    def df(self) -> int:
        """values in a sample, less one if its own mean is taken off"""
    @property
    def head_start(self) -> float:
        """where the sum starts; below h"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find: up or down"""
    @property
    def own_mean(self) -> bool:
        """1: samples of df + 1 values, about their own mean; 0: of df values, about `mean`"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""
    @property
    def warm_up(self) -> int:
        """values from which mean and sd are learned after construction and reset; 0: the given ones are used"""

class VarianceEWMA(_RiverDetector):
    """EWMA chart of sample variances, upwards.

    Parameters
    ----------
    lambda_ : default 0.1
        weight of the newest sample
    L : default 2.5
        limit above 1 in long-run standard deviations of the EWMA
    df : default 1
        values in a sample, less one if its own mean is taken off
    head_start : default 1.0
        where the EWMA starts; below the limit
    own_mean : default False
        1: samples of df + 1 values, about their own mean; 0: of df values, about `mean`
    mean : default 0.0
        in-control mean
    sd : default 1.0
        in-control standard deviation
    warm_up : default 0
        values from which mean and sd are learned after construction and reset; 0: the given ones are used

    Source: MacGregor and Harris 1993, J. Quality Technology 25; Knoth 2005.
    """

    def __init__(
        self,
        *,
        lambda_: float = 0.1,
        L: float = 2.5,
        df: int = 1,
        head_start: float = 1.0,
        own_mean: bool = False,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @property
    def lambda_(self) -> float:
        """weight of the newest sample"""
    @property
    def L(self) -> float:
        """limit above 1 in long-run standard deviations of the EWMA"""
    @property
    def df(self) -> int:
        """values in a sample, less one if its own mean is taken off"""
    @property
    def head_start(self) -> float:
        """where the EWMA starts; below the limit"""
    @property
    def own_mean(self) -> bool:
        """1: samples of df + 1 values, about their own mean; 0: of df values, about `mean`"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""
    @property
    def warm_up(self) -> int:
        """values from which mean and sd are learned after construction and reset; 0: the given ones are used"""

class GMA(_RiverDetector):
    """Geometric moving average test for a change of the mean.

    Parameters
    ----------
    alpha : default 0.99
        weight of the past; 1 - alpha is that of the newest value
    threshold : default 0.2286
        alarm when the average exceeds it
    min_samples : default 1
        first verdict
    side : default 'both'
        direction of change to find
    baseline : default 'known'
        where the mean comes from: given, or a running mean
    mean : default 0.0
        in-control mean (subtracted first for running)
    sd : default 1.0
        x is divided by it: the unit of threshold

    Source: Roberts 1959, Technometrics 1; Basseville and Nikiforov 1993.
    """

    def __init__(
        self,
        *,
        alpha: float = 0.99,
        threshold: float = 0.2286,
        min_samples: int = 1,
        side: Literal["both", "up", "down"] = "both",
        baseline: Literal["known", "running"] = "known",
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...
    @property
    def alpha(self) -> float:
        """weight of the past; 1 - alpha is that of the newest value"""
    @property
    def threshold(self) -> float:
        """alarm when the average exceeds it"""
    @property
    def min_samples(self) -> int:
        """first verdict"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def baseline(self) -> Literal["known", "running"]:
        """where the mean comes from: given, or a running mean"""
    @property
    def mean(self) -> float:
        """in-control mean (subtracted first for running)"""
    @property
    def sd(self) -> float:
        """x is divided by it: the unit of threshold"""

class HotellingT2(_RiverDetector):
    """Hotelling's T2 chart for a shift of the mean vector.

    Parameters
    ----------
    dimension : default 2
        values in a row; they are given one after another
    limit : default 10.0
        alarm when T2 exceeds it
    mean : default 0.0
        in-control mean of every column (without warm_up)
    sd : default 1.0
        in-control standard deviation of every column (without warm_up); of a column that was constant in it
    warm_up : default 0
        rows from which means and covariance are learned after construction and reset; 0: mean, sd, no correlation

    Source: Hotelling 1947, in Techniques of Statistical Analysis.
    """

    def __init__(
        self,
        *,
        dimension: int = 2,
        limit: float = 10.0,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @property
    def dimension(self) -> int:
        """values in a row; they are given one after another"""
    @property
    def limit(self) -> float:
        """alarm when T2 exceeds it"""
    @property
    def mean(self) -> float:
        """in-control mean of every column (without warm_up)"""
    @property
    def sd(self) -> float:
        """in-control standard deviation of every column (without warm_up); of a column that was constant in it"""
    @property
    def warm_up(self) -> int:
        """rows from which means and covariance are learned after construction and reset; 0: mean, sd, no correlation"""

class MEWMA(_RiverDetector):
    """Multivariate EWMA chart for a shift of the mean vector.

    Parameters
    ----------
    dimension : default 2
        values in a row; they are given one after another
    lambda_ : default 0.1
        weight of the newest row
    h4 : default 8.63358064
        alarm when the quadratic form of the EWMA exceeds it
    mean : default 0.0
        in-control mean of every column (without warm_up)
    sd : default 1.0
        in-control standard deviation of every column (without warm_up); of a column that was constant in it
    warm_up : default 0
        rows from which means and covariance are learned after construction and reset; 0: mean, sd, no correlation

    Source: Lowry, Woodall, Champ and Rigdon 1992, Technometrics 34.
    """

    def __init__(
        self,
        *,
        dimension: int = 2,
        lambda_: float = 0.1,
        h4: float = 8.63358064,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @property
    def dimension(self) -> int:
        """values in a row; they are given one after another"""
    @property
    def lambda_(self) -> float:
        """weight of the newest row"""
    @property
    def h4(self) -> float:
        """alarm when the quadratic form of the EWMA exceeds it"""
    @property
    def mean(self) -> float:
        """in-control mean of every column (without warm_up)"""
    @property
    def sd(self) -> float:
        """in-control standard deviation of every column (without warm_up); of a column that was constant in it"""
    @property
    def warm_up(self) -> int:
        """rows from which means and covariance are learned after construction and reset; 0: mean, sd, no correlation"""

class MCUSUM(_RiverDetector):
    """Multivariate CUSUM chart for a step of the mean vector.

    Parameters
    ----------
    dimension : default 2
        values in a row; they are given one after another
    k : default 0.5
        reference value: half the Mahalanobis length to find fastest
    h : default 5.5
        decision interval: alarm when the statistic exceeds it
    form : default 'crosier'
        which multivariate CUSUM
    mean : default 0.0
        in-control mean of every column (without warm_up)
    sd : default 1.0
        in-control standard deviation of every column (without warm_up); of a column that was constant in it
    warm_up : default 0
        rows from which means and covariance are learned after construction and reset; 0: mean, sd, no correlation

    Source: Crosier 1988, Technometrics 30; Pignatiello and Runger 1990, JQT 22.
    """

    def __init__(
        self,
        *,
        dimension: int = 2,
        k: float = 0.5,
        h: float = 5.5,
        form: Literal["crosier", "pignatiello_runger"] = "crosier",
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...
    @property
    def dimension(self) -> int:
        """values in a row; they are given one after another"""
    @property
    def k(self) -> float:
        """reference value: half the Mahalanobis length to find fastest"""
    @property
    def h(self) -> float:
        """decision interval: alarm when the statistic exceeds it"""
    @property
    def form(self) -> Literal["crosier", "pignatiello_runger"]:
        """which multivariate CUSUM"""
    @property
    def mean(self) -> float:
        """in-control mean of every column (without warm_up)"""
    @property
    def sd(self) -> float:
        """in-control standard deviation of every column (without warm_up); of a column that was constant in it"""
    @property
    def warm_up(self) -> int:
        """rows from which means and covariance are learned after construction and reset; 0: mean, sd, no correlation"""

class DDM(_RiverDetector):
    """DDM: rise of an error rate above its lowest value; with river's parameters.

    Parameters
    ----------
    warm_start : default 30
        values before the first verdict; they set no lowest rate
    warning_threshold : default 2.0
        warning when the statistic exceeds it
    drift_threshold : default 3.0
        alarm when the statistic exceeds it
    min_errors : default 0
        errors before a lowest rate is set; with 0 one error after a faultless start is an alarm

    Source: Gama, Medas, Castillo and Rodrigues 2004, SBIA, LNCS 3171.
    """

    def __init__(
        self,
        warm_start: int = 30,
        warning_threshold: float = 2.0,
        drift_threshold: float = 3.0,
        *,
        min_errors: int = 0,
    ) -> None: ...
    @property
    def warm_start(self) -> int:
        """values before the first verdict; they set no lowest rate"""
    @property
    def warning_threshold(self) -> float:
        """warning when the statistic exceeds it"""
    @property
    def drift_threshold(self) -> float:
        """alarm when the statistic exceeds it"""
    @property
    def min_errors(self) -> int:
        """errors before a lowest rate is set; with 0 one error after a faultless start is an alarm"""

class EDDM(_RiverDetector):
    """EDDM: errors following each other more closely; with river's parameters.

    Parameters
    ----------
    warm_start : default 30
        values before a highest distance is set; errors before the first verdict
    alpha : default 0.95
        warning when the ratio is below it
    beta : default 0.9
        alarm when the ratio is below it
    variance : default 'sample'
        variance of the distances by their number or one less

    Source: Baena-Garcia et al. 2006, Knowledge Discovery from Data Streams.
    """

    def __init__(
        self,
        warm_start: int = 30,
        alpha: float = 0.95,
        beta: float = 0.9,
        *,
        variance: Literal["population", "sample"] = "sample",
    ) -> None: ...
    @property
    def warm_start(self) -> int:
        """values before a highest distance is set; errors before the first verdict"""
    @property
    def alpha(self) -> float:
        """warning when the ratio is below it"""
    @property
    def beta(self) -> float:
        """alarm when the ratio is below it"""
    @property
    def variance(self) -> Literal["population", "sample"]:
        """variance of the distances by their number or one less"""

class RDDM(_RiverDetector):
    """RDDM: DDM that forgets old outcomes.

    Parameters
    ----------
    warm_start : default 129
        values of a concept before its first verdict; they set no lowest rate
    warning_level : default 1.773
        warning when the statistic exceeds it
    drift_level : default 2.258
        alarm when the statistic exceeds it
    max_concept : default 40000
        length of a stable concept that is then cut down to the window; above window
    window : default 7000
        values before the first update
    warning_limit : default 1400
        warnings in a row that make an alarm when exceeded; 0 for never
    min_errors : default 1
        errors before a lowest rate is set; with 0 one error after a faultless start is an alarm

    Source: Barros, Cabral, Goncalves and Santos 2017, Expert Systems with Applications 90.
    """

    def __init__(
        self,
        *,
        warm_start: int = 129,
        warning_level: float = 1.773,
        drift_level: float = 2.258,
        max_concept: int = 40000,
        window: int = 7000,
        warning_limit: int = 1400,
        min_errors: int = 1,
    ) -> None: ...
    @property
    def warm_start(self) -> int:
        """values of a concept before its first verdict; they set no lowest rate"""
    @property
    def warning_level(self) -> float:
        """warning when the statistic exceeds it"""
    @property
    def drift_level(self) -> float:
        """alarm when the statistic exceeds it"""
    @property
    def max_concept(self) -> int:
        """length of a stable concept that is then cut down to the window; above window"""
    @property
    def window(self) -> int:
        """values before the first update"""
    @property
    def warning_limit(self) -> int:
        """warnings in a row that make an alarm when exceeded; 0 for never"""
    @property
    def min_errors(self) -> int:
        """errors before a lowest rate is set; with 0 one error after a faultless start is an alarm"""

class ECDD(_RiverDetector):
    """ECDD: EWMA chart for a rise of an error rate.

    Parameters
    ----------
    limit : default 1.0
        alarm when the statistic exceeds it; 1 is what the polynomials are for
    lambda_ : default 0.2
        weight of the newest value; smaller remembers longer
    unit : default 'arl_400'
        unit of the limit: standard deviations, or a published polynomial for a run length
    warning_fraction : default 0.5
        warning when the statistic exceeds this part of the limit
    warm_start : default 30
        first verdict

    Source: Ross, Adams, Tasoulis and Hand 2012, Pattern Recognition Letters 33.
    """

    def __init__(
        self,
        *,
        limit: float = 1.0,
        lambda_: float = 0.2,
        unit: Literal["sd", "arl_100", "arl_400"] = "arl_400",
        warning_fraction: float = 0.5,
        warm_start: int = 30,
    ) -> None: ...
    @property
    def limit(self) -> float:
        """alarm when the statistic exceeds it; 1 is what the polynomials are for"""
    @property
    def lambda_(self) -> float:
        """weight of the newest value; smaller remembers longer"""
    @property
    def unit(self) -> Literal["sd", "arl_100", "arl_400"]:
        """unit of the limit: standard deviations, or a published polynomial for a run length"""
    @property
    def warning_fraction(self) -> float:
        """warning when the statistic exceeds this part of the limit"""
    @property
    def warm_start(self) -> int:
        """first verdict"""

class STEPD(_RiverDetector):
    """STEPD: recent error rate against the older one.

    Parameters
    ----------
    window : default 30
        values before the first update
    alpha_drift : default 0.003
        significance of one test on one side: alarm when the p-value is below it
    alpha_warning : default 0.05
        warning when the p-value is below it
    side : default 'up'
        direction of change to find

    Source: Nishida and Yamauchi 2007, Discovery Science, LNCS 4755.
    """

    def __init__(
        self,
        *,
        window: int = 30,
        alpha_drift: float = 0.003,
        alpha_warning: float = 0.05,
        side: Literal["both", "up", "down"] = "up",
    ) -> None: ...
    @property
    def window(self) -> int:
        """values before the first update"""
    @property
    def alpha_drift(self) -> float:
        """significance of one test on one side: alarm when the p-value is below it"""
    @property
    def alpha_warning(self) -> float:
        """warning when the p-value is below it"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""

class HDDM_A(_RiverDetector):
    """HDDM_A: change of a mean, by Hoeffding's bound; with river's parameters.

    Parameters
    ----------
    drift_confidence : default 0.001
        significance of one test: alarm when the statistic exceeds ln(2 / it)
    warning_confidence : default 0.005
        warning when the statistic exceeds ln(2 / it)
    two_sided_test : default False
        look for falls as well as rises
    bound : default 'two_over'
        compare with ln(2 / confidence) or with ln(1 / confidence)

    Source: Frias-Blanco et al. 2015, IEEE TKDE 27.
    """

    def __init__(
        self,
        drift_confidence: float = 0.001,
        warning_confidence: float = 0.005,
        two_sided_test: bool = False,
        *,
        bound: Literal["two_over", "one_over"] = "two_over",
    ) -> None: ...
    @property
    def drift_confidence(self) -> float:
        """significance of one test: alarm when the statistic exceeds ln(2 / it)"""
    @property
    def warning_confidence(self) -> float:
        """warning when the statistic exceeds ln(2 / it)"""
    @property
    def two_sided_test(self) -> bool:
        """look for falls as well as rises"""
    @property
    def bound(self) -> Literal["two_over", "one_over"]:
        """compare with ln(2 / confidence) or with ln(1 / confidence)"""

class HDDM_W(_RiverDetector):
    """HDDM_W: change of a weighted mean, by McDiarmid's bound; with river's parameters.

    Parameters
    ----------
    drift_confidence : default 0.001
        significance of one test: alarm when the statistic exceeds ln(1 / it)
    warning_confidence : default 0.005
        warning when the statistic exceeds ln(1 / it)
    lambda_val : default 0.05
        weight of the newest value; smaller remembers longer
    two_sided_test : default False
        look for falls as well as rises

    Source: Frias-Blanco et al. 2015, IEEE TKDE 27.
    """

    def __init__(
        self,
        drift_confidence: float = 0.001,
        warning_confidence: float = 0.005,
        lambda_val: float = 0.05,
        two_sided_test: bool = False,
    ) -> None: ...
    @property
    def drift_confidence(self) -> float:
        """significance of one test: alarm when the statistic exceeds ln(1 / it)"""
    @property
    def warning_confidence(self) -> float:
        """warning when the statistic exceeds ln(1 / it)"""
    @property
    def lambda_val(self) -> float:
        """weight of the newest value; smaller remembers longer"""
    @property
    def two_sided_test(self) -> bool:
        """look for falls as well as rises"""

class FHDDM(_RiverDetector):
    """FHDDM: errors in a sliding window, by Hoeffding's bound; with river's parameters.

    Parameters
    ----------
    sliding_window_size : default 100
        outcomes in the window
    confidence_level : default 1e-06
        significance of one test: alarm when the statistic exceeds ln(1 / delta)
    short_window_size : default None
        outcomes in a second, shorter window; None for one window
    side : default 'down'
        direction of change to find

    Source: Pesaranghader and Viktor 2016, ECML PKDD, LNCS 9852.
    """

    def __init__(
        self,
        sliding_window_size: int = 100,
        confidence_level: float = 1e-06,
        short_window_size: Optional[int] = None,
        *,
        side: Literal["both", "up", "down"] = "down",
    ) -> None: ...
    @property
    def sliding_window_size(self) -> int:
        """outcomes in the window"""
    @property
    def confidence_level(self) -> float:
        """significance of one test: alarm when the statistic exceeds ln(1 / delta)"""
    @property
    def short_window_size(self) -> Optional[int]:
        """outcomes in a second, shorter window; None for one window"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""

class FHDDMS(_RiverDetector):
    """FHDDMS: errors in a long and a short window, by Hoeffding's bound.

    Parameters
    ----------
    window : default 100
        values before the first update
    short_window : default 25
        outcomes in the short window; below window
    delta : default 1e-06
        significance of one test: alarm when the statistic exceeds ln(1 / delta)
    side : default 'up'
        direction of change to find

    Source: Pesaranghader, Viktor and Paquet 2018, Machine Learning 107.
    """

    def __init__(
        self,
        *,
        window: int = 100,
        short_window: int = 25,
        delta: float = 1e-06,
        side: Literal["both", "up", "down"] = "up",
    ) -> None: ...
    @property
    def window(self) -> int:
        """values before the first update"""
    @property
    def short_window(self) -> int:
        """outcomes in the short window; below window"""
    @property
    def delta(self) -> float:
        """significance of one test: alarm when the statistic exceeds ln(1 / delta)"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""

class MDDM(_RiverDetector):
    """MDDM: weighted errors in a sliding window, by McDiarmid's bound.

    Parameters
    ----------
    window : default 100
        values before the first update
    delta : default 1e-06
        significance of one test: alarm when the statistic exceeds ln(1 / delta)
    weights : default 'arithmetic'
        how weights grow from the oldest to the newest outcome
    growth : default 0.01
        growth of the weights from one outcome to the next
    side : default 'up'
        direction of change to find

    Source: Pesaranghader, Viktor and Paquet 2018, IJCNN.
    """

    def __init__(
        self,
        *,
        window: int = 100,
        delta: float = 1e-06,
        weights: Literal["arithmetic", "geometric", "euler"] = "arithmetic",
        growth: float = 0.01,
        side: Literal["both", "up", "down"] = "up",
    ) -> None: ...
    @property
    def window(self) -> int:
        """values before the first update"""
    @property
    def delta(self) -> float:
        """significance of one test: alarm when the statistic exceeds ln(1 / delta)"""
    @property
    def weights(self) -> Literal["arithmetic", "geometric", "euler"]:
        """how weights grow from the oldest to the newest outcome"""
    @property
    def growth(self) -> float:
        """growth of the weights from one outcome to the next"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""

class LFR(_RiverDetector):
    """Linear Four Rates: the rates of a binary classifier's confusion matrix.

    Parameters
    ----------
    decay : default 0.9
        weight of the past in a rate's moving value
    alpha_drift : default 1e-05
        significance of one test of one rate on one side: alarm when the p-value is below it
    alpha_warning : default 0.001
        warning when the p-value is below it
    warm_up : default 50
        outcomes of a rate before it is tested

    Source: Wang and Abraham 2015, IJCNN.
    """

    def __init__(
        self,
        *,
        decay: float = 0.9,
        alpha_drift: float = 1e-05,
        alpha_warning: float = 0.001,
        warm_up: int = 50,
    ) -> None: ...
    @property
    def decay(self) -> float:
        """weight of the past in a rate's moving value"""
    @property
    def alpha_drift(self) -> float:
        """significance of one test of one rate on one side: alarm when the p-value is below it"""
    @property
    def alpha_warning(self) -> float:
        """warning when the p-value is below it"""
    @property
    def warm_up(self) -> int:
        """outcomes of a rate before it is tested"""

class ADWIN(_RiverDetector):
    """ADWIN: adaptive window for a change of the mean; with river's parameters.

    Parameters
    ----------
    delta : default 0.002
        confidence; smaller means fewer alarms
    clock : default 32
        looks for a change every so many values
    max_buckets : default 5
        of each size: more give finer cuts
    min_window_length : default 5
        shortest part that is compared
    grace_period : default 10
        no check of a window not longer
    side : default 'both'
        direction of change to find
    form : default 'all_cuts'
        which cuts and which bound

    Source: Bifet and Gavalda 2007, SIAM Int. Conf. on Data Mining.
    """

    def __init__(
        self,
        delta: float = 0.002,
        clock: int = 32,
        max_buckets: int = 5,
        min_window_length: int = 5,
        grace_period: int = 10,
        *,
        side: Literal["both", "up", "down"] = "both",
        form: Literal["all_cuts", "last_skipped", "long_parts", "plain_bound"] = "all_cuts",
    ) -> None: ...
    @property
    def delta(self) -> float:
        """confidence; smaller means fewer alarms"""
    @property
    def clock(self) -> int:
        """looks for a change every so many values"""
    @property
    def max_buckets(self) -> int:
        """of each size: more give finer cuts"""
    @property
    def min_window_length(self) -> int:
        """shortest part that is compared"""
    @property
    def grace_period(self) -> int:
        """no check of a window not longer"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def form(self) -> Literal["all_cuts", "last_skipped", "long_parts", "plain_bound"]:
        """which cuts and which bound"""
    @property
    def width(self) -> int:
        """Values in the window."""
    @property
    def estimation(self) -> float:
        """Their mean; 0.0 where there are none."""
    @property
    def variance(self) -> float:
        """Their variance, with divisor `width`. River 0.26.1 gives the sum of squared deviations under this name."""
    @property
    def total(self) -> float:
        """Their sum."""
    @property
    def n_detections(self) -> int:
        """Alarms since the detector started anew: 1 after one, else 0."""

class KSWIN(_RiverDetector):
    """KSWIN: sliding-window Kolmogorov-Smirnov test; with river's parameters.

    Parameters
    ----------
    alpha : default 0.005
        chance of a false alarm in one test
    window_size : default 100
        values kept
    stat_size : default 30
        latest values that are tested, and older ones drawn; at most half of window
    seed : default None
        of the draws; None for tepid's own, so that a run can be repeated
    window : default None
        values before the first update
    form : default 'exact'
        exact p-value, or the paper's bound
    least_distance : default True
        ask also for D > 0.1, as river does

    Source: Raab, Heusinger and Schleif 2020, Neurocomputing 416.
    """

    def __init__(
        self,
        alpha: float = 0.005,
        window_size: int = 100,
        stat_size: int = 30,
        seed: Optional[int] = None,
        window: Optional[Iterable[float]] = None,
        *,
        form: Literal["exact", "bound"] = "exact",
        least_distance: bool = True,
    ) -> None: ...
    @property
    def alpha(self) -> float:
        """chance of a false alarm in one test"""
    @property
    def window_size(self) -> int:
        """values kept"""
    @property
    def stat_size(self) -> int:
        """latest values that are tested, and older ones drawn; at most half of window"""
    @property
    def seed(self) -> Optional[int]:
        """of the draws; None for tepid's own, so that a run can be repeated"""
    @property
    def window(self) -> Optional[Iterable[float]]:
        """values before the first update"""
    @property
    def form(self) -> Literal["exact", "bound"]:
        """exact p-value, or the paper's bound"""
    @property
    def least_distance(self) -> bool:
        """ask also for D > 0.1, as river does"""
    @property
    def p_value(self) -> float:
        """Of the last test; 1.0 before the first."""
    @property
    def n(self) -> int:
        """Values since the detector started anew."""

class SeqDrift2(_RiverDetector):
    """SeqDrift2: blocks against a reservoir, by Bernstein's bound.

    Parameters
    ----------
    delta : default 0.01
        confidence; smaller means fewer alarms
    block : default 200
        tested at a time
    reservoir : default 4000
        older values kept at most
    seed : default 0
        of the draws; None for tepid's own, so that a run can be repeated

    Source: Pears, Sakthithasan and Koh 2014, Machine Learning 97.
    """

    def __init__(
        self,
        *,
        delta: float = 0.01,
        block: int = 200,
        reservoir: int = 4000,
        seed: int = 0,
    ) -> None: ...
    @property
    def delta(self) -> float:
        """confidence; smaller means fewer alarms"""
    @property
    def block(self) -> int:
        """tested at a time"""
    @property
    def reservoir(self) -> int:
        """older values kept at most"""
    @property
    def seed(self) -> int:
        """of the draws; None for tepid's own, so that a run can be repeated"""

class SEED(_RiverDetector):
    """SEED: mean of adaptive blocks, joined while they are alike.

    Parameters
    ----------
    delta : default 0.05
        confidence; smaller means fewer alarms
    block : default 32
        length of a block; looks when one is full
    epsilon : default 0.01
        blocks whose means are nearer than this are joined
    alpha : default 0.8
        how fast epsilon grows with the age of a border
    compress_every : default 75
        from one joining to the next
    max_blocks : default 128
        kept at most
    variance : default 'of_window'
        of the window, or as MOA sums it up

    Source: Huang, Koh, Dobbie and Pears 2014, IEEE ICDM.
    """

    def __init__(
        self,
        *,
        delta: float = 0.05,
        block: int = 32,
        epsilon: float = 0.01,
        alpha: float = 0.8,
        compress_every: int = 75,
        max_blocks: int = 128,
        variance: Literal["of_window", "increments"] = "of_window",
    ) -> None: ...
    @property
    def delta(self) -> float:
        """confidence; smaller means fewer alarms"""
    @property
    def block(self) -> int:
        """length of a block; looks when one is full"""
    @property
    def epsilon(self) -> float:
        """blocks whose means are nearer than this are joined"""
    @property
    def alpha(self) -> float:
        """how fast epsilon grows with the age of a border"""
    @property
    def compress_every(self) -> int:
        """from one joining to the next"""
    @property
    def max_blocks(self) -> int:
        """kept at most"""
    @property
    def variance(self) -> Literal["of_window", "increments"]:
        """of the window, or as MOA sums it up"""

class IncrementalKS(_RiverDetector):
    """Incremental Kolmogorov-Smirnov test against a learned reference.

    Parameters
    ----------
    alpha : default 0.001
        chance of a false alarm in one test
    window : default 200
        values before the first update

    Source: dos Reis, Flach, Matwin and Batista 2016, KDD.
    """

    def __init__(
        self,
        *,
        alpha: float = 0.001,
        window: int = 200,
    ) -> None: ...
    @property
    def alpha(self) -> float:
        """chance of a false alarm in one test"""
    @property
    def window(self) -> int:
        """values before the first update"""

class OPTWIN(_RiverDetector):
    """OPTWIN: mean and spread before and after an optimal cut of the window.

    Parameters
    ----------
    alpha_drift : default 1e-05
        significance of one test: alarm when a p-value is below it
    alpha_warning : default 0.001
        warning when a p-value is below it
    rigor : default 0.5
        shift of the mean that the cut is chosen for
    cut_alpha : default 0.00025
        significance that the cut is chosen for
    max_window : default 1000
        kept at most
    min_window : default 30
        before the first test; at most max_window
    noise : default 1e-06
        added to both standard deviations
    side : default 'both'
        direction of change to find

    Source: Tosi and Theobald 2024, IEEE ICDE Workshops.
    """

    def __init__(
        self,
        *,
        alpha_drift: float = 1e-05,
        alpha_warning: float = 0.001,
        rigor: float = 0.5,
        cut_alpha: float = 0.00025,
        max_window: int = 1000,
        min_window: int = 30,
        noise: float = 1e-06,
        side: Literal["both", "up", "down"] = "both",
    ) -> None: ...
    @property
    def alpha_drift(self) -> float:
        """significance of one test: alarm when a p-value is below it"""
    @property
    def alpha_warning(self) -> float:
        """warning when a p-value is below it"""
    @property
    def rigor(self) -> float:
        """shift of the mean that the cut is chosen for"""
    @property
    def cut_alpha(self) -> float:
        """significance that the cut is chosen for"""
    @property
    def max_window(self) -> int:
        """kept at most"""
    @property
    def min_window(self) -> int:
        """before the first test; at most max_window"""
    @property
    def noise(self) -> float:
        """added to both standard deviations"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""

class SeqDrift1(_RiverDetector):
    """SeqDrift1: blocks against a sample of the past, by Bernstein's bound.

    Parameters
    ----------
    delta : default 0.01
        confidence; smaller means fewer alarms
    delta_warning : default 0.1
        the same for warnings
    block : default 200
        tested at a time
    reservoir : default 4000
        older values kept at most
    seed : default 0
        of the draws; None for tepid's own, so that a run can be repeated

    Source: Sakthithasan, Pears and Koh 2013, PAKDD, LNCS 7819.
    """

    def __init__(
        self,
        *,
        delta: float = 0.01,
        delta_warning: float = 0.1,
        block: int = 200,
        reservoir: int = 4000,
        seed: int = 0,
    ) -> None: ...
    @property
    def delta(self) -> float:
        """confidence; smaller means fewer alarms"""
    @property
    def delta_warning(self) -> float:
        """the same for warnings"""
    @property
    def block(self) -> int:
        """tested at a time"""
    @property
    def reservoir(self) -> int:
        """older values kept at most"""
    @property
    def seed(self) -> int:
        """of the draws; None for tepid's own, so that a run can be repeated"""

class PageHinkley(_RiverDetector):
    """Page-Hinkley test for a change of the mean; with river's parameters.

    Parameters
    ----------
    min_instances : default 30
        first verdict
    delta : default 0.005
        tolerated change of the mean
    threshold : default 50.0
        alarm when the distance exceeds it
    alpha : default 0.9999
        fading factor of the sum; 1 forgets nothing
    mode : default 'both'
        direction of change to find
    form : default 'extremum'
        which published form; the last two look up only
    mean : default 0.0
        subtracted from x first
    sd : default 1.0
        x is divided by it: the unit of delta and threshold

    Source: Page 1954, Biometrika 41; Gama et al. 2014, ACM Computing Surveys 46.
    """

    def __init__(
        self,
        min_instances: int = 30,
        delta: float = 0.005,
        threshold: float = 50.0,
        alpha: float = 0.9999,
        mode: Literal["both", "up", "down"] = "both",
        *,
        form: Literal["extremum", "clipped", "unclipped"] = "extremum",
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...
    @property
    def min_instances(self) -> int:
        """first verdict"""
    @property
    def delta(self) -> float:
        """tolerated change of the mean"""
    @property
    def threshold(self) -> float:
        """alarm when the distance exceeds it"""
    @property
    def alpha(self) -> float:
        """fading factor of the sum; 1 forgets nothing"""
    @property
    def mode(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def form(self) -> Literal["extremum", "clipped", "unclipped"]:
        """which published form; the last two look up only"""
    @property
    def mean(self) -> float:
        """subtracted from x first"""
    @property
    def sd(self) -> float:
        """x is divided by it: the unit of delta and threshold"""

class EWMABank(_RiverDetector):
    """EWMAs at log-spaced rates, every scale with the same false-alarm rate.

    Parameters
    ----------
    rates : default 7
        number of rates
    max_rate : default 0.75
        the fastest rate
    ratio : default 3.0
        each rate is the one before it divided by this
    limit : default 14.06
        alarm when the statistic exceeds it
    mean : default 0.0
        in-control mean
    sd : default 1.0
        in-control standard deviation
    tilt : default 1.1
        above 1, slow rates get more of the false alarms; below, fast ones

    Source: Roberts 1959, Technometrics 1; Duembgen and Spokoiny 2001, Ann. Statist. 29.
    """

    def __init__(
        self,
        *,
        rates: int = 7,
        max_rate: float = 0.75,
        ratio: float = 3.0,
        limit: float = 14.06,
        mean: float = 0.0,
        sd: float = 1.0,
        tilt: float = 1.1,
    ) -> None: ...
    @property
    def rates(self) -> int:
        """number of rates"""
    @property
    def max_rate(self) -> float:
        """the fastest rate"""
    @property
    def ratio(self) -> float:
        """each rate is the one before it divided by this"""
    @property
    def limit(self) -> float:
        """alarm when the statistic exceeds it"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""
    @property
    def tilt(self) -> float:
        """above 1, slow rates get more of the false alarms; below, fast ones"""

class FOCuS(_RiverDetector):
    """Likelihood ratio over every onset and size of a change at once.

    Parameters
    ----------
    limit : default 11.85
        alarm when the log-likelihood ratio exceeds it
    family : default 'gaussian'
        law of the values
    baseline : default 'known'
        whether the mean before the change is known
    side : default 'both'
        direction of change to find
    mean : default 0.0
        in-control mean (baseline known)
    sd : default 1.0
        standard deviation (family gaussian)

    Source: Romano, Eckley, Fearnhead and Rigaill 2023, JMLR 24.
    """

    def __init__(
        self,
        *,
        limit: float = 11.85,
        family: Literal["gaussian", "bernoulli", "poisson"] = "gaussian",
        baseline: Literal["known", "unknown"] = "known",
        side: Literal["both", "up", "down"] = "both",
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...
    @property
    def limit(self) -> float:
        """alarm when the log-likelihood ratio exceeds it"""
    @property
    def family(self) -> Literal["gaussian", "bernoulli", "poisson"]:
        """law of the values"""
    @property
    def baseline(self) -> Literal["known", "unknown"]:
        """whether the mean before the change is known"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def mean(self) -> float:
        """in-control mean (baseline known)"""
    @property
    def sd(self) -> float:
        """standard deviation (family gaussian)"""

class GLR(_RiverDetector):
    """Likelihood ratio of a step or ramp, every scale with the same false-alarm rate.

    Parameters
    ----------
    limit : default 15.27
        alarm when the statistic exceeds it
    shape : default 'both'
        which change to look for
    cap : default 10000
        ages beyond it are favoured no more; 1: no age is
    mean : default 0.0
        in-control mean
    sd : default 1.0
        in-control standard deviation

    Source: Siegmund and Venkatraman 1995, Ann. Statist. 23; Xu, Wang and Reynolds 2013.
    """

    def __init__(
        self,
        *,
        limit: float = 15.27,
        shape: Literal["step", "ramp", "both"] = "both",
        cap: int = 10000,
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...
    @property
    def limit(self) -> float:
        """alarm when the statistic exceeds it"""
    @property
    def shape(self) -> Literal["step", "ramp", "both"]:
        """which change to look for"""
    @property
    def cap(self) -> int:
        """ages beyond it are favoured no more; 1: no age is"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""

class SRMixture(_RiverDetector):
    """Shiryaev-Roberts over a grid of shifts, with a guaranteed run length.

    Parameters
    ----------
    limit : default 100000.0
        guaranteed mean run length to a false alarm
    sizes : default 16
        number of shifts in each direction
    smallest : default 0.0125
        smallest shift; each is sqrt(2) times the one before
    side : default 'both'
        direction of change to find
    mean : default 0.0
        in-control mean
    sd : default 1.0
        in-control standard deviation

    Source: Shiryaev 1963; Roberts 1966; Shin, Ramdas and Rinaldo 2024.
    """

    def __init__(
        self,
        *,
        limit: float = 100000.0,
        sizes: int = 16,
        smallest: float = 0.0125,
        side: Literal["both", "up", "down"] = "both",
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...
    @property
    def limit(self) -> float:
        """guaranteed mean run length to a false alarm"""
    @property
    def sizes(self) -> int:
        """number of shifts in each direction"""
    @property
    def smallest(self) -> float:
        """smallest shift; each is sqrt(2) times the one before"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""

class BettingEProcess(_RiverDetector):
    """Bets against the mean of values in [0, 1], with a guaranteed run length.

    Parameters
    ----------
    limit : default 100000.0
        guaranteed mean run length to a false alarm
    mean : default 0.5
        in-control mean
    tolerance : default 0.01
        change of the mean that is no change
    bets : default 8
        sizes of bets, each half the one before
    side : default 'both'
        direction of change to find

    Source: Shin, Ramdas and Rinaldo 2024; Waudby-Smith and Ramdas 2024, JRSS B 86.
    """

    def __init__(
        self,
        *,
        limit: float = 100000.0,
        mean: float = 0.5,
        tolerance: float = 0.01,
        bets: int = 8,
        side: Literal["both", "up", "down"] = "both",
    ) -> None: ...
    @property
    def limit(self) -> float:
        """guaranteed mean run length to a false alarm"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def tolerance(self) -> float:
        """change of the mean that is no change"""
    @property
    def bets(self) -> int:
        """sizes of bets, each half the one before"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""

class ConformalMartingale(_RiverDetector):
    """Bets against conformal p-values: a run length guaranteed for any law.

    Parameters
    ----------
    limit : default 100000.0
        guaranteed mean run length to a false alarm
    bet : default 'power'
        power: for changes at the ends of the law; jumper: for small changes of all of it
    side : default 'both'
        direction of change to find
    grid : default 256
        first values, between which all later ones are told apart
    jump : default 0.01
        jumper: the share spread anew at each value
    seed : default 1
        of the draws; None for tepid's own, so that a run can be repeated

    Source: Vovk, Nouretdinov and Gammerman 2003, ICML; Vovk et al. 2021, PMLR 152.
    """

    def __init__(
        self,
        *,
        limit: float = 100000.0,
        bet: Literal["power", "jumper"] = "power",
        side: Literal["both", "up", "down"] = "both",
        grid: int = 256,
        jump: float = 0.01,
        seed: int = 1,
    ) -> None: ...
    @property
    def limit(self) -> float:
        """guaranteed mean run length to a false alarm"""
    @property
    def bet(self) -> Literal["power", "jumper"]:
        """power: for changes at the ends of the law; jumper: for small changes of all of it"""
    @property
    def side(self) -> Literal["both", "up", "down"]:
        """direction of change to find"""
    @property
    def grid(self) -> int:
        """first values, between which all later ones are told apart"""
    @property
    def jump(self) -> float:
        """jumper: the share spread anew at each value"""
    @property
    def seed(self) -> int:
        """of the draws; None for tepid's own, so that a run can be repeated"""

class NewAtom(_RiverDetector):
    """One value suddenly carries mass.

    Parameters
    ----------
    limit : default 11.5
        alarm when the statistic exceeds it
    warm_up : default 500
        length of the reference
    values : default 256
        places for frequent values, and for other ones

    Source: Page 1954, Biometrika 41; Metwally, Agrawal and El Abbadi 2005, ICDT.
    """

    def __init__(
        self,
        *,
        limit: float = 11.5,
        warm_up: int = 500,
        values: int = 256,
    ) -> None: ...
    @property
    def limit(self) -> float:
        """alarm when the statistic exceeds it"""
    @property
    def warm_up(self) -> int:
        """length of the reference"""
    @property
    def values(self) -> int:
        """places for frequent values, and for other ones"""

class EWMAFOCuS(_RiverDetector):
    """The EWMA bank for slow changes and FOCuS for large ones, under one limit.

    Parameters
    ----------
    limit : default 13.83
        alarm when the statistic exceeds it
    offset : default 0.6
        added to the evidence of focus
    rates : default 8
        number of rates of the bank
    max_rate : default 0.75
        the fastest rate
    ratio : default 3.0
        each rate is the one before it divided by this
    mean : default 0.0
        in-control mean
    sd : default 1.0
        in-control standard deviation

    Source: Roberts 1959, Technometrics 1; Romano et al. 2023, JMLR 24.
    """

    def __init__(
        self,
        *,
        limit: float = 13.83,
        offset: float = 0.6,
        rates: int = 8,
        max_rate: float = 0.75,
        ratio: float = 3.0,
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...
    @property
    def limit(self) -> float:
        """alarm when the statistic exceeds it"""
    @property
    def offset(self) -> float:
        """added to the evidence of focus"""
    @property
    def rates(self) -> int:
        """number of rates of the bank"""
    @property
    def max_rate(self) -> float:
        """the fastest rate"""
    @property
    def ratio(self) -> float:
        """each rate is the one before it divided by this"""
    @property
    def mean(self) -> float:
        """in-control mean"""
    @property
    def sd(self) -> float:
        """in-control standard deviation"""

class StreamingMMD(_RiverDetector):
    """Streaming MMD: two averages of random features of embeddings.

    Parameters
    ----------
    dimension : default 2
        values in a row; they are given one after another
    features : default 64
        random frequencies, each a cosine and a sine
    bandwidth : default 0.0
        of the Gaussian kernel; 0: the square root of 2 dimension, the distance of two rows of columns of sd 1
    fast : default 0.05
        weight of the newest row in the faster average
    slow : default 0.01
        the same in the slower one; at most half of fast
    limit : default 1.4
        alarm when the squared discrepancy exceeds it
    seed : default 1
        of the draws; None for tepid's own, so that a run can be repeated

    Source: Keriven, Garreau and Poli 2020, IEEE Trans. Signal Processing 68.
    """

    def __init__(
        self,
        *,
        dimension: int = 2,
        features: int = 64,
        bandwidth: float = 0.0,
        fast: float = 0.05,
        slow: float = 0.01,
        limit: float = 1.4,
        seed: int = 1,
    ) -> None: ...
    @property
    def dimension(self) -> int:
        """values in a row; they are given one after another"""
    @property
    def features(self) -> int:
        """random frequencies, each a cosine and a sine"""
    @property
    def bandwidth(self) -> float:
        """of the Gaussian kernel; 0: the square root of 2 dimension, the distance of two rows of columns of sd 1"""
    @property
    def fast(self) -> float:
        """weight of the newest row in the faster average"""
    @property
    def slow(self) -> float:
        """the same in the slower one; at most half of fast"""
    @property
    def limit(self) -> float:
        """alarm when the squared discrepancy exceeds it"""
    @property
    def seed(self) -> int:
        """of the draws; None for tepid's own, so that a run can be repeated"""

class BOCPD(_RiverDetector):
    """Bayesian online changepoint detection, normal values.

    Parameters
    ----------
    limit : default 3.0
        alarm when the log odds exceed it
    hazard : default 0.01
        probability of a change before each value
    window : default 20
        values before the first update
    mean : default 0.0
        prior mean
    sd : default 1.0
        standard deviation that values are divided by
    kappa : default 1.0
        how many values the prior mean counts for
    alpha : default 1.0
        shape of the prior of 1 / variance (unknown_variance)
    beta : default 1.0
        rate of the prior of 1 / variance (unknown_variance)
    max_runs : default 48
        run lengths kept at most
    warm_up : default 30
        before the first verdict
    model : default 'unknown_variance'
        what is unknown between changes
    evidence : default 'recent'
        which odds

    Source: Adams and MacKay 2007, arXiv 0710.3742.
    """

    def __init__(
        self,
        *,
        limit: float = 3.0,
        hazard: float = 0.01,
        window: int = 20,
        mean: float = 0.0,
        sd: float = 1.0,
        kappa: float = 1.0,
        alpha: float = 1.0,
        beta: float = 1.0,
        max_runs: int = 48,
        warm_up: int = 30,
        model: Literal["unknown_variance", "known_variance"] = "unknown_variance",
        evidence: Literal["recent", "longest"] = "recent",
    ) -> None: ...
    @property
    def limit(self) -> float:
        """alarm when the log odds exceed it"""
    @property
    def hazard(self) -> float:
        """probability of a change before each value"""
    @property
    def window(self) -> int:
        """values before the first update"""
    @property
    def mean(self) -> float:
        """prior mean"""
    @property
    def sd(self) -> float:
        """standard deviation that values are divided by"""
    @property
    def kappa(self) -> float:
        """how many values the prior mean counts for"""
    @property
    def alpha(self) -> float:
        """shape of the prior of 1 / variance (unknown_variance)"""
    @property
    def beta(self) -> float:
        """rate of the prior of 1 / variance (unknown_variance)"""
    @property
    def max_runs(self) -> int:
        """run lengths kept at most"""
    @property
    def warm_up(self) -> int:
        """before the first verdict"""
    @property
    def model(self) -> Literal["unknown_variance", "known_variance"]:
        """what is unknown between changes"""
    @property
    def evidence(self) -> Literal["recent", "longest"]:
        """which odds"""

HDDMA = HDDM_A
HDDMW = HDDM_W
