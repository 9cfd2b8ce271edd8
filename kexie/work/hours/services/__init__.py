"""What can be done to hours: propose, judge, decide, put on notice, confirm into the ledger, correct, certify."""

from .certifying import KIND, CannotCertify, Issuer, certify, certify_again, facts_of
from .confirming import confirm_due, source_of
from .correcting import accept_correction, ask_correction, refuse_correction
from .deciding import CannotDecide, approve, approve_many, contest, refuse, withdraw
from .imported import judge_imported, withdraw_imported
from .proposing import Proposal, keep, propose, propose_sheet
from .signed_in import take_signed_in

__all__ = [
    "KIND", "CannotCertify", "CannotDecide", "Issuer", "Proposal", "accept_correction", "approve", "approve_many",
    "ask_correction", "certify", "certify_again", "confirm_due", "contest", "facts_of", "judge_imported", "keep",
    "propose", "propose_sheet", "refuse", "refuse_correction", "source_of", "take_signed_in", "withdraw",
    "withdraw_imported",
]  # fmt: skip
