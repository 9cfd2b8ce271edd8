"""How verbs are said: one word names a button, an address, a permission and a trail line; here is its Chinese."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_said: dict[str, str | Promise] = {
    "change": _("修改"),
    "create": _("登记"),
    "export": _("导出"),
    "forget_view": _("删去常用视图"),
    "import": _("导入"),
    "keep_view": _("存常用视图"),
    "refused": _("被拒绝"),
    "remove": _("删除"),
    "reveal": _("查看个人信息"),
    "undo_import": _("撤销导入"),
}


def name(**verbs: str | Promise) -> None:
    """Say how an app's verbs are called; a verb has one name in the whole house."""
    for verb, title in verbs.items():
        if _said.setdefault(verb, title) != title:
            raise ValueError(f"{verb} is already called {_said[verb]}")


def said(verb: str) -> str:
    """Return what a reader is shown for a verb; the verb itself where nobody has named it."""
    return str(_said.get(verb, verb))
