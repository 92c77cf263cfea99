# Generated from the registry by scripts/generate_stubs.py; do not edit.
from typing import Union
from tepid import _core
from tepid._core import *
from tepid._core import __version__ as __version__
from tepid._change_points import ChangePoint, ChangePoints, change_points
from tepid._compare import compare
from tepid._comparison import ColumnComparison, ColumnTest, ShareComparison, TableComparison
from tepid._design import Blindness, Design, ReferenceAccount, RunLength, arl, design
from tepid._monitor import Monitor
from tepid._monitor_columns import make_reference
from tepid._monitor_types import Alarm, ChangeEvent, CheckSnapshot, LabelCounts, QualitySnapshot, Restored, SignalSnapshot, Snapshot
from tepid._profile import profile
from tepid._run_tests import run_tests
from tepid._types import Change, ColumnSummary, Comparison, DataError, Error, ErrorCode, ParameterError, State, StateError

__all__ = ["Change", "ColumnSummary", "Comparison", "DataError", "Error", "ErrorCode", "ParameterError", "State", "Blindness", "Design", "ReferenceAccount", "RunLength", "arl", "design", "Alarm", "ChangeEvent", "CheckSnapshot", "LabelCounts", "Monitor", "QualitySnapshot", "Restored", "SignalSnapshot", "Snapshot", "ChangePoint", "ChangePoints", "StateError", "change_points", "compare", "make_detector", "make_reference", "profile", "ColumnComparison", "ColumnTest", "ShareComparison", "TableComparison", "run_tests", "ADWIN", "BOCPD", "BettingEProcess", "BinomialCUSUM", "CUSUM", "ConformalMartingale", "CountsEWMA", "CrosierCUSUM", "DDM", "Detector", "ECDD", "EDDM", "EWMA", "EWMABank", "EWMAFOCuS", "FHDDM", "FHDDMS", "FOCuS", "GLR", "GMA", "HDDM_A", "HDDM_W", "HotellingT2", "IncrementalKS", "KSWIN", "LFR", "MCUSUM", "MDDM", "MEWMA", "NewAtom", "OPTWIN", "PageHinkley", "PoissonCUSUM", "Profile", "RDDM", "SEED", "SRMixture", "STEPD", "SelfStartingCUSUM", "SeqDrift1", "SeqDrift2", "Shewhart", "ShewhartAttributes", "ShewhartSubgroups", "StreamingMMD", "VarianceCUSUM", "VarianceEWMA", "load", "missing_value", "registry"]

def make_detector(name: str, **parameters: Union[float, str]) -> _core.Detector:
    """A new detector by its registered name, as in `make_detector("cusum", h=5.0)`."""
