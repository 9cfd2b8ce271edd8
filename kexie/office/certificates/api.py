"""Certificates for partners: is this one good, and what does it say to the public."""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from kexie.core import limits
from kexie.core.api.errors import ERRORS
from kexie.core.refusals import NotFound

from . import queries

router = Router(tags=["证明"])
MOST, SECONDS = 30, 600  # codes that are none, by one client


class LineOut(Schema):
    """One line of what was certified; personal values are masked."""

    label: str
    value: str


class CertificateOut(Schema):
    """A certificate as the public check page shows it: valid, replaced or revoked."""

    code: str
    number: str
    kind: str
    state: str
    issued_on: date
    organisation: str
    lines: list[LineOut]


@router.get("/{str:code}", response={200: CertificateOut, **ERRORS}, summary="查验证明")
def check_certificate(request: HttpRequest, code: str):
    asker = str(request.auth)
    limits.require("certificate", asker, most=MOST, seconds=SECONDS)
    found = queries.check(code)
    if found is None:
        limits.spend("certificate", asker, seconds=SECONDS)
        raise NotFound
    blocks = queries.content(found, is_open=False)["blocks"]
    return {
        "code": found.code, "number": found.number, "kind": found.kind, "state": found.state,
        "issued_on": found.issued_on, "organisation": str(found.organisation),
        "lines": [{"label": label, "value": str(value)} for block in blocks for label, value in block["lines"]],
    }  # fmt: skip
