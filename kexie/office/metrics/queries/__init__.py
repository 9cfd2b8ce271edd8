"""What others may ask: figures, what they split into, and the records behind them.

`figure(name, period=…, organisation=…, actor=…)` gives a Figure; `figures([...])` many at once; `breakdown` splits one
by town, month, form …; `entries` lists the records behind it.
"""

from kexie.office.metrics.rules import Definition, Period, year_of

from .breakdowns import Breakdown, breakdown, breakdowns, latest_year, monthly
from .consistency import Difference, differences
from .drilldown import Drill, entries
from .figures import (
    Figure,
    Limits,
    UnknownMetric,
    catalogue,
    definition_of,
    explain,
    figure,
    figures,
    phrase,
    shown,
    url_of,
    words,
)
from .histories import Habit, History, habits, histories

__all__ = [
    "Breakdown", "Definition", "Difference", "Drill", "Figure", "Habit", "History", "Limits", "Period", "UnknownMetric",
    "breakdown", "breakdowns", "catalogue", "definition_of", "differences", "entries", "explain", "figure", "figures",
    "habits", "histories", "latest_year", "monthly", "phrase", "shown", "url_of", "words", "year_of",
]  # fmt: skip
