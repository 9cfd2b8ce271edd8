"""Composing a summary and writing its prose. Figures cannot be written: a text keeps slots, the ledger fills them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import gate, records, text
from kexie.core.documents import template
from kexie.core.flow import WrongState
from kexie.core.refusals import Invalid
from kexie.insight.reports import queries, rules
from kexie.insight.reports.models import Kind, Report, ReportTemplate, Section
from kexie.network.organisations.models import Organisation

LONGEST = 20_000  # signs of one section

_FAULTS = {
    "early": gettext_lazy("“%(said)s”前面还没有小节。请先写一行“= 开头”或“# 标题”。"),
    "nameless": gettext_lazy("这一行的小节没有名称。请在“#”或“=”后面写上名称。"),
    "deep": gettext_lazy("“%(said)s”用了五级以上标题。公文标题最多四级，请减少“#”。"),
    "jump": gettext_lazy("“%(said)s”跳过了一级标题。请补上前一级，或减少“#”。"),
    "twice": gettext_lazy("小节“%(said)s”写了两次。每个小节的名称只能用一次，请改名。"),
    "empty": gettext_lazy("模板是空的。请至少写一个小节，如“= 开头”。"),
}


TITLES = {Kind.ANNUAL: "{name}{year}年工作总结", Kind.SELF_CHECK: "{name}{year}年目标任务自查报告"}


def compose(*, organisation: Organisation, year: int, actor: gate.Actor, kind: str = Kind.ANNUAL) -> Report:
    """Write an organisation's summary of a year from its template, or bring the draft up to the template.

    What a person edited stays as it is; other sections say again what the template says, and new ones come in.
    Sections kept from year to year start from last year's text. A signed summary is returned untouched.

    :raises NotAllowed: the actor may not write here
    :raises Invalid: the year is none
    """
    gate.require(actor, "edit", organisation)
    with transaction.atomic():
        rows = Report.objects.select_for_update().filter(organisation=organisation, kind=kind, year=year)
        report = rows.first()
        if report is None:
            title = TITLES[Kind(kind)].format(name=organisation.name, year=year)
            report = Report(organisation=organisation, kind=kind, year=year, title=title)
            records.save(report, actor=actor, did="compose")
        if report.is_draft:
            _fill(report, rules.split(queries.template_for(organisation, kind)), actor)
    return report


def edit_section(
    *, section: Section, source: str, actor: gate.Actor, heading: str | None = None, level: int | None = None
) -> Section:
    """Write a section's prose, with its figures as slots ({口径|概}), and its heading.

    :raises NotAllowed: the actor may not write here
    :raises WrongState: the summary is signed
    :raises Invalid: the text is too long, or holds signs nobody types
    :raises TemplateFault: a slot cannot be read, or asks for a metric that does not exist
    """
    gate.require(actor, "edit", section)
    with _open(section.report, section):
        section.text = _readable(source, actor)
        if heading is not None:
            section.heading = rules.bare_heading(text.clean(heading))
        if level is not None:
            section.level = level
        return records.save(section, actor=actor, did="edit_section")


def restore_section(*, section: Section, actor: gate.Actor) -> Section:
    """Let a section say what the template says again.

    :raises NotAllowed: the actor may not write here
    :raises WrongState: the summary is signed
    """
    gate.require(actor, "edit", section)
    with _open(section.report, section):
        section.text = section.source
        return records.save(section, actor=actor, did="restore_section")


def hide_section(*, section: Section, hidden: bool, actor: gate.Actor) -> Section:
    """Leave a section out of the summary, or take it in again; its text is kept.

    :raises NotAllowed: the actor may not write here
    :raises WrongState: the summary is signed
    """
    gate.require(actor, "edit", section)
    with _open(section.report, section):
        section.is_hidden = hidden
        return records.save(section, actor=actor, did="hide_section" if hidden else "show_section")


def add_section(
    *, report: Report, heading: str, level: int, actor: gate.Actor, after: Section | None = None, source: str = ""
) -> Section:
    """Add a section of one's own, below another or at the end.

    :raises NotAllowed: the actor may not write here
    :raises WrongState: the summary is signed
    :raises Invalid: no heading, a level the document does not have, or a text that cannot be used
    """
    gate.require(actor, "edit", report)
    section = Section(
        report=report, heading=rules.bare_heading(text.clean(heading)), level=level, place=0,
        text=_readable(source, actor),
    )  # fmt: skip
    with _open(report):
        order = [row.pk for row in report.sections.all()]
        section.place = len(order) + 1
        records.save(section, actor=actor, did="add_section")
        if after is not None:
            order.insert(order.index(after.pk) + 1, section.pk)
            _place(report, order, actor)
    section.refresh_from_db()
    return section


def move_section(*, section: Section, step: int, actor: gate.Actor) -> Section:
    """Move a section up (negative) or down by so many places.

    :raises NotAllowed: the actor may not write here
    :raises WrongState: the summary is signed
    """
    gate.require(actor, "edit", section)
    with _open(section.report, section):
        order = [row.pk for row in section.report.sections.all()]
        _place(section.report, rules.moved(order, section.pk, step), actor)
    section.refresh_from_db()
    return section


def save_template(*, template_row: ReportTemplate, actor: gate.Actor, did: str = "change") -> ReportTemplate:
    """Keep an association's own template; summaries composed from now on follow it.

    :raises NotAllowed: the actor may not write here
    :raises TemplateFault: a section or slot cannot be read, or asks for a metric that does not exist
    """
    gate.require(actor, "edit", template_row.organisation)
    try:
        parts = rules.split(template_row.text)
    except rules.Fault as fault:
        said = _FAULTS[fault.why] % {"said": fault.said}
        raise template.TemplateFault(_("第%(line)d行：%(what)s") % {"line": fault.line, "what": said}) from fault
    known = queries.known_metrics(actor)
    for part in parts:
        read = template.parse("\n" * (part.line - 1) + part.text)  # so that a slip is told with its line in the whole
        template.check(read, metrics=known, words=_words())
    return records.save(template_row, actor=actor, did=did)


def _fill(report: Report, parts: Sequence[rules.Part], actor: gate.Actor) -> None:
    rows = [*report.sections.all()]
    kept = {row.origin: row for row in rows if row.origin}
    wanted = [_follow(report, part, kept.pop(part.heading, None), actor).pk for part in parts]
    gone = [row for row in kept.values() if not row.is_edited]
    for row in gone:
        records.remove(row, actor=actor, did="compose", note=_("模板里已没有这一节"))
    _place(report, rules.merged(wanted, [row.pk for row in rows if row not in gone]), actor)


def _follow(report: Report, part: rules.Part, row: Section | None, actor: gate.Actor) -> Section:
    """Make a section, or bring an old one up to the template; what a person wrote stays."""
    if row is None:
        source = part.text or (_last_year(report, part.heading) if part.is_carried else "")
        row = Section(
            report=report, place=0, origin=part.heading, level=part.level, heading=part.heading, source=source,
            text=source, note=part.note, is_carried=part.is_carried,
        )  # fmt: skip
        return records.save(row, actor=actor, did="compose")
    source = row.source if part.is_carried else part.text
    if (row.source, row.note) != (source, part.note):
        row.text = row.text if row.is_edited else source
        row.source, row.note = source, part.note
        records.save(row, actor=actor, did="compose")
    return row


def _last_year(report: Report, heading: str) -> str:
    before = Section.objects.filter(
        report__organisation=report.organisation, report__kind=report.kind, report__year=report.year - 1, origin=heading
    )
    return before.values_list("text", flat=True).first() or ""


def _place(report: Report, order: Sequence[int], actor: gate.Actor) -> None:
    rows = {row.pk: row for row in report.sections.all()}
    changed = []
    for place, key in enumerate(order, start=1):
        if rows[key].place != place:
            rows[key].place = place
            changed.append(rows[key])
    records.change_many(changed, ["place"], actor=actor, did="move_section", path=report.organisation.path)


def _readable(source: str, actor: gate.Actor) -> str:
    if text.why_not_text(source):
        raise Invalid(_("正文里有看不见的特殊字符，请删掉后重新输入。"))
    source = text.clean(source)
    if len(source) > LONGEST:
        counts = {"most": LONGEST, "now": len(source)}
        raise Invalid(_("一节最多写 %(most)d 字，现在有 %(now)d 字。请分成几节。") % counts)
    read = template.parse(source)
    template.check(read, metrics=queries.known_metrics(actor), words=_words())
    return source


def _words() -> tuple[str, ...]:
    return (*queries.WORDS, *queries.insert_names())


@contextmanager
def _open(report: Report, *sections: Section) -> Iterator[None]:
    """Hold a draft open for one change: nobody signs it meanwhile, and what others wrote since is not lost."""
    with transaction.atomic():
        if not Report.objects.select_for_update().get(pk=report.pk).is_draft:
            raise WrongState(
                _("“%(report)s”已经签发，不能再改。确有差错的，请由审核人写明原因更正，另出一版。") % {"report": report}
            )
        for section in sections:
            section.refresh_from_db()
        yield
