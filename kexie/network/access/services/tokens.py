"""Keys of partners' programs: made, recognised, revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.refusals import Invalid, Refusal
from kexie.network.access import rules
from kexie.network.access.models import ACTIONS, ApiToken, Client
from kexie.network.organisations.models import Organisation

MARK = "kexie_"


class CannotGive(Refusal):
    """A token would give what its maker does not hold there, or what no program may hold."""

    code = "cannot_give"
    status = 403


class AlreadyRevoked(Refusal):
    """The token was revoked before."""

    code = "already_revoked"


def create_token(
    *, name: str, organisation: Organisation, actions: Sequence[str], expires_on: date, today: date, actor: Any
) -> tuple[ApiToken, str]:
    """Make a token for an organisation and all below it; return it with its secret, which nobody can show again.

    :raises NotAllowed: the actor does not give rights there
    :raises CannotGive: an action is not for programs, or the actor does not hold it there
    :raises Invalid: no action, or an end in the past or more than a year ahead
    """
    gate.require(actor, "grant", organisation)
    if not actions:
        raise Invalid(_("请至少选一项可以做的事。"), fields={"actions": [_("请至少选一项。")]})
    for action in actions:
        if action not in rules.FOR_PROGRAMS or not gate.allows(actor, action, organisation):
            raise CannotGive(
                _("不能把“%s”交给程序：您自己在这个单位没有这项权限，或程序不能有这项权限。")
                % ACTIONS.get(action, action)
            )
    if not today <= expires_on <= today + timedelta(days=rules.LONGEST_TOKEN):
        said = _("截止日期须在今天以后、一年以内。到期前可以再发一个新的。")
        raise Invalid(said, fields={"expires_on": [said]})
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken(
        name=name, organisation=organisation, actions=sorted(actions), expires_on=expires_on, key_digest=_digest(secret)
    )
    return records.save(token, actor=actor, did="create_token"), secret


def revoke_token(*, token: ApiToken, actor: Any, at: datetime) -> ApiToken:
    """End a token at once.

    :raises NotAllowed: the actor does not give rights there
    :raises AlreadyRevoked: it was revoked before
    """
    gate.require(actor, "grant", token)
    with transaction.atomic():
        token = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
        if token.revoked_at:
            raise AlreadyRevoked(_("“%s”已经作废。") % token)
        token.revoked_at = at
        return records.save(token, actor=actor, did="revoke_token")


def recognise(*, secret: str, at: datetime) -> Client | None:
    """Return the client a secret belongs to, None for a wrong, ended or revoked one.

    The first time on a day the token notes that day, the only thing a reading request ever writes.
    """
    today = clock.day(at)
    token = ApiToken.objects.select_related("organisation").filter(key_digest=_digest(secret)).first()
    if token is None or not token.is_valid_on(today):
        return None
    client = Client(token)
    if token.last_used_on != today:
        _note_use(token, client, today)
    return client


def _note_use(token: ApiToken, client: Client, today: date) -> None:
    token.last_used_on = today
    records.change_many([token], ["last_used_on"], actor=client, did="use_token", path=client.path)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
