"""Accounts: made, disabled, their passwords."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import gate, records
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, Refusal
from kexie.network.access import queries, rules
from kexie.network.access.models import Role, User
from kexie.network.access.policies import scope
from kexie.network.organisations.models import Organisation

from .grants import grant, require_successors

ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without what is misread: l I O 0 1


REASONS = {
    "self": gettext_lazy("不能对自己的账号做这一步。改密码、动态口令请到“密码与登录安全”。"),
    "above": gettext_lazy("%(user)s 还在您管理范围以外任职，账号要由能管到那里的管理员处理。"),
    "kept_apart": gettext_lazy(
        "%(user)s 是三员之一，账号不能由其他管理员改动；确有需要时，请在服务器上运行 kexie password。"
    ),
}


WEAK = {  # by the codes of Django's validators, whose own words are not all translated
    "password_too_short": gettext_lazy("密码太短，至少要 %(min_length)d 个字符。"),
    "password_too_common": gettext_lazy("这个密码太常见，容易被猜到，请换一个。"),
    "password_entirely_numeric": gettext_lazy("密码不能全是数字，请加上字母或汉字。"),
    "password_too_similar": gettext_lazy("密码与用户名或姓名太像，请换一个。"),
}


class OutOfReach(Refusal):
    """The account belongs to somebody an administrator may not act on."""

    code = "out_of_reach"
    status = 403


def new_password() -> str:
    """Return a password nobody chose: four groups of four, 92 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _letter in range(4)) for _group in range(4))


def create_user(*, user: User, actor: Any) -> tuple[User, str]:
    """Create an account without any right; return it with the password made for it, to be changed at first sign-in.

    :raises NotAllowed: the organisation is outside what the actor manages
    :raises Invalid: user name taken or unfit
    """
    gate.require(actor, "manage_users", user.organisation)
    made = new_password()
    user.set_password(made)
    user.must_change_password = True
    return records.save(user, actor=actor, did="create_user"), made


def change_user(*, user: User, actor: Any) -> User:
    """Change an account's name or organisation.

    :raises OutOfReach: see rules.why_not_manage
    :raises Invalid: a field is unfit
    """
    require_reach(actor, user)
    return records.save(user, actor=actor, did="change")


def create_administrator(
    *, username: str, name: str, organisation: Organisation, today: date, actor: Any, password: str = "",
    role: str = Role.ADMINISTRATOR,
) -> tuple[User, str]:  # fmt: skip
    """Create an administrator of an association; without a password one is made, returned, and has to be changed.

    For the command line: on pages accounts and rights are two steps.

    :raises Invalid: user name taken or unfit, password too weak
    """
    gate.require(actor, "manage_users", organisation)
    with transaction.atomic():
        user = User(username=username, name=name, organisation=organisation)
        made = _set(user, password)
        records.save(user, actor=actor, did="create_user")
        grant(user=user, role=role, organisation=organisation, starts_on=today, today=today, actor=actor)
    return user, made


def disable(*, user: User, today: date, actor: Any) -> User:
    """Close an account at once: it is signed out everywhere and cannot sign in.

    :raises OutOfReach: see rules.why_not_manage
    :raises LastAdministrator: nobody else holds what they hold
    """
    require_reach(actor, user)
    with transaction.atomic():
        require_successors(queries.held_on(user, today), today)
        user.is_active = False
        user.sessions_ended += 1
        return records.save(user, actor=actor, did="disable")


def enable(*, user: User, actor: Any) -> User:
    """Open a closed account again; its grants hold as their days say.

    :raises OutOfReach: see rules.why_not_manage
    """
    require_reach(actor, user)
    user.is_active = True
    return records.save(user, actor=actor, did="enable")


def reset_password(*, user: User, actor: Any) -> str:
    """Give an account a new password, to be changed at the next sign-in, and return it; sessions end.

    :raises OutOfReach: see rules.why_not_manage
    """
    require_reach(actor, user)
    made = _set(user, "")
    records.save(user, actor=actor, did="reset_password")
    return made


def set_password_from_server(*, user: User, password: str = "", actor: Any = SYSTEM) -> str:
    """Give any account a new password from the server's command line, and let it sign in without a second factor.

    :raises NotAllowed: anybody but the server itself
    :raises Invalid: the password is too weak
    """
    gate.require(actor, "set_password_from_server", user)
    with transaction.atomic():
        made = _set(user, password)
        user.is_active = True
        records.save(user, actor=actor, did="reset_password")
        for factor in queries.second_factors(user):
            records.remove(factor, actor=actor, did="reset_second_factor")
    return made


def change_password(*, user: User, old: str, new: str, actor: Any) -> User:
    """Change one's own password; every session but the caller's ends.

    :raises Invalid: the old password is wrong, or the new one too weak or the same
    """
    gate.require(actor, "edit_own", user)
    if not user.check_password(old):
        raise Invalid(_("原密码不对，密码没有改动。"), fields={"old": [_("原密码不对。")]})
    if old == new:
        raise Invalid(_("新密码与原密码相同，请换一个。"), fields={"new": [_("与原密码相同。")]})
    _set(user, new)
    return records.save(user, actor=actor, did="change_password")


def require_reach(actor: Any, user: User) -> None:
    """Refuse an administrator who may not act on an account; why is in rules.why_not_manage."""
    gate.require(actor, "manage_users", user)
    if actor is SYSTEM:
        return
    why = rules.why_not_manage(
        is_self=actor.pk == user.pk, held=queries.places(user), reach=scope(actor, "manage_users"),
        separated=settings.SEPARATE_ADMINISTRATORS,
    )  # fmt: skip
    if why:
        raise OutOfReach(REASONS[why] % {"user": user}, reason=why)


def _set(user: User, password: str) -> str:
    made = "" if password else new_password()
    try:
        validate_password(made or password, user)
    except ValidationError as error:
        said = [str(WEAK[found.code]) % (found.params or {}) for found in error.error_list]
        raise Invalid(" ".join(said), fields={"new": said}) from error
    user.set_password(made or password)
    user.must_change_password = bool(made)
    user.sessions_ended += 1
    return made
