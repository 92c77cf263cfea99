# Generated from the registry by scripts/generate_stubs.py; do not edit.
from typing import Any, Literal, Optional, Union

from tepid import _core

__all__ = ["CUSUM", "Shewhart", "ShewhartSubgroups", "ShewhartAttributes", "EWMA", "CrosierCUSUM", "SelfStartingCUSUM", "BinomialCUSUM", "PoissonCUSUM", "CountsEWMA", "VarianceCUSUM", "VarianceEWMA", "GMA", "HotellingT2", "MEWMA", "MCUSUM", "DDM", "EDDM", "RDDM", "ECDD", "STEPD", "HDDM_A", "HDDM_W", "FHDDM", "FHDDMS", "MDDM", "LFR", "ADWIN", "KSWIN", "SeqDrift2", "SEED", "IncrementalKS", "OPTWIN", "SeqDrift1", "PageHinkley", "EWMABank", "FOCuS", "GLR", "SRMixture", "BettingEProcess", "ConformalMartingale", "NewAtom", "EWMAFOCuS", "StreamingMMD", "BOCPD"]

class _OneUpdateFlags:
    detector: _core.Detector
    def update(self, x: Union[int, float, bool]) -> None:
        """Take one value; after an alarm, start anew first."""
    @property
    def drift_detected(self) -> bool:
        """Did the last update raise an alarm?"""
    @property
    def warning_detected(self) -> bool:
        """Did the last update find evidence that is not yet enough for an alarm?"""
    def clone(self, new_params: Optional[dict[str, Any]] = None, include_attributes: bool = False) -> Any: ...
    def __getattr__(self, name: str) -> Any: ...

class CUSUM(_OneUpdateFlags):
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

class Shewhart(_OneUpdateFlags):
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

class ShewhartSubgroups(_OneUpdateFlags):
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

class ShewhartAttributes(_OneUpdateFlags):
    def __init__(
        self,
        *,
        kind: Literal["p", "np", "c", "u"] = "c",
        center: float = 4.0,
        n: int = 100,
        L: float = 3.0,
        side: Literal["both", "up", "down"] = "both",
    ) -> None: ...

class EWMA(_OneUpdateFlags):
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

class CrosierCUSUM(_OneUpdateFlags):
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

class SelfStartingCUSUM(_OneUpdateFlags):
    def __init__(
        self,
        *,
        k: float = 0.5,
        h: float = 8.053,
        side: Literal["both", "up", "down"] = "both",
        head_start: float = 0.0,
        warm_up: int = 2,
    ) -> None: ...

class BinomialCUSUM(_OneUpdateFlags):
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

class PoissonCUSUM(_OneUpdateFlags):
    def __init__(
        self,
        *,
        mean: float = 4.0,
        k: float = 5.0,
        h: float = 10.0,
        side: Literal["both", "up", "down"] = "up",
        head_start: float = 0.0,
    ) -> None: ...

class CountsEWMA(_OneUpdateFlags):
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

class VarianceCUSUM(_OneUpdateFlags):
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

class VarianceEWMA(_OneUpdateFlags):
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

class GMA(_OneUpdateFlags):
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

class HotellingT2(_OneUpdateFlags):
    def __init__(
        self,
        *,
        dimension: int = 2,
        limit: float = 10.0,
        mean: float = 0.0,
        sd: float = 1.0,
        warm_up: int = 0,
    ) -> None: ...

class MEWMA(_OneUpdateFlags):
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

class MCUSUM(_OneUpdateFlags):
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

class DDM(_OneUpdateFlags):
    def __init__(
        self,
        *,
        warm_start: int = 30,
        warning_level: float = 2.0,
        drift_level: float = 3.0,
        min_errors: int = 1,
    ) -> None: ...

class EDDM(_OneUpdateFlags):
    def __init__(
        self,
        *,
        warm_start: int = 30,
        warning_level: float = 0.95,
        drift_level: float = 0.9,
        variance: Literal["population", "sample"] = "population",
    ) -> None: ...

class RDDM(_OneUpdateFlags):
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

class ECDD(_OneUpdateFlags):
    def __init__(
        self,
        *,
        limit: float = 1.0,
        lambda_: float = 0.2,
        unit: Literal["sd", "arl_100", "arl_400"] = "arl_400",
        warning_fraction: float = 0.5,
        warm_start: int = 30,
    ) -> None: ...

class STEPD(_OneUpdateFlags):
    def __init__(
        self,
        *,
        window: int = 30,
        alpha_drift: float = 0.003,
        alpha_warning: float = 0.05,
        side: Literal["both", "up", "down"] = "up",
    ) -> None: ...

class HDDM_A(_OneUpdateFlags):
    def __init__(
        self,
        *,
        drift_confidence: float = 0.001,
        warning_confidence: float = 0.005,
        side: Literal["both", "up", "down"] = "up",
        bound: Literal["two_over", "one_over"] = "two_over",
        cut_confidence: float = 0.001,
    ) -> None: ...

class HDDM_W(_OneUpdateFlags):
    def __init__(
        self,
        *,
        drift_confidence: float = 0.001,
        warning_confidence: float = 0.005,
        lambda_: float = 0.05,
        side: Literal["both", "up", "down"] = "up",
        cut_confidence: float = 0.001,
    ) -> None: ...

class FHDDM(_OneUpdateFlags):
    def __init__(
        self,
        *,
        window: int = 100,
        delta: float = 1e-06,
        side: Literal["both", "up", "down"] = "up",
    ) -> None: ...

class FHDDMS(_OneUpdateFlags):
    def __init__(
        self,
        *,
        window: int = 100,
        short_window: int = 25,
        delta: float = 1e-06,
        side: Literal["both", "up", "down"] = "up",
    ) -> None: ...

class MDDM(_OneUpdateFlags):
    def __init__(
        self,
        *,
        window: int = 100,
        delta: float = 1e-06,
        weights: Literal["arithmetic", "geometric", "euler"] = "arithmetic",
        growth: float = 0.01,
        side: Literal["both", "up", "down"] = "up",
    ) -> None: ...

class LFR(_OneUpdateFlags):
    def __init__(
        self,
        *,
        decay: float = 0.9,
        alpha_drift: float = 1e-05,
        alpha_warning: float = 0.001,
        warm_up: int = 50,
    ) -> None: ...

class ADWIN(_OneUpdateFlags):
    def __init__(
        self,
        *,
        delta: float = 0.002,
        clock: int = 32,
        max_buckets: int = 5,
        min_window: int = 5,
        grace_period: int = 10,
        side: Literal["both", "up", "down"] = "both",
        form: Literal["all_cuts", "last_skipped", "long_parts", "plain_bound"] = "all_cuts",
    ) -> None: ...

class KSWIN(_OneUpdateFlags):
    def __init__(
        self,
        *,
        alpha: float = 0.005,
        window: int = 100,
        stat_size: int = 30,
        seed: int = 0,
        form: Literal["exact", "bound"] = "exact",
        least_distance: bool = False,
    ) -> None: ...

class SeqDrift2(_OneUpdateFlags):
    def __init__(
        self,
        *,
        delta: float = 0.01,
        block: int = 200,
        reservoir: int = 4000,
        seed: int = 0,
    ) -> None: ...

class SEED(_OneUpdateFlags):
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

class IncrementalKS(_OneUpdateFlags):
    def __init__(
        self,
        *,
        alpha: float = 0.001,
        window: int = 200,
    ) -> None: ...

class OPTWIN(_OneUpdateFlags):
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

class SeqDrift1(_OneUpdateFlags):
    def __init__(
        self,
        *,
        delta: float = 0.01,
        delta_warning: float = 0.1,
        block: int = 200,
        reservoir: int = 4000,
        seed: int = 0,
    ) -> None: ...

class PageHinkley(_OneUpdateFlags):
    def __init__(
        self,
        *,
        delta: float = 0.005,
        threshold: float = 50.0,
        alpha: float = 1.0,
        min_samples: int = 30,
        side: Literal["both", "up", "down"] = "both",
        form: Literal["extremum", "clipped", "unclipped"] = "extremum",
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...

class EWMABank(_OneUpdateFlags):
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

class FOCuS(_OneUpdateFlags):
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

class GLR(_OneUpdateFlags):
    def __init__(
        self,
        *,
        limit: float = 15.27,
        shape: Literal["step", "ramp", "both"] = "both",
        cap: int = 10000,
        mean: float = 0.0,
        sd: float = 1.0,
    ) -> None: ...

class SRMixture(_OneUpdateFlags):
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

class BettingEProcess(_OneUpdateFlags):
    def __init__(
        self,
        *,
        limit: float = 100000.0,
        mean: float = 0.5,
        tolerance: float = 0.01,
        bets: int = 8,
        side: Literal["both", "up", "down"] = "both",
    ) -> None: ...

class ConformalMartingale(_OneUpdateFlags):
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

class NewAtom(_OneUpdateFlags):
    def __init__(
        self,
        *,
        limit: float = 11.5,
        warm_up: int = 500,
        values: int = 256,
    ) -> None: ...

class EWMAFOCuS(_OneUpdateFlags):
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

class StreamingMMD(_OneUpdateFlags):
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

class BOCPD(_OneUpdateFlags):
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
