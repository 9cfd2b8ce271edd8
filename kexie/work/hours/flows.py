"""A service: proposed → noticed → confirmed; what is doubtful is held for a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core.flow import Flow, Move

from .models import Correction, Service

S, C = Service.State, Correction.State
OPEN = (S.PROPOSED, S.HELD, S.NOTICED)

# Confirming has no arrow here: nobody presses it, the end of the notice does it.
SERVICE = Flow(
    moves=(
        Move("approve_hours", _("通过并公示"), (S.PROPOSED,), S.NOTICED, may="confirm_hours"),
        Move("let_through", _("核实后通过"), (S.HELD,), S.NOTICED, may="confirm_hours", note_required=True),
        Move("refuse_hours", _("不予通过"), OPEN, S.REFUSED, may="confirm_hours", note_required=True),
        Move("contest_hours", _("记下异议"), (S.NOTICED,), S.HELD, may="edit", note_required=True),
        Move("withdraw_hours", _("撤回"), OPEN, S.WITHDRAWN, may="edit", note_required=True),
    )
)
CORRECTION = Flow(
    moves=(
        Move("accept_correction", _("同意更正"), (C.ASKED,), C.ACCEPTED, may="confirm_hours", note_required=True),
        Move("refuse_correction", _("不予更正"), (C.ASKED,), C.REFUSED, may="confirm_hours", note_required=True),
    )
)
