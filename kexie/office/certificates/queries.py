"""What a certificate says: to the public with personal data masked, to its holder in full, and on paper."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import segno

from kexie.core.documents import typeset
from kexie.core.personal import shown, unsealed

from . import rules
from .models import Certificate

DATA = Path(__file__).parent / "data"


def check(code: str) -> Certificate | None:
    """Return the certificate behind a code however it was typed, None when there is none.

    Open to everyone: whoever holds the code holds the paper. A code with a slip in it asks no database.
    """
    code = rules.normal(code)
    if not rules.is_code(code):
        return None
    return (
        Certificate.objects.select_related("organisation", "revocation", "replaced_by", "replaces")
        .filter(code=code).first()
    )  # fmt: skip


def is_code(text: str) -> bool:
    """Test whether a text is a code without a slip, given out or not."""
    return rules.is_code(rules.normal(text))


def normal(text: str) -> str:
    """Return a code as its address has it."""
    return rules.normal(text)


def names(certificate: Certificate, name: str) -> bool:
    """Test whether a name, blanks aside, is one of the personal values that were certified."""
    sought = "".join(name.split())
    values = [value for block in certificate.facts["blocks"] for _label, value in block["lines"]]
    return any("".join(unsealed(value).split()) == sought for value in values if isinstance(value, dict))


def latest(kind: str, source_key: str) -> Certificate | None:
    """Return the last edition given out for a request, None when there is none."""
    rows = Certificate.objects.select_related("revocation", "replaced_by")
    return rows.filter(kind=kind, source_key=source_key).order_by("-edition").first()


def content(certificate: Certificate, *, is_open: bool) -> dict[str, Any]:
    """Return what was certified, as frozen: `is_open` in full, else as the public may see it."""
    read = unsealed if is_open else shown
    blocks = [
        {"title": block["title"], "lines": [(label, read(value)) for label, value in block["lines"]]}
        for block in certificate.facts["blocks"]
    ]
    columns = certificate.facts["columns"]
    lined = [list(zip(columns, row, strict=True)) for row in certificate.facts["rows"]]  # for rows that become cards
    return {**certificate.facts, "blocks": blocks, "lined": lined}


def printed(certificate: Certificate, *, address: str) -> bytes:
    """Return the certificate as PDF, fonts embedded, with a QR of the `address` it is checked at.

    Drawn anew from the frozen facts by the template of its day; the same certificate gives the same bytes.
    """
    square = io.BytesIO()
    segno.make(address, error="m", micro=False).save(square, kind="svg", xmldecl=False, border=0)
    on = certificate.issued_on
    data = {
        **content(certificate, is_open=True), "number": certificate.number, "code": certificate.grouped_code,
        "address": address, "issued_on": f"{on.year}年{on.month}月{on.day}日",
        "square": square.getvalue().decode(),
    }  # fmt: skip
    source = DATA / f"{certificate.template}-{certificate.template_version}.typ"
    return typeset.pdf(source.read_bytes(), data, at=certificate.created_at)
