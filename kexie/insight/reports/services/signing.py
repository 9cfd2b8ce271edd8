"""Signing a summary freezes it; a correction opens it again and becomes another version."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.documents import official
from kexie.core.files import services as files
from kexie.core.refusals import Refusal
from kexie.insight.reports import queries
from kexie.insight.reports.flows import REPORT
from kexie.insight.reports.models import Report, ReportVersion


class CannotSign(Refusal):
    """The summary cannot be signed as it is."""

    code = "cannot_sign"


def sign(*, report: Report, seen: str, actor: gate.Actor, at: datetime | None = None) -> ReportVersion:
    """Freeze a summary as its next version: text, figures with what stands behind them, and the Word file.

    `seen` is the `digest` of the draft the checker looked at: nothing else is signed.

    :raises NotAllowed: the actor may not sign here
    :raises WrongState: it is signed already
    :raises CannotSign: a section is unwritten or cannot be read, or something changed since the checker looked
    """
    gate.require(actor, "sign", report)
    moment = at or clock.now()
    with transaction.atomic():
        report = REPORT.walk(report, "sign", actor=actor)
        number = report.versions.count() + 1
        note = version_note(number, report.reason)
        draft = queries.draft(report, actor=actor, at=moment, note=note)
        if draft.faults:
            first = draft.faults[0]
            raise CannotSign(
                _("还有 %(n)d 处要改好才能签发。“%(section)s”：%(why)s")
                % {"n": len(draft.faults), "section": first.section, "why": first.why},
                code="faults",
            )
        if draft.digest != seen:
            raise CannotSign(_("您核对以后，正文或数字又有变化，没有签发。请看过现在的内容再签发。"), code="changed")
        file = files.store(
            name=f"{report.title}（第{number}版）.docx", content=official.docx_bytes(draft.document),
            organisation=report.organisation, purpose="report_version", actor=actor, content_type=official.MEDIA_TYPE,
        )  # fmt: skip
        version = ReportVersion(
            report=report, number=number, title=report.title, document=queries.pack(draft.document),
            figures=queries.pack_lines(draft.lines), file=file, signed_at=moment, signed_by=str(actor),
            reason=report.reason,
        )  # fmt: skip
        return records.save(version, actor=actor, did="sign", note=report.reason)


def correct(*, report: Report, reason: str, actor: gate.Actor) -> Report:
    """Open a signed summary for another version; what was signed stays as it was, with a note.

    :raises NotAllowed: the actor may not sign here
    :raises WrongState: it is not signed, or no reason is given
    """
    gate.require(actor, "sign", report)
    return REPORT.walk(report, "correct", actor=actor, note=reason, reason=reason.strip()[:200])


def version_note(number: int, reason: str) -> str:
    """Return the note a version carries below its day: nothing for the first, why there is another for later ones."""
    if number == 1:
        return ""
    return _("第%(number)d版，更正原因：%(reason)s") % {"number": number, "reason": reason.rstrip("。")}
