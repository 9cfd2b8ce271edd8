"""Roles given and taken: who gives which, where, from and until which day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kexie.core import gate, records
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, Refusal
from kexie.network.access import queries, rules
from kexie.network.access.models import Grant, User
from kexie.network.organisations.models import Organisation

REASONS = {
    "self": _("不能给自己授权。请由另一位管理员办理。"),
    "not_yours": _("您自己没有的权限不能授给别人：“%(role)s”要由上级管理员授予。"),
    "not_separated": _("没有启用三员分立，不用设“%(role)s”；需要时设置 KEXIE_SEPARATE_ADMINISTRATORS=1 再启动。"),
    "kept_apart": _(
        "已启用三员分立：系统、安全、审计管理员须由不同的人担任，也不能兼任业务角色。“%(user)s”已有其他角色。"
    ),
}


class CannotGrant(Refusal):
    """The role cannot be given, or not by this actor; `facts["reason"]` is the code of rules.why_not_grant."""

    code = "cannot_grant"
    status = 403


class LastAdministrator(Refusal):
    """Nobody would be left who can manage users, rights or the trail of a place."""

    code = "last_administrator"


def grant(
    *, user: User, role: str, organisation: Organisation, starts_on: date, today: date, actor: Any,
    ends_on: date | None = None,
) -> Grant:  # fmt: skip
    """Give a user a role over an organisation and all below it, from a day to a day (both count); it holds at once.

    :raises NotAllowed: the actor does not give rights at that organisation
    :raises CannotGrant: see rules.why_not_grant
    :raises Invalid: the days are in the wrong order, or the same grant is there
    """
    gate.require(actor, "grant", organisation)
    why = rules.why_not_grant(
        role, is_self=actor is not SYSTEM and actor.pk == user.pk, is_system=actor is SYSTEM,
        own_roles=set() if actor is SYSTEM else queries.roles_over(actor, organisation.path, today),
        held_roles={held for held, _path in queries.places(user, since=today)},
        separated=settings.SEPARATE_ADMINISTRATORS,
    )  # fmt: skip
    given = Grant(user=user, role=role, organisation=organisation, starts_on=starts_on, ends_on=ends_on)
    if why:
        raise CannotGrant(REASONS[why] % {"role": given.get_role_display(), "user": user}, reason=why)
    with transaction.atomic():
        records.save(given, actor=actor, did="grant")
        _end_sessions(user, actor)
    return given


def change_term(*, given: Grant, ends_on: date | None, today: date, actor: Any) -> Grant:
    """Set the last day of a grant; it holds through that day.

    :raises NotAllowed: the actor does not give rights at that organisation
    :raises Invalid: the day lies before the first day, or in the past (to stop it at once there is `end_grant`)
    :raises LastAdministrator: nobody else would hold what it carries
    """
    gate.require(actor, "grant", given)
    if ends_on is not None and ends_on < today:
        raise Invalid(_("截止日期不能早于今天；要马上停止，请用“收回”。"), fields={"ends_on": [_("不能早于今天。")]})
    with transaction.atomic():
        if ends_on is not None:
            require_successors([given], today)
        given.ends_on = ends_on
        return records.save(given, actor=actor, did="change_term")


def end_grant(*, given: Grant, today: date, actor: Any) -> None:
    """Take a grant back today: the right is gone at the next request, and the sessions of its holder end.

    The grant stays in the list with yesterday as its last day; one that began today never held and is removed
    (the trail keeps it).

    :raises NotAllowed: the actor does not give rights at that organisation
    :raises LastAdministrator: nobody else holds what it carries
    """
    gate.require(actor, "grant", given)
    with transaction.atomic():
        require_successors([given] if given.is_valid_on(today) else [], today)
        if given.starts_on >= today:
            records.remove(given, actor=actor, did="end_grant")
        else:
            given.ends_on = today - timedelta(days=1)
            records.save(given, actor=actor, did="end_grant")
        _end_sessions(given.user, actor)


def require_successors(losing: list[Grant], today: date) -> None:
    """Refuse to take grants away when a power over their place would be nobody's.

    :raises LastAdministrator: names the power and the place
    """
    for held in losing:
        actions = rules.actions_of(held.role, separated=settings.SEPARATE_ADMINISTRATORS)
        for power in rules.POWERS:
            if power in actions and held.organisation.parent_id is None:
                others = queries.holders(power, held.organisation.path, today).exclude(pk__in=[g.pk for g in losing])
                if not others.exists():
                    raise LastAdministrator(
                        _("%(user)s 是“%(where)s”最后一位“%(role)s”，不能停用或收回。请先给另一个人授予同样的角色。")
                        % {"user": held.user, "where": held.organisation, "role": held.get_role_display()}
                    )


def _end_sessions(user: User, actor: Any) -> None:
    user.sessions_ended += 1
    records.save(user, actor=actor, did="end_sessions")
