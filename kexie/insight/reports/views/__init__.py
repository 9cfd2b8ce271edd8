"""Pages of summaries: reading and signing, writing, signed versions."""

from .reading import compose, correct, export, printed, refresh, report, sign
from .versions import export_version, print_version, version
from .writing import add_section, edit_section, hide_section, move_section, restore_section

__all__ = [
    "add_section", "compose", "correct", "edit_section", "export", "export_version", "hide_section", "move_section",
    "print_version", "printed", "refresh", "report", "restore_section", "sign", "version",
]  # fmt: skip
