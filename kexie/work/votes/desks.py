"""Record-keeping screens of assemblies and of what they vote on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core import records
from kexie.core.desk import Column, Desk, Related
from kexie.core.forms import RecordForm

from . import queries, services
from .forms import AssemblyForm, QuestionForm
from .models import Assembly, Question


class QuestionDesk(Desk):
    """What is voted on."""

    model = Question
    slug = "questions"
    form = QuestionForm
    title = _("表决事项")
    new = _("添加表决事项")
    columns = [
        Column("title", _("题目")), "kind", Column("assembly", _("会议")), "secrecy", "seats", "state",
    ]  # fmt: skip
    search = ["title", "assembly__name"]
    filters = ["state", "kind", "secrecy", "assembly"]
    order = ["-assembly__held_on", "assembly", "number"]
    facts = [
        "assembly", "kind", "text", "secrecy", "by_phone", "position", "contest", "seats", "most", "least", "write_in",
    ]  # fmt: skip
    related = [Related("", rows=queries.question_standing, template="votes/standing.html")]
    empty = _("会议上要通过的议案和要选举的职务。先登记会议，再在会议里添加。")
    first_steps = [(_("去看会议"), "votes:assembly_list")]

    def rows(self):
        """Bring along the assembly, its body, and the outcome."""
        return super().rows().select_related("assembly__organisation", "outcome")

    def save(self, form: RecordForm, *, did: str) -> records.Record:
        """Write it with its candidates."""
        return services.keep_question(
            question=form.save(commit=False), candidates=form.candidates_named(), actor=self.actor
        )


class AssemblyDesk(Desk):
    """Meetings that decide by votes."""

    model = Assembly
    slug = "assemblies"
    form = AssemblyForm
    title = _("会议表决")
    new = _("登记会议")
    columns = ["name", "organisation", "kind", "held_on", "state"]
    search = ["name", "place", "organisation__name"]
    filters = ["state", "kind", "held_on__year", "organisation"]
    order = ["-held_on", "-pk"]
    related = [
        Related("", rows=lambda row, actor: queries.guide_of(row, actor), template="votes/guide.html"),
        Related(_("表决事项"), rows=lambda row, actor: queries.agenda_of(row), template="votes/agenda.html"),
        Related("", rows=lambda row, actor: queries.papers_of(row), template="votes/papers.html"),
    ]
    empty = _("成立大会、换届大会、代表大会和理事会的表决都在这里办：名单、报到、投票、计票、结果报告。")

    def save(self, form: RecordForm, *, did: str) -> records.Record:
        """Write it, unless it has opened."""
        return services.keep_assembly(assembly=form.save(commit=False), actor=self.actor)
