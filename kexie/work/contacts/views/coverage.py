"""Who keeps contact with whom, and which bodies nobody does."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.core import clock, gate
from kexie.core.web import page
from kexie.work.contacts import queries
from kexie.work.contacts.models import Tie

PER_PAGE = 50
PARTS = ("leaders", "bodies", "gaps")


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Show contacts by who keeps them, by body, or the bodies nobody keeps contact with."""
    gate.require(request.user, "view", Tie)
    today, actor = clock.today(), request.user
    part = request.GET.get("part", "")
    part = part if part in PARTS else "leaders"
    only_late = bool(request.GET.get("late")) and part != "gaps"
    rows = {
        "leaders": lambda: queries.leaders(actor, today, only_late=only_late),
        "bodies": lambda: queries.bodies(actor, today, only_late=only_late),
        "gaps": lambda: queries.gaps(actor, today),
    }[part]()
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    told = {"leaders": queries.told_of, "bodies": queries.reached_of}.get(part)
    context = {
        "part": part, "only_late": only_late, "shown": shown, "totals": queries.totals(actor, today), "today": today,
        "rows": told(shown.object_list, today) if told else shown.object_list,
        "tabs": [("leaders", _("按联系人")), ("bodies", _("按单位")), ("gaps", _("没有人联系的"))],
        "pager": {
            "pages": shown.paginator.num_pages, "page": shown.number,
            "page_base": f"part={part}&" + ("late=1&" if only_late else ""),
            "page_numbers": [
                None if number == Paginator.ELLIPSIS else number
                for number in shown.paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1)
            ],
        },
    }  # fmt: skip
    return page(request, "contacts/coverage.html", context)
