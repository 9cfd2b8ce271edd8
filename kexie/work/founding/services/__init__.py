"""What can be done: begin a procedure, walk its steps, make its papers, end it; look after the list of enterprises."""

from .ending import CannotConclude, abandon, conclude, resume
from .meeting import hold_assembly, leave_assembly, take_result
from .papers import AlreadySigned, Lacking, make_paper, upload_signed, withdraw_signed
from .people import carry_over, nominate, remove_nominee
from .prospects import keep_prospect, post_imported, visit_prospect
from .reminders import recount_deadlines, remind_procedures
from .steps import Late, NotYet, answer, begin, finish_step, reopen_step, skip_step

__all__ = [
    "AlreadySigned", "CannotConclude", "Lacking", "Late", "NotYet", "abandon", "answer", "begin", "carry_over",
    "conclude", "finish_step", "hold_assembly", "keep_prospect", "leave_assembly", "make_paper", "nominate",
    "post_imported", "recount_deadlines", "remind_procedures", "remove_nominee", "reopen_step",
    "resume", "skip_step", "take_result", "upload_signed", "visit_prospect", "withdraw_signed",
]  # fmt: skip
