"""What others may ask about summaries."""

from .drafts import Doubt, Draft, draft
from .figures import Line, known_metrics, pickable
from .inserts import Insert, offer
from .inserts import names as insert_names
from .templates import WORDS, built_in, template_for
from .versions import Change, Differences, differences, document_of, lines_of, pack, pack_lines, since

__all__ = [
    "WORDS", "Change", "Differences", "Doubt", "Draft", "Insert", "Line", "built_in", "differences", "document_of",
    "draft", "insert_names", "known_metrics", "lines_of", "offer", "pack", "pack_lines", "pickable", "since",
    "template_for",
]  # fmt: skip
