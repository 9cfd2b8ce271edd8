"""The verbs of summaries: compose, write, sign, correct, export."""

from .exporting import KINDS, Exported, export, export_annual, export_version
from .signing import CannotSign, correct, sign
from .writing import (
    add_section,
    compose,
    edit_section,
    hide_section,
    move_section,
    restore_section,
    save_template,
)

__all__ = [
    "KINDS", "CannotSign", "Exported", "add_section", "compose", "correct", "edit_section", "export",
    "export_annual", "export_version", "hide_section", "move_section", "restore_section", "save_template", "sign",
]  # fmt: skip
