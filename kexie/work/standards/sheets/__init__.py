"""Rosters of demonstration sites, taken in."""

from kexie.core import loading

from .sites import SITES, SiteLoader

loading.register(SiteLoader())

__all__ = ["SITES", "SiteLoader"]
