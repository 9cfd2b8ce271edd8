"""Lists of technology enterprises, taken in."""

from kexie.core import loading

from .prospects import PROSPECTS, ProspectLoader

loading.register(ProspectLoader())

__all__ = ["PROSPECTS", "ProspectLoader"]
