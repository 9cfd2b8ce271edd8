"""Rosters of volunteers and tables of what teams report, in and out."""

from kexie.core import loading

from .teams import StrengthLoader
from .volunteers import VolunteerLoader

for loader in (VolunteerLoader(), StrengthLoader()):
    loading.register(loader)
