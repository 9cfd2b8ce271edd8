"""Lists of who keeps contact with whom, and of contacts made, in and out."""

from kexie.core import loading

from .ties import TieLoader
from .visits import VisitLoader

for loader in (TieLoader(), VisitLoader()):
    loading.register(loader)
