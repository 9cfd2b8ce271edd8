"""Metrics for partners: which there are, and what one comes to."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from kexie.core.api.errors import ERRORS
from kexie.core.api.parsing import Day, Key
from kexie.core.refusals import Invalid, NotFound
from kexie.network.organisations.models import Organisation

from . import queries

router = Router(tags=["指标"])


class MetricOut(Schema):
    """One metric."""

    name: str
    unit: str
    chapter: str


class ValueOut(Schema):
    """What a metric comes to; `evidence` gives its parts by how they were obtained, `published` what closing said."""

    metric: str
    unit: str
    value: int | Decimal | None
    published: int | Decimal | None
    evidence: dict[str, int | Decimal]
    records: int
    starts_on: date
    ends_on: date
    organisation_id: int


@router.get("", response={200: list[MetricOut], **ERRORS}, summary="列出指标")
def list_metrics(request: HttpRequest):
    return [versions[-1] for versions in queries.catalogue(request.auth).values()]


@router.get("/{str:name}", response={200: ValueOut, **ERRORS}, summary="一个指标的数")
def get_metric(request: HttpRequest, name: str, starts_on: Day, ends_on: Day, organisation: Key | None = None):
    if ends_on < starts_on:
        raise Invalid(_("ends_on 早于 starts_on，请对调。"), fields={"ends_on": []})
    where = request.auth.organisation
    if organisation is not None:
        where = Organisation.objects.visible_to(request.auth).filter(pk=organisation).first()
    if where is None:
        raise NotFound
    period = queries.Period(starts_on, ends_on)
    figure = queries.figure(name, period=period, organisation=where, actor=request.auth)
    return {
        "metric": figure.metric, "unit": figure.unit, "value": figure.value, "published": figure.published,
        "evidence": dict(figure.evidence), "records": figure.records, "starts_on": starts_on, "ends_on": ends_on,
        "organisation_id": where.pk,
    }  # fmt: skip
