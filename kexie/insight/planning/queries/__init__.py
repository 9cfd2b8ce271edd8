"""What others may ask about plans."""

from .overview import Overview, overview, plan_of, tally
from .peers import Benchmark, benchmark
from .population import People, people_at, populations_of
from .standing import STATES, Standing, standings

__all__ = [
    "STATES", "Benchmark", "Overview", "People", "Standing", "benchmark", "overview", "people_at", "plan_of",
    "populations_of", "standings", "tally",
]  # fmt: skip
