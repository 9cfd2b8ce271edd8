"""Builders of summaries, and of the ledger facts they speak of."""

from __future__ import annotations

from datetime import UTC, date, datetime

from conftest import organisation as body
from kexie.core.gate import SYSTEM
from kexie.insight.reports import queries, services
from kexie.insight.reports.models import Report, ReportTemplate
from kexie.office.ledger import measures
from kexie.office.ledger.tests import make as ledger

YEAR = 2013
WEEK = {"campaign": "科技活动周", "on": date(YEAR, 5, 18)}
NEW_YEAR = datetime(YEAR + 1, 1, 6, 2, 0, tzinfo=UTC)
SHORT = """
= 开头
{=年度}年，{=单位}举办活动{活动数}场次[[，发放资料{发放资料份数|概}份]]。
# 科普工作
## 科技活动周
受惠群众{活动周.人次|概}人次{?近年之最:活动周.人次|，为近年之最}{?首次:活动周.人次|，尚属首次}。
## 科普日
{科普日.人次}人次参加。
# 打算【沿用】
※ 先写不足，再写打算。
"""


def report(organisation, year=None):
    """Return a draft of an organisation: of a year it has none of yet, unless one is given."""
    year = year or YEAR - Report.objects.filter(organisation=organisation).count()
    return services.compose(organisation=organisation, year=year, actor=SYSTEM)


def template(organisation, text=SHORT):
    """Return a template of an organisation; of a new town below it when it has one already."""
    if ReportTemplate.objects.filter(organisation=organisation).exists():
        number = ReportTemplate.objects.count()
        organisation = body(f"第{number}镇科协", parent=organisation, level="town")
    row = ReportTemplate(organisation=organisation, text=text)
    return services.save_template(template_row=row, actor=SYSTEM, did="create")


def post(organisation, measure, amount, *, year=YEAR, **fields):
    """Post one amount of a measure (`activities.participations`) and return the record it came from."""
    fields = {"on": date(year, 5, 18), **fields}
    return ledger.posted(organisation, ledger.line(amount, measure=measures.get(measure), **fields))


def repost(row, measure, amount, *, year=YEAR, **fields):
    """Let a record say another amount."""
    fields = {"on": date(year, 5, 18), **fields}
    ledger.post(row, ledger.line(amount, measure=measures.get(measure), **fields))


def written(organisation, year=YEAR):
    """Return a short draft whose sections are all written, ready to be signed."""
    if not ReportTemplate.objects.filter(organisation=organisation).exists():
        template(organisation)
    row = report(organisation, year)
    section = row.sections.get(origin="打算")
    services.edit_section(section=section, source="来年继续办好科普活动。", actor=SYSTEM)
    return row


def draft(row, actor=SYSTEM):
    """Return a report as it reads now."""
    return queries.draft(row, actor=actor, at=NEW_YEAR)


def sign(row, actor, at=NEW_YEAR):
    """Sign what is there."""
    return services.sign(report=row, seen=draft(row, actor).digest, actor=actor, at=at)


def text(document):
    """Return the paragraphs of a document as they read."""
    from kexie.core.documents import tree

    said = [
        block.text if isinstance(block, tree.Heading) else "".join(run.text for run in tree.runs(block.content))
        for block in document.body
    ]
    return "\n".join(said)
