"""Lists of users and of what they may do."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from kexie.core import gate
from kexie.core.desk import Column, Desk, Related

from . import services
from .forms import UserForm
from .models import ApiToken, Grant, User


class GrantDesk(Desk):
    """Who may do what, where, since when: read here, given and taken by their own verbs."""

    model = Grant
    slug = "grants"
    title = _("授权一览")
    lead = _("每个人的每项权限，都写明从哪里来、从哪天到哪天。")
    columns = ["user", "role", "organisation", "starts_on", "ends_on"]
    facts = ["user", "role", "organisation", "starts_on", "ends_on"]
    search = ["user__name", "user__username", "organisation__name"]
    filters = ["role", "organisation"]
    order = ["organisation__path", "role", "pk"]
    empty = _("还没有授权。")


class UserDesk(Desk):
    """Who can sign in."""

    model = User
    form = UserForm
    slug = "users"
    new = _("新建用户")
    columns = ["name", "username", "organisation", "is_active", Column("last_login", _("最近登录"))]
    facts = [
        "username",
        "name",
        "organisation",
        "is_active",
        "needs_second_factor",
        Column("last_login", _("最近登录")),
    ]
    search = ["name", "username", "organisation__name"]
    filters = ["organisation", "is_active"]
    order = ["organisation__path", "username"]
    related = [
        Related(
            _("权限从哪里来"), empty=_("没有任何授权：能登录，但什么都看不到。"),
            rows=lambda user, actor: user.grants.visible_to(actor).select_related("organisation"),
            columns=(
                Column("sentence", _("来源"), value=lambda g: g.sentence, link=lambda g: GrantDesk.url("detail", g.pk)),
                Column("actions", _("可以做"), value=lambda g: g.actions_said),
            ),
        )
    ]  # fmt: skip
    empty = _("能登录的人都列在这里。")

    def save(self, form: UserForm, *, did: str) -> Any:
        """Change an account."""
        return services.change_user(user=form.save(commit=False), actor=self.actor)


class ApiTokenDesk(Desk):
    """Keys of partners' programs: given and revoked by their own verbs."""

    model = ApiToken
    slug = "tokens"
    title = _("接口令牌")
    lead = _("合作单位的程序凭令牌读写数据：只限一个单位及下级，只限勾选的事，到期作废。")
    columns = ["name", "organisation", "expires_on", "last_used_on", "revoked_at"]
    facts = [
        "name", "organisation", Column("actions", _("可以做"), value=lambda token: token.actions_said), "expires_on",
        "last_used_on", "revoked_at",
    ]  # fmt: skip
    search = ["name", "organisation__name"]
    filters = ["organisation"]
    empty = _("还没有发过接口令牌。")

    @cached_property
    def may_give(self) -> bool:
        """Test whether the reader may make a key at all."""
        return gate.allows(self.actor, "grant", ApiToken)
