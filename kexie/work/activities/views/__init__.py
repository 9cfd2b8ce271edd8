"""Pages of activities that are no record-keeping screens."""

from .figures import brand_figure, statistics
from .life import add_sessions, close, copy, copy_campaign, remove_session
from .records import add_photos, record, remove_photo

__all__ = [
    "add_photos", "add_sessions", "brand_figure", "close", "copy", "copy_campaign", "record", "remove_photo",
    "remove_session", "statistics",
]  # fmt: skip
