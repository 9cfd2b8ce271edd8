"""Rosters of bodies, taken in."""

from kexie.core import loading

from .kinds import ROSTERS
from .loader import RosterLoader

for roster in ROSTERS:
    loading.register(RosterLoader(roster))

__all__ = ["ROSTERS", "RosterLoader"]
