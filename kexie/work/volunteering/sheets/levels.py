"""What a sheet's name and title say of all its rows."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kexie.core.loading import Context

LEVELS = ("省级", "市级", "县级", "区级", "镇级", "乡级", "街道级", "村级")


def level_in(context: Context) -> str:
    """Return the level a sheet's name or title speaks of (市级, 镇级), or ""."""
    return next((level for level in LEVELS if level in context.sheet_name or level in context.title), "")


def team_in(context: Context) -> str:
    """Return the kind of team a table's title speaks of."""
    return _("科普志愿者服务团") if "服务团" in context.title + context.sheet_name else _("志愿服务队")
