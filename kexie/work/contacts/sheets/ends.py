"""Who and whom a row speaks of: people found by name where they are registered, bodies written as people are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from kexie.core.loading import Context, Row
from kexie.core.refusals import Invalid
from kexie.core.sheets.matching import Column
from kexie.network.organisations.models import Organisation
from kexie.network.people import services as people
from kexie.network.people.models import Person

CONTACT = (
    Column(
        "name", "联系人", "name", synonyms=("联系领导", "挂钩领导", "联系委员", "联系人姓名", "走访人"), required=True
    ),
    Column("organisation", "联系人单位", "organisation", synonyms=("所在单位", "联系人所在单位", "填报单位")),
    Column("phone", "联系人手机", "phone", synonyms=("手机", "联系电话", "电话")),
    Column("body", "联系单位", "organisation", synonyms=("挂钩单位", "联系组织", "联系点", "挂钩联系单位", "走访单位")),
    Column("worker", "联系对象", "text", synonyms=("联系的科技工作者", "科技工作者", "联系科技工作者", "走访对象")),
    Column("worker_unit", "对象所在单位", "organisation", synonyms=("联系对象单位", "科技工作者单位", "对象单位")),
)


def ends_in(row: Row, context: Context) -> dict[str, Any]:
    """Return organisation, person, body and worker of a row; people not saved yet.

    :raises Invalid: nobody is named on one side, or a body that is named is not known
    """
    if not row.get("name"):
        raise Invalid(_("没有写联系人。"))
    if "body" in row.unknown:
        raise Invalid(_("没有找到联系单位“%s”，请先登记它，或在预览里改选。") % row.unknown["body"])
    where = row.get("organisation") or context.organisation
    person = Person(organisation=where, name=_named(row.get("name")), phone=row.get("phone", ""))
    body, worker, said = row.get("body"), None, row.get("worker", "")
    if body is None and said:
        body = _bodies(context).get(said)
    if body is None and said:
        worker = Person(organisation=row.get("worker_unit") or context.organisation, name=_named(said))
    if body is None and worker is None:
        raise Invalid(_("没有写联系单位，也没有写联系对象。"))
    return {"organisation": where, "person": person, "body": body, "worker": worker}


def settle_people(made: Sequence[Any], context: Context) -> None:
    """Find or register the people of new rows: one of a name at a body is that one, however many rows speak of them."""
    drafts = [person for row in made for person in (row.person, row.worker) if person is not None and person.pk is None]
    names = {draft.name for draft in drafts}
    known: dict[tuple[int, str], list[Person]] = {}
    for person in Person.objects.visible_to(context.actor).filter(name__in=names).order_by("pk"):
        known.setdefault((person.organisation_id, person.name), []).append(person)
    fresh: dict[tuple[int, str], Person] = {}
    for draft in drafts:
        key = draft.organisation_id, draft.name
        if len(known.get(key, ())) != 1:
            fresh.setdefault(key, draft)
    how = {"actor": context.actor, "path": context.organisation.path, "note": context.file_name}
    stored = dict(zip(fresh, people.register_many(drafts=[*fresh.values()], **how), strict=True))
    for row in made:
        row.person = _one(row.person, known, stored)
        row.worker = _one(row.worker, known, stored)


def let_people_go(gone: Sequence[Any], context: Context) -> None:
    """Remove the people whom rows taken back had brought along and nothing else names."""
    keys = [key for row in gone for key in (row.person_id, row.worker_id) if key is not None]
    people.let_go(keys=keys, since=context.came_at, actor=context.actor, path=context.organisation.path)


def _named(text: str) -> str:
    """Return a name without the blanks that lists put into short names to line them up."""
    return text if text.isascii() else "".join(text.split())


def _one(draft: Person | None, known: dict, stored: dict) -> Person | None:
    if draft is None or draft.pk is not None:
        return draft
    key = draft.organisation_id, draft.name
    return stored.get(key) or known[key][0]


def _bodies(context: Context) -> dict[str, Organisation]:
    """Return the bodies within reach by name, each name only one has; read once a table."""
    if "contacts_bodies" not in context.memo:
        found: dict[str, list[Organisation]] = {}
        rows = Organisation.objects.visible_to(context.actor).active().without_personal()
        for body in rows.under(context.organisation.path):
            found.setdefault(body.name, []).append(body)
        context.memo["contacts_bodies"] = {name: rows[0] for name, rows in found.items() if len(rows) == 1}
    return context.memo["contacts_bodies"]
