"""Rosters of bodies, and of who stands there, taken in."""

from kexie.core import loading
from kexie.work.governance.rules import INFORMANT

from .kinds import ROSTERS, TOWNS
from .loader import RosterLoader
from .mentioned import MentionLoader
from .people import INFORMANTS, POSTS
from .posts import PostLoader
from .towns import TownLoader

for roster in ROSTERS:
    loading.register(TownLoader(roster) if roster.sheet.code == TOWNS else RosterLoader(roster))
loading.register(MentionLoader())
loading.register(PostLoader(POSTS))
loading.register(PostLoader(INFORMANTS, position=INFORMANT))

__all__ = ["INFORMANTS", "POSTS", "ROSTERS", "MentionLoader", "PostLoader", "RosterLoader", "TownLoader"]
