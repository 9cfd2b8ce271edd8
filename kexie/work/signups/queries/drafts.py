"""What is missing or wrong in what somebody says of themself at sign-up."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kexie.core import clock
from kexie.core.personal import is_mobile
from kexie.network.people import queries as people
from kexie.network.people.models import Person
from kexie.work.signups import rules
from kexie.work.signups.models import Admission

LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}")


def why_not_draft(
    admission: Admission, draft: Any, born_on: date | None, *, is_companion: bool = False
) -> dict[str, list[str]]:
    """Return what is wrong with a draft by field; ages are those on the day of the session."""
    wrong: dict[str, list[str]] = {}
    if not draft.name.strip():
        wrong["name"] = [_("请填写姓名。")]
    elif len(draft.name) > 60:
        wrong["name"] = [_("姓名最多 60 个字。")]
    phone = Person._meta.get_field("phone").normal(draft.phone)
    if phone and not (is_mobile(phone) or LANDLINE.fullmatch(phone)):
        wrong["phone"] = [_("手机号码有误：请填 11 位手机号，或带区号的座机。")]
    for field, title in (("phone", _("手机")), ("email", _("邮箱")), ("id_number", _("身份证号"))):
        is_reached_through_lead = is_companion and field != "id_number"
        if getattr(admission, f"needs_{field}") and not getattr(draft, field) and not is_reached_through_lead:
            wrong[field] = [_("请填写%s。") % title]
    if admission.asks_age and born_on is None:
        wrong["born_on"] = [_("请填写出生日期。")]
    if born_on is not None and (why := why_not_age(admission, born_on)):
        wrong["born_on"] = [why]
    return wrong


def why_not_age(admission: Admission, born_on: date) -> str:
    """Return why somebody is not of the age a session takes on its day, as a sentence, or ""."""
    day = clock.day(admission.session.starts_at)
    if born_on > day:
        return _("出生日期晚于活动那天，请核对。")
    age = people.age_on(born_on, day)
    why = rules.why_not_age(age, age_from=admission.age_from, age_to=admission.age_to)
    said = {"age": age, "from": admission.age_from, "to": admission.age_to}
    return {
        "": "",
        "too_young": _("活动那天 %(age)d 岁，这一场须满 %(from)s 岁。") % said,
        "too_old": _("活动那天 %(age)d 岁，这一场不超过 %(to)s 岁。") % said,
    }[why]
