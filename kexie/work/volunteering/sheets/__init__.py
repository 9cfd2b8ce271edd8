"""Rosters of volunteers, what teams report, shifts and who serves in them, in and out."""

from kexie.core import loading

from .shifts import AssignmentLoader, ShiftLoader
from .teams import StrengthLoader
from .volunteers import VolunteerLoader

for loader in (VolunteerLoader(), StrengthLoader(), ShiftLoader(), AssignmentLoader()):
    loading.register(loader)
