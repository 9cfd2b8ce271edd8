"""Where one can go from everywhere: the left navigation by wing, and the few entries at the foot of a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.core import gate
from kexie.core.audit.models import TrailEntry
from kexie.network.access.models import ApiToken, User
from kexie.network.organisations.models import Organisation
from kexie.office.notices.models import Message
from kexie.work.contacts.models import Pairing


@dataclass(frozen=True)
class Entry:
    """One place to go: its title, the URL name it opens, and who is shown it."""

    title: str | Promise
    url_name: str
    may: Callable[[Any], bool] | None = None  # None: everybody signed in
    is_at_foot: bool = False  # among the few at the foot of a phone


@dataclass(frozen=True)
class Wing:
    """Entries under one heading."""

    title: str | Promise
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Place:
    """An entry as one reader sees it on one page."""

    title: str | Promise
    url: str
    is_here: bool
    is_at_foot: bool


def _may(action: str, model: type) -> Callable[[Any], bool]:
    return lambda actor: gate.allows(actor, action, model)


WINGS = (
    Wing(
        "",
        (
            Entry(_("今天"), "web:home", is_at_foot=True),
            Entry(_("记一笔"), "activities:record", _may("edit", Organisation), is_at_foot=True),
        ),
    ),
    Wing(
        _("组织与人"),
        (
            Entry(_("组织"), "organisations:tree", _may("view", Organisation)),
            Entry(_("任职"), "governance:appointment_list", _may("view", Organisation)),
            Entry(_("三长覆盖"), "governance:coverage", _may("view", Organisation)),
            Entry(_("换届日历"), "governance:calendar", _may("view", Organisation)),
            Entry(_("会员"), "membership:membership_list", _may("view", Organisation)),
        ),
    ),
    Wing(
        _("基层建设"),
        (
            Entry(_("组建与换届"), "founding:procedure_list", _may("view", Organisation)),
            Entry(_("会议表决"), "votes:assembly_list", _may("view", Organisation)),
            Entry(_("科技型企业"), "founding:prospect_list", _may("view", Organisation)),
            Entry(_("达标检查"), "standards:inspection_list", _may("view", Organisation)),
            Entry(_("示范点"), "standards:site_list", _may("view", Organisation)),
            Entry(_("我的联系"), "contacts:mine", _may("view", Organisation)),
            Entry(_("联系覆盖"), "contacts:coverage", _may("view", Organisation)),
            Entry(_("网格"), "contacts:cell_list", _may("view", Organisation)),
            Entry(_("结对帮扶"), "contacts:pairing_list", _may("view", Pairing)),
        ),
    ),
    Wing(
        _("活动"),
        (
            Entry(_("活动"), "activities:activity_list", _may("view", Organisation), is_at_foot=True),
            Entry(_("报名"), "signups:signup_list", _may("view", Organisation)),
            Entry(_("签到"), "attendance:sessions", _may("view", Organisation)),
            Entry(_("主题活动"), "activities:campaign_list", _may("view", Organisation)),
            Entry(_("活动品牌"), "activities:brand_list", _may("view", Organisation)),
            Entry(_("问题单"), "signups:questionnaire_list", _may("edit", Organisation)),
        ),
    ),
    Wing(
        _("志愿服务"),
        (
            Entry(_("志愿者"), "volunteering:volunteer_list", _may("view", Organisation)),
            Entry(_("志愿服务队"), "volunteering:team_list", _may("view", Organisation)),
            Entry(_("志愿者岗位"), "volunteering:post_list", _may("view", Organisation)),
            Entry(_("服务时长"), "hours:service_list", _may("view", Organisation)),
            Entry(_("聘任"), "volunteering:engagement_list", _may("view", Organisation)),
            Entry(_("证明"), "certificates:certificate_list", _may("view", Organisation)),
        ),
    ),
    Wing(
        _("办公"),
        (
            Entry(_("导入表格"), "imports:start", _may("import", Organisation)),
            Entry(_("审批"), "approvals:inbox", _may("view", Organisation)),
            Entry(_("督办事项"), "tasks:task_list", _may("view", Organisation)),
            Entry(_("通知"), "notices:notice_list", _may("view", Organisation)),
            Entry(_("自定义台账"), "registers:register_list", _may("view", Organisation)),
        ),
    ),
    Wing(
        _("成效"),
        (
            Entry(_("驾驶舱"), "cockpit:cockpit", _may("view", Organisation)),
            Entry(_("台账"), "ledger:entry_list", _may("view", Organisation), is_at_foot=True),
            Entry(_("指标"), "metrics:overview", _may("view", Organisation)),
            Entry(_("活力"), "assessment:overview", _may("view", Organisation)),
            Entry(_("年度计划"), "planning:plan_list", _may("view", Organisation)),
            Entry(_("年度总结"), "reports:report_list", _may("view", Organisation)),
        ),
    ),
    Wing(
        _("管理"),
        (
            Entry(_("词表"), "terms:index"),
            Entry(_("节假日"), "workdays:specialday_list", _may("view", Organisation)),
            Entry(_("用户与权限"), "access:user_list", _may("view_users", User)),
            Entry(_("接口令牌"), "access:apitoken_list", _may("view", ApiToken)),
            Entry(_("发件箱"), "notices:message_list", _may("view", Message)),
            Entry(_("操作记录"), "audit:trailentry_list", _may("view", TrailEntry)),
        ),
    ),
)


@dataclass(frozen=True)
class OpenPlace:
    """A place on the public's pages."""

    title: str | Promise
    url: str | Promise


OPEN_PLACES = tuple(
    OpenPlace(title, reverse_lazy(name))
    for title, name in (
        (_("找活动"), "portal:find"), (_("做志愿者"), "portal:posts"), (_("我的"), "portal:mine"),
        (_("查验证明"), "certificates:check"),
    )
)  # fmt: skip


def places(actor: Any, path: str) -> list[dict[str, Any]]:
    """Return the wings as `actor` sees them from `path`: only what they may open, the place they are at marked.

    The wing of that place is shown unfolded, the others folded: a reader sees where they are among few words.
    """
    here = max((url for url in _urls().values() if _leads_to(url, path)), key=len, default="")
    wings = []
    for wing in WINGS:
        entries = [
            Place(e.title, url_of(e.url_name), url_of(e.url_name) == here, e.is_at_foot)
            for e in wing.entries
            if e.may is None or e.may(actor)
        ]
        if entries:
            is_here = any(entry.is_here for entry in entries)
            wings.append({"title": wing.title, "entries": entries, "is_here": is_here})
    return wings


def url_of(name: str) -> str:
    """Return the address of a navigation entry by URL name."""
    return _urls()[name]


def _leads_to(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


@cache
def _urls() -> dict[str, str]:
    return {e.url_name: reverse(e.url_name) for wing in WINGS for e in wing.entries}
