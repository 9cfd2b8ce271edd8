from kexie.core.gate import guard
from kexie.network.access.policies import TreePolicy

from .models import ClosedPeriod, Entry, Posting

guard(Entry, TreePolicy())  # by where the body stands today: rights follow the tree as it is
guard(Posting, TreePolicy())
guard(ClosedPeriod, TreePolicy())
