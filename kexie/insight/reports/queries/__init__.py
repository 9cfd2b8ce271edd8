"""What others may ask about summaries."""

from .drafts import Doubt, Draft, draft
from .figures import Line, known_metrics, pickable
from .templates import WORDS, built_in, template_for
from .versions import Change, Differences, differences, document_of, lines_of, pack, pack_lines, since

__all__ = [
    "WORDS", "Change", "Differences", "Doubt", "Draft", "Line", "built_in", "differences", "document_of", "draft",
    "known_metrics", "lines_of", "pack", "pack_lines", "pickable", "since", "template_for",
]  # fmt: skip
