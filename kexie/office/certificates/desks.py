"""The book of certificates given out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core.desk import Column, Desk, Related

from . import queries
from .models import Certificate


class CertificateDesk(Desk):
    """Certificates, the latest first. Nobody writes here: issuing and revoking are verbs."""

    model = Certificate
    slug = "certificates"
    title = _("证明")
    columns = [
        Column("number", _("编号"), value=lambda row: str(row), sort=None),
        Column("person__name", _("姓名")),
        "organisation",
        "issued_on",
        Column("state", _("状态"), value=lambda row: row.get_state_display(), sort=None),
        Column("edition", hidden=True),
        Column("issued_by", hidden=True),
    ]
    search = ["person__name", "code"]
    filters = ["kind", "organisation", "issued_on__year"]
    facts = ["kind", "person__name", "organisation", "issued_on", "issued_by", "edition", "note"]
    related = [
        Related(
            _("证明的内容"), rows=lambda row, actor: queries.content(row, is_open=False),
            template="certificates/certificate_content.html",
        )
    ]  # fmt: skip
    empty = _("开具过的证明都记在这里，作废和换发的也不会消失。志愿服务证明从志愿者的“服务经历、证明”里开具。")

    def rows(self):
        """Bring along what a line shows."""
        return super().rows().select_related("person", "organisation", "revocation", "replaced_by", "replaces")
