"""Registers in spreadsheets: recognised, taken in, proposed."""

from kexie.core import loading

from .loader import RegisterKeeper, ready_made_loader
from .ready_made import TEMPLATES

for template in TEMPLATES:
    loading.register(ready_made_loader(template))
loading.set_keeper(RegisterKeeper())
