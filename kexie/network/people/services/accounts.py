"""Which person an account's holder is."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import NotFound, Refusal
from kexie.network.access.models import User
from kexie.network.people.models import Account, Person


class NotOneself(Refusal):
    """Nobody says of themselves who they are."""

    code = "not_oneself"


def link_account(*, user: User, person: Person, actor: gate.Actor) -> Account:
    """Keep which person an account's holder is; said again, the newer stands.

    :raises NotAllowed: the actor may not manage this user
    :raises NotOneself: it is the actor's own account
    :raises NotFound: the person is not within the actor's view
    """
    row = Account.objects.filter(user=user).first() or Account(user=user)
    gate.require(actor, "edit", row)
    if getattr(actor, "pk", None) == user.pk:
        raise NotOneself(_("自己的账号对应谁，要由另一位管理员来办。"))
    if not Person.objects.visible_to(actor).filter(pk=person.pk).exists():
        raise NotFound(_("没有找到这个人，请先登记人员。"))
    row.person = person
    return records.save(row, actor=actor, did="link_account")
