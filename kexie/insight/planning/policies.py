"""Plans are seen and kept by whoever works at their body."""

from kexie.core.gate import guard
from kexie.network.access.policies import TreePolicy

from .models import Peer, PeerFigure, Plan, Population, Target

guard(Plan, TreePolicy())
guard(Population, TreePolicy())
for model in (Target, Peer):
    guard(model, TreePolicy("plan__organisation__path"))
guard(PeerFigure, TreePolicy("peer__plan__organisation__path"))
