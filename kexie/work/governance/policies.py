"""Who may see and change posts, terms and headcounts: the tree says. Bodies are guarded in access.policies."""

from kexie.core.gate import guard
from kexie.network.access.policies import TreePolicy

from .models import Appointment, Tally, Term

for model in (Appointment, Term, Tally):
    guard(model, TreePolicy())
