"""Who may see and change sign-ups: the activity's lead, the public for itself, and whoever holds a sign-up's link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kexie.core.gate import PUBLIC, Actor, guard
from kexie.network.access.policies import SharedPolicy, TreePolicy
from kexie.work.activities.models import Activity

from .models import Admission, Feedback, Questionnaire, Quota, Signup, Version

OPEN = (Activity.State.PUBLISHED, Activity.State.RUNNING)
BY_LINK = ("view", "accept", "decline", "cancel", "answer", "give_feedback")


@dataclass(frozen=True)
class Holder:
    """Whoever holds the link of one sign-up: that sign-up and those who came along with it are theirs."""

    signup: Signup

    is_authenticated = False

    def __str__(self) -> str:
        return "link"


class AdmissionPolicy(TreePolicy):
    """Like the tree; and the public may sign up for what is published."""

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let the public sign up while the activity is published or running."""
        if actor is PUBLIC:
            return action == "sign_up" and row is not None and row.session.activity.state in OPEN
        return super().allows(actor, "edit" if action in ("sign_up", "admit") else action, row)


class SignupPolicy(TreePolicy):
    """Like the tree; and a link opens its own sign-up and those who came along."""

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the sign-ups of the activities the actor's bodies lead, or those of the link."""
        if isinstance(actor, Holder):
            key = actor.signup.pk
            return rows.filter(pk=key) | rows.filter(lead=key)
        return super().visible(actor, rows)

    def allows(self, actor: Actor, action: str, row: Any) -> bool:
        """Let a link do what its holder may; everything else is the leading body's."""
        if isinstance(actor, Holder):
            return action in BY_LINK and row is not None and actor.signup.pk in (row.pk, row.lead_id)
        ours = action in BY_LINK[1:] or action == "admit"
        return super().allows(actor, "edit" if ours else action, row)


guard(Questionnaire, SharedPolicy())
guard(Version, SharedPolicy("questionnaire__organisation__path"))
guard(Admission, AdmissionPolicy("session__activity__organisation__path"))
guard(Quota, TreePolicy("activity__organisation__path"))
guard(Signup, SignupPolicy("session__activity__organisation__path"))
guard(Feedback, TreePolicy("signup__session__activity__organisation__path"))
