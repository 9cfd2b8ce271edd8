"""Who keeps contact with whom, and which bodies nobody does."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.core import clock, gate
from kexie.core.web import page
from kexie.work.contacts import queries
from kexie.work.contacts.models import Tie

PER_PAGE = 50
PARTS = ("leaders", "bodies", "gaps", "behind")


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Show contacts by who keeps them, by body, the bodies nobody keeps contact with, or the ties where one is due."""
    gate.require(request.user, "view", Tie)
    today, actor = clock.today(), request.user
    part, why = request.GET.get("part", ""), request.GET.get("why", "")
    part, why = part if part in PARTS else "leaders", why if why in queries.WHYS else queries.WHYS[0]
    only_late = bool(request.GET.get("late")) and part in ("leaders", "bodies")
    totals = queries.totals_kept(actor, today)
    waits = queries.count_behind(actor, today) if part == "behind" else {}
    shown = _shown(part, why, only_late, totals, waits, actor, today).get_page(request.GET.get("page"))
    told = {
        "leaders": lambda rows: queries.told_of(rows, today), "bodies": lambda rows: queries.reached_of(rows, today),
        "gaps": list, "behind": lambda rows: queries.waiting(rows, actor, today),
    }  # fmt: skip
    said = {"overdue": _("该联系了"), "short": _("定量没有完成"), "never": _("一次都没有联系过")}
    context = {
        "part": part, "why": why, "only_late": only_late, "shown": shown, "totals": totals, "today": today,
        "rows": told[part](shown.object_list),
        "whys": [(code, said[code], n) for code, n in waits.items()],
        "tabs": [
            ("leaders", _("按联系人")), ("bodies", _("按单位")), ("gaps", _("没有人联系的")), ("behind", _("该办的")),
        ],
    }  # fmt: skip
    return page(request, "contacts/coverage.html", context)


def _shown(
    part: str, why: str, only_late: bool, totals: queries.Totals, waits: dict[str, int], actor: Any, today: date
) -> Paginator:
    """Return the rows of a part in pages; how many there are is mostly known from the figures on top."""
    if part == "leaders":
        shown = Paginator(queries.leaders(actor, today, only_late=only_late), PER_PAGE)
        shown.count = queries.count_leaders(actor, today, only_late=only_late)
    elif part == "behind":
        ties = queries.behind(actor, today, why).select_related(
            "person", "organisation", "body", "worker__organisation"
        )
        shown = Paginator(ties, PER_PAGE)
        shown.count = waits[why]
    elif part == "gaps":
        shown = Paginator(queries.gaps(actor, today), PER_PAGE)
        shown.count = totals.uncovered
    else:
        shown = Paginator(queries.bodies(actor, today, only_late=only_late), PER_PAGE)
        if not only_late:
            shown.count = totals.covered
    return shown
