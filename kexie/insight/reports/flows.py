"""A summary: draft → signed; a correction makes it a draft again, and what was signed stays."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core.flow import Flow, Move

from .models import Report

S = Report.State
REPORT = Flow(
    moves=(
        Move("sign", _("签发"), (S.DRAFT,), S.SIGNED, may="sign"),
        Move("correct", _("更正"), (S.SIGNED,), S.DRAFT, may="sign", note_required=True),
    )
)
