"""Making papers from what is known, and filing the signed copies beside them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import chain
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.documents import official
from kexie.core.documents.tree import Document
from kexie.core.files import services as files
from kexie.core.flow import WrongState
from kexie.core.refusals import Invalid, Refusal
from kexie.work.founding.models import Paper, Procedure

from .steps import held, refuse_over, standing_papers

SCANS = {  # how a scan or photo begins; a phone's HEIC and a WebP say so some signs later
    ".pdf": (b"%PDF",), ".jpg": (b"\xff\xd8\xff",), ".jpeg": (b"\xff\xd8\xff",), ".png": (b"\x89PNG",),
    ".webp": (b"RIFF",), ".heic": (b"\0\0\0",), ".tif": (b"II*\0", b"MM\0*"), ".tiff": (b"II*\0", b"MM\0*"),
    ".ofd": (b"PK\3\4",), ".zip": (b"PK\3\4",),
}  # fmt: skip


class Lacking(Refusal):
    """A paper cannot be made from what is known so far; `facts["missing"]` says what is not known."""

    code = "lacking"


class AlreadySigned(Refusal):
    """A paper with a signed copy is not made again."""

    code = "already_signed"


def make_paper(*, procedure: Procedure, code: str, document: Document, made_from: str, actor: gate.Actor) -> Paper:
    """Keep a paper made of a procedure's facts as its next version; made of the same again, the one there is returned.

    `document` is what the page built of the facts, `made_from` their digest.

    :raises NotAllowed: the actor may not edit this procedure
    :raises WrongState: it is over
    :raises AlreadySigned: its signed copy stands
    """
    gate.require(actor, "edit", procedure)
    with transaction.atomic():
        row = held(procedure)
        refuse_over(row)
        old = standing_papers(row).get(code)
        if old is not None and old.made_from == made_from and not old.withdrawn_because:
            return old
        if old is not None and old.is_signed:
            raise AlreadySigned(_("“%s”已经签字盖章，不能重新生成。确实写错的，先撤下签字件。") % old.title)
        file = files.store(
            name=f"{document.title}.docx", content=official.docx_bytes(document), organisation=row.organisation,
            purpose="founding", actor=actor, content_type=official.MEDIA_TYPE,
        )  # fmt: skip
        paper = Paper(
            procedure=row, code=code, version=(old.version if old else 0) + 1, title=document.title[:120], file=file,
            made_from=made_from,
        )  # fmt: skip
        return records.save(paper, actor=actor, did="make_paper")


def upload_signed(*, procedure: Procedure, code: str, upload: tuple[str, Any], actor: gate.Actor, today: date) -> Paper:
    """File the signed copy of a paper beside it; `upload` is (file name, bytes or chunks).

    :raises NotAllowed: the actor may not edit this procedure
    :raises WrongState: it is over, or the paper was never made
    :raises AlreadySigned: its signed copy stands
    :raises Invalid: the file is no scan or photo, by its name or by how it begins
    """
    gate.require(actor, "edit", procedure)
    name, content = upload[0], _begun_as_called(*upload)
    with transaction.atomic():
        row = held(procedure)
        refuse_over(row)
        paper = standing_papers(row).get(code)
        if paper is None:
            raise WrongState(_("请先生成文书，打印签字盖章后再上传。"))
        if paper.is_signed:
            raise AlreadySigned(_("“%s”的签字件已经传过。传错了的，先撤下再传。") % paper.title)
        if paper.withdrawn_because:
            raise WrongState(_("“%s”的签字件已撤下，请重新生成文书，签字后再传。") % paper.title)
        paper.signed = files.store(
            name=name, content=content, organisation=row.organisation, purpose="founding_signed", actor=actor
        )
        paper.signed_on = today
        return records.save(paper, actor=actor, did="upload_signed", note=paper.title)


def _begun_as_called(name: str, content: bytes | Iterable[bytes]) -> Iterable[bytes]:
    """Return the content of a scan or photo in chunks; one that begins otherwise than its name says is refused."""
    begins = SCANS.get(PurePath(name.lower()).suffix)
    if begins is None:
        raise Invalid(_("请传扫描件或照片（PDF、JPG、PNG）。几页的请合成一个 PDF。"))
    chunks = iter([content] if isinstance(content, bytes) else content)
    first = next(chunks, b"")
    if not first.startswith(begins):
        raise Invalid(_("“%s”打不开：内容和文件名的后缀对不上，或者文件坏了。请重新扫描或拍照后再传。") % name)
    return chain([first], chunks)


def withdraw_signed(*, procedure: Procedure, code: str, actor: gate.Actor, note: str) -> Paper:
    """Take a signed copy back that is wrong; it is kept with its version, and the paper may be made again.

    :raises NotAllowed: the actor may not edit this procedure
    :raises WrongState: it is over, or no signed copy stands
    :raises Invalid: no reason is given
    """
    gate.require(actor, "edit", procedure)
    if not note.strip():
        raise Invalid(_("请写明为什么撤下签字件。"))
    with transaction.atomic():
        row = held(procedure)
        refuse_over(row)
        paper = standing_papers(row).get(code)
        if paper is None or not paper.is_signed:
            raise WrongState(_("没有签字件可撤。"))
        paper.withdrawn_because = note.strip()[:200]
        return records.save(paper, actor=actor, did="withdraw_signed", note=note)
