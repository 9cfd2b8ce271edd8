"""Pages of procedures, step by step, and of visits to enterprises."""

from .meeting import hold_assembly, leave_assembly, take_result
from .papers import make_paper, upload_signed, withdraw_signed
from .procedures import abandon, begin, conclude, procedure, reopen_step, resume, skip_step, step
from .prospects import carry_over, remove_nominee, visit_prospect

__all__ = [
    "abandon", "begin", "carry_over", "conclude", "hold_assembly", "leave_assembly", "make_paper", "procedure",
    "remove_nominee", "reopen_step", "resume", "skip_step", "step", "take_result", "upload_signed", "visit_prospect",
    "withdraw_signed",
]  # fmt: skip
