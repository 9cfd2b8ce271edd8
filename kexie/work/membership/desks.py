"""Record-keeping screens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core.desk import Column, Desk
from kexie.network.people.queries import FACTS

from . import services
from .forms import HeadcountForm, MembershipForm
from .models import Headcount, Membership


class MembershipDesk(Desk):
    """Members by name."""

    model = Membership
    form = MembershipForm
    title = _("个人会员")
    new = _("登记会员")
    columns = [
        Column("person__name", _("姓名")),
        "organisation",
        Column("person__unit", _("工作单位")),
        Column("person__title", _("职称")),
        "number",
        "joined_on",
        Column("left_on", hidden=True),
        Column("person__phone", _("手机"), hidden=True),
    ]
    search = ["person__name", "person__unit"]
    filters = ["organisation", "joined_on__year", "joined_on"]
    order = ["-joined_on", "-pk"]
    facts = [
        *(f"person__{name}" for name in FACTS),
        "organisation",
        "number",
        "joined_on",
        "left_on",
    ]
    empty = _("各学会的个人会员都记在这里，入会的那天起计入会员数。")
    first_steps = [(_("导入会员名册"), "imports:start")]

    def rows(self):
        """Bring the person along."""
        return super().rows().select_related("person", "organisation")

    def save(self, form: MembershipForm, *, did: str) -> Membership:
        """Register the person with the membership, and count them."""
        return services.enrol(
            membership=form.save(commit=False), facts=form.carried("person"), actor=self.actor, did=did
        )


class HeadcountDesk(Desk):
    """Members as bodies report them, without names."""

    model = Headcount
    form = HeadcountForm
    title = _("上报的会员数")
    new = _("登记会员数")
    columns = ["organisation", "kind", "amount", "on", "evidence"]
    search = ["organisation__name"]
    filters = ["organisation", "kind", "on__year"]
    order = ["-on", "-pk"]
    empty = _("学会的团体会员数、农技协的会员数，报来的数记在这里。")
    first_steps = [(_("导入组织名册"), "imports:start")]

    def save(self, form: HeadcountForm, *, did: str) -> Headcount:
        """Keep the number and post what it changes."""
        row = form.save(commit=False)
        return services.report_headcount(
            organisation=row.organisation, kind=row.kind, amount=row.amount, on=row.on, actor=self.actor
        )
