"""What others may ask about plans."""

from .overview import Overview, overview, plan_of, tally
from .peers import Benchmark, benchmark
from .standing import STATES, Standing, standings

__all__ = [
    "STATES", "Benchmark", "Overview", "Standing", "benchmark", "overview", "plan_of", "standings", "tally",
]  # fmt: skip
