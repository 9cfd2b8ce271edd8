"""`recount`: count a vote again from its file, with the same program that is given out with it."""

from __future__ import annotations

import argparse
import runpy
from pathlib import Path

PROGRAM = Path(__file__).parents[2] / "work" / "votes" / "rules" / "recount.py"


def recount(given: argparse.Namespace) -> int:
    """Run the stand-alone program: no data home, no database, no Django."""
    return runpy.run_path(str(PROGRAM))["main"]([given.file, *given.codes])
