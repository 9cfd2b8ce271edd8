"""Record-keeping screens: sign-ups as a list, and the questionnaires that are asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.desk import Column, Desk, Related

from . import queries, services
from .flows import SIGNUP
from .forms import QuestionnaireForm
from .models import Questionnaire, Signup


def _walk(service: Callable[..., Any], *, takes_note: bool = False) -> Callable[..., Any]:
    def walk(row: Signup, actor: Any, note: str) -> Signup:
        more = {"note": note} if takes_note else {}
        return service(signup=row, actor=actor, at=clock.now(), **more)

    return walk


class SignupDesk(Desk):
    """Everybody who signed up, of all sessions one may see."""

    model = Signup
    title = _("报名")
    columns = [
        Column("person__name", _("姓名")),
        Column("session__activity__name", _("活动")),
        "session",
        "state",
        "group",
        "signed_up_at",
        Column("role", hidden=True),
        Column("seat", hidden=True),
        Column("phone", hidden=True),
        Column("email", hidden=True),
        Column("born_on", hidden=True),
        Column("came_by", hidden=True),
        Column("note", hidden=True),
    ]
    search = ["person__name", "session__activity__name"]
    filters = ["session", "state", "group", "role", "came_by", "signed_up_at"]
    order = ["-signed_up_at", "-pk"]
    facts = [
        Column("person__name", _("姓名")),
        Column("session__activity__name", _("活动")),
        "session",
        "role",
        "group",
        "seat",
        "phone",
        "email",
        "born_on",
        Column("lead__person__name", _("由谁一起报名")),
        "came_by",
        "signed_up_at",
        "queued_at",
        "priority",
        "offer_until",
        "moved_at",
        "note",
    ]
    flow = SIGNUP
    walks = {
        "confirm": _walk(services.confirm),
        "accept": _walk(services.accept),
        "refuse": _walk(services.refuse, takes_note=True),
        "cancel": _walk(services.cancel, takes_note=True),
    }
    related = [
        Related(
            _("报名时的回答"), rows=lambda row, actor: queries.told(row.version, row.answers),
            template="signups/answers.html",
        ),
        Related(
            _("同行人"), rows=lambda row, actor: Signup.objects.visible_to(actor).filter(lead=row),
            columns=(Column("person__name", _("姓名")), "state", "group"), empty=_("没有同行人。"),
        ),
    ]  # fmt: skip
    empty = _("在网上或现场报名的人都在这里。先在活动的场次里开放报名。")
    first_steps = [(_("看活动"), "activities:activity_list")]

    def rows(self) -> Any:
        """Bring along whose sign-up it is and for what."""
        return super().rows().select_related("person", "session__activity__organisation")


class QuestionnaireDesk(Desk):
    """What is asked at sign-up and after activities."""

    model = Questionnaire
    form = QuestionnaireForm
    title = _("问题单")
    new = _("编问题单")
    columns = ["name", "organisation", "is_active"]
    search = ["name"]
    filters = ["organisation", "is_active"]
    order = ["name", "pk"]
    facts = ["name", "organisation", "is_active"]
    related = [
        Related(
            _("问题"), rows=lambda row, actor: row.versions.order_by("-number").first(),
            template="signups/questions.html",
        )
    ]  # fmt: skip
    empty = _("报名时要问的话、活动后的问卷，都在这里编好，各场活动选用。")

    def save(self, form: QuestionnaireForm, *, did: str) -> Questionnaire:
        """Keep the name and the questions; a wording already answered is left as it is."""
        version = services.keep_questionnaire(
            questionnaire=form.save(commit=False), questions=form.questions, actor=self.actor
        )
        return version.questionnaire
