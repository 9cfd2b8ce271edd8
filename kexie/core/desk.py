"""Record-keeping screens, declared once per model: list, record page, form, moves, export.

A Desk is for rows whose button says *Save*. When the button has a verb of its own, write a service and a view
instead. A whole declaration::

    class ActivityDesk(Desk):
        model = Activity
        form = ActivityForm                        # a core.forms.RecordForm; None: nobody creates or changes here
        slug = "activities"                        # /…/activities/, /…/activities/7/ …; default: model name + "s"
        columns = [                                # field names, or Columns where a name does not say it all
            "title", "organisation", "starts_on",
            Column("joined", unit=_("人次")),
            Column("place", hidden=True),          # offered by the columns chooser
            Column("sheet", _("来源表"), value=lambda row: row.sheet_name, sort=None),
        ]
        search = ["title", "place", "organisation__name"]
        filters = ["starts_on__year", "organisation", "form", "state"]   # or Filter(name, title, kind)
        order = ["-starts_on", "-pk"]
        flow = ACTIVITY                            # its moves become buttons; the first is the one primary button
        walks = {"complete": lambda row, actor, note: services.complete(activity=row, actor=actor, note=note)}
        facts = ["title", "organisation", "place"]  # of the record page; default: the form's fields
        related = [Related(_("参加单位"), desk=PartyDesk, by="activity")]
        bulk = [Bulk("sign", _("核对"), may="sign", do=services.sign_many)]
        empty = _("办过的科普活动都记在这里。")      # what an empty list says belongs here
        first_steps = [(_("导入表格"), "imports:start")]

        def rows(self):                            # hook 1: which rows, before search and filters
            return super().rows().exclude(state="void")

        def save(self, form, *, did):              # hook 2: when saving means more than saving
            return services.record_activity(form.save(commit=False), actor=self.actor)

    urlpatterns = [path("record/", views.record, name="record"), *ActivityDesk.urls()]

URL names are `<app>:<model>_<screen>` with screens list, create, detail, update, move, reveal, export, bulk; ask for an
address with `ActivityDesk.url("detail", row.pk)`. Any screen can be replaced by a view registered under the same
name before `*Desk.urls()`; any page can be dressed by a template `<app>/<model>_<screen>.html` that extends
`core/desk_<screen>.html`. Gate actions used: "edit" (create, update), "export", "view_personal" (reveal), a move's
`may`, a bulk action's `may`. Reading is `visible_to(actor)`: whatever is hidden is 404.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from . import gate, records
from .api.repeating import sent_once
from .audit import trail
from .audit.history import history_of
from .flow import Flow
from .forms import RecordForm, shown_in
from .lists.columns import Column, bind, cells, fetched, joins
from .lists.export import send
from .lists.filters import Filter
from .lists.listing import Listing
from .lists.models import SavedView
from .related import Related, hung
from .web import back_to, page

__all__ = ["Bulk", "Column", "Desk", "Filter", "Related"]

MOST_BULK = 500  # rows one bulk action takes at once
MOST_RELATED = 10  # rows a block of the record page shows


@dataclass(frozen=True)
class Bulk:
    """An action on many chosen rows. `do(rows, actor=…, note=…)` is a service; it returns the sentence to show."""

    name: str
    title: str | Promise
    may: str
    do: Callable[..., str]


class Desk:
    """Attributes are the whole interface; there are two hooks, `rows` and `save`, and no more."""

    model: ClassVar[type[records.Record]]
    form: ClassVar[type[RecordForm] | None] = None
    slug: ClassVar[str] = ""
    title: ClassVar[str | Promise] = ""
    lead: ClassVar[str | Promise] = ""
    new: ClassVar[str | Promise] = ""
    columns: ClassVar[list[str | Column]]
    search: ClassVar[list[str]] = []
    filters: ClassVar[list[str | Filter]] = []
    order: ClassVar[list[str]] = ["-pk"]
    facts: ClassVar[list[str | Column]] = []
    related: ClassVar[list[Related]] = []
    flow: ClassVar[Flow | None] = None
    walks: ClassVar[dict[str, Callable[..., Any]]] = {}
    bulk: ClassVar[list[Bulk]] = []
    empty: ClassVar[str | Promise] = ""
    first_steps: ClassVar[list[tuple[str | Promise, str]]] = []
    per_page: ClassVar[int] = 50

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.actor = request, request.user

    # Hooks: override these, nothing else.

    def rows(self) -> Any:
        """Return the rows this desk shows, before search and filters."""
        return self.model.objects.visible_to(self.actor)

    def save(self, form: RecordForm, *, did: str) -> records.Record:
        """Write a valid form. Point this at a service when saving means more than saving."""
        return records.save(form.save(commit=False), actor=self.actor, did=did)

    # Screens.

    def list(self) -> HttpResponse:
        """Show the rows the URL asks for; with `panel` the filters, columns or saved views to choose from."""
        listing = self._listing()
        panel = self.request.GET.get("panel", "")
        context = {
            "listing": listing,
            "panel": panel if panel in dict(listing.panels) else "",
            "table": self._table(listing),
        }
        if panel == "views":
            context["views"] = SavedView.objects.visible_to(self.actor).filter(place=self.request.path)
        return self._page("list", context, part="rows")

    def detail(self, pk: int) -> HttpResponse:
        """Show one row: facts, the next step, what hangs on it, what happened to it."""
        return self._detail(self._get(pk), revealed=False)

    def reveal(self, pk: int) -> HttpResponse:
        """Show one row with its personal data in full, and keep in the trail that it was asked for."""
        row = self._get(pk)
        gate.require(self.actor, "view_personal", row)
        trail.write(row, actor=self.actor, did="reveal", before={}, after={})
        return self._detail(row, revealed=True)

    def create(self) -> HttpResponse:
        """Ask for a new row."""
        gate.require(self.actor, "edit", self.model)
        return self._form(self.model(), did="create")

    def update(self, pk: int) -> HttpResponse:
        """Ask for changes to a row."""
        row = self._get(pk)
        gate.require(self.actor, "edit", row)
        return self._form(row, did="change")

    def move(self, pk: int, name: str) -> HttpResponse:
        """Make one move of the flow."""
        row = self._get(pk)
        move = next((m for m in self.flow.moves if m.name == name), None)
        if move is None:
            raise Http404
        note = self.request.POST.get("note", "").strip()
        if walk := self.walks.get(name):
            walk(row, self.actor, note)
        else:
            self.flow.walk(row, name, actor=self.actor, note=note)
        messages.success(self.request, _("已%(move)s：%(row)s。") % {"move": move.title, "row": row})
        return redirect(back_to(self.request, self.url("detail", pk)))

    def act(self, name: str) -> HttpResponse:
        """Do a bulk action on the chosen rows: on all of them, or on none if one may not be touched."""
        action = next((b for b in self.bulk if b.name == name), None)
        if action is None:
            raise Http404
        keys = {int(k) for k in self.request.POST.getlist("row") if k.isdecimal() and len(k) < 19}
        back = f"{self.url('list')}?{self.request.GET.urlencode()}"
        if not keys or len(keys) > MOST_BULK:
            say = _("请先勾选要办理的行。") if not keys else _("一次最多办理 %d 行，请分几次办。") % MOST_BULK
            messages.error(self.request, say)
            return redirect(back)
        with transaction.atomic():
            rows = [*self.rows().filter(pk__in=keys)]
            if len(rows) != len(keys):
                raise Http404
            for row in rows:
                gate.require(self.actor, action.may, row)
            messages.success(self.request, action.do(rows, actor=self.actor, note=self.request.POST.get("note", "")))
        return redirect(back)

    def export(self, kind: str) -> HttpResponse:
        """Send the list as it is seen, all its pages, as a workbook or as text."""
        gate.require(self.actor, "export", self.model)
        return send(self._listing(), kind, title=str(self.called()), actor=self.actor)

    # Words.

    @classmethod
    def called(cls) -> str | Promise:
        """Return what the list is called."""
        return cls.title or cls.model._meta.verbose_name

    @classmethod
    def new_called(cls) -> str:
        """Return what the button for a new row says."""
        return str(cls.new or _("登记%s") % cls.model._meta.verbose_name)

    # Plumbing.

    def _listing(self) -> Listing:
        kept = _kept(type(self))
        return Listing(
            self.request, self.rows(), columns=kept["columns"], search=self.search, filters=kept["filters"],
            order=self.order, per_page=self.per_page,
        )  # fmt: skip

    def _detail(self, row: records.Record, *, revealed: bool) -> HttpResponse:
        facts = _kept(type(self))["facts"]
        moves = self.flow.open_to(row, self.actor) if self.flow else []
        hidden = [f for f in facts if f.kind == "personal"] and not revealed
        told = [(f, f.text(row, revealed=revealed)) for f in facts]
        state = getattr(row, f"get_{self.flow.field}_display")() if self.flow else ""
        context = {
            "row": row,
            "state": state,
            "facts": [(f, said) for f, said in told if said],
            "unfilled": [f.title for f, said in told if not said],
            "moves": moves,
            "next_step": next((m for m in moves if not m.note_required), None),
            "may_edit": self.form is not None and gate.allows(self.actor, "edit", row),
            "may_reveal": bool(hidden) and gate.allows(self.actor, "view_personal", row),
            "blocks": [*filter(None, (self._block(each, row) for each in (*self.related, *hung(self.model))))],
            "trail": history_of(
                row, actor=self.actor, called={m.name: str(m.title) for m in self.flow.moves} if self.flow else None
            ),
        }
        return self._page("detail", context)

    def _block(self, related: Related, row: records.Record) -> dict[str, Any] | None:
        if related.template:
            found = related.rows(row, self.actor)
            return None if found is None else {"related": related, "found": found}
        if desk := related.desk:
            shown = desk(self.request)
            rows, columns = shown.rows().filter(**{related.by: row}).order_by(*desk.order), _kept(desk)["columns"]
            columns = [c for c in columns if not c.hidden and c.name != related.by]
            more = f"{desk.url('list')}?{related.by}={row.pk}"
            new = f"{desk.url('create')}?{related.by}={row.pk}" if shown.may_create and related.is_started_here else ""
        else:
            rows, more, new = related.rows(row, self.actor), "", ""
            columns = bind(rows.model, related.columns)
        found = [*fetched(rows, columns)[: MOST_RELATED + 1]]
        base = desk.url("list") if desk else ""
        return {
            "related": related,
            "columns": columns,
            "table": [cells(columns, row, base and f"{base}{row.pk}/") for row in found[:MOST_RELATED]],
            "more": more if len(found) > MOST_RELATED else "",
            "new": new,
            "new_called": desk.new_called() if new else "",
        }

    def _table(self, listing: Listing) -> list[str]:
        base = self.list_url
        may_pick = bool(self.open_bulk)
        return [cells(listing.shown, row, f"{base}{row.pk}/", may_pick=may_pick) for row in listing.rows]

    def _form(self, row: records.Record, *, did: str) -> HttpResponse:
        request, is_sent = self.request, self.request.method == "POST"
        given = {"data": request.POST, "files": request.FILES} if is_sent else {"initial": request.GET.dict()}
        version = _version(row)
        form = self.form(**given, instance=row, actor=self.actor)
        status = 200
        if is_sent:
            status = 422
            if form.is_valid():
                gate.require(self.actor, "edit", form.instance)
                if request.POST.get("version", version) != version:
                    form.add_error(None, _("您打开这一页以后，别人已经改过这条内容。请核对后再保存一次。"))
                    status = 409
                else:
                    with shown_in(form):
                        saved = self.save(form, did=did)
                        messages.success(request, _("已保存：%s。") % saved)
                        return redirect(back_to(request, self.url("detail", saved.pk)))
        context = {"form": form, "row": row, "version": version, "back": back_to(request, self._back(row))}
        return self._page("form", context, status=status)

    def _back(self, row: records.Record) -> str:
        return self.url("list") if row._state.adding else self.url("detail", row.pk)

    def _get(self, pk: int) -> records.Record:
        row = self.rows().select_related(*joins(_kept(type(self))["facts"])).filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def _page(self, screen: str, context: dict[str, Any], *, part: str = "", status: int = 200) -> HttpResponse:
        own = f"{self.model._meta.app_label}/{self.model._meta.model_name}_{screen}.html"
        return page(
            self.request, [own, f"core/desk_{screen}.html"], {"desk": self, **context}, part=part, status=status
        )

    @cached_property
    def may_create(self) -> bool:
        """Test whether the reader may add a row."""
        return self.form is not None and gate.allows(self.actor, "edit", self.model)

    @cached_property
    def may_export(self) -> bool:
        """Test whether the reader may export."""
        return gate.allows(self.actor, "export", self.model)

    @cached_property
    def list_url(self) -> str:
        """Return the address of the list; a row's page is its key behind it."""
        return self.url("list")

    @cached_property
    def open_bulk(self) -> list[Bulk]:
        """Return the bulk actions the reader may do at all."""
        return [b for b in self.bulk if gate.allows(self.actor, b.may, self.model)]

    @classmethod
    def url(cls, screen: str, *args: object) -> str:
        """Return the address of a screen."""
        return reverse(f"{cls.model._meta.app_label}:{cls.model._meta.model_name}_{screen}", args=args)

    @classmethod
    def urls(cls) -> list[URLPattern]:
        """Return this desk's URL patterns, named `<app>:<model>_<screen>`."""
        base = cls.slug or f"{cls.model._meta.model_name}s"
        routes = {"list": (f"{base}/", "list"), "export": (f"{base}/export/<slug:kind>/", "export")}
        if cls.form:
            routes |= {"create": (f"{base}/new/", "create"), "update": (f"{base}/<int:pk>/edit/", "update")}
        if cls.bulk:
            routes["bulk"] = (f"{base}/bulk/<slug:name>/", "act")
        routes["detail"] = (f"{base}/<int:pk>/", "detail")
        if any(c.kind == "personal" for c in _kept(cls)["facts"]):
            routes["reveal"] = (f"{base}/<int:pk>/personal/", "reveal")
        if cls.flow:
            routes["move"] = (f"{base}/<int:pk>/<slug:name>/", "move")

        def view(method: str) -> Callable[..., HttpResponse]:
            def respond(request: HttpRequest, **kwargs: Any) -> HttpResponse:
                return getattr(cls(request), method)(**kwargs)

            respond.desk = cls
            if method in ("list", "detail"):
                return require_safe(respond)
            if method == "create":
                return sent_once(respond)
            return respond if method == "update" else require_POST(respond)

        name = cls.model._meta.model_name
        return [path(route, view(method), name=f"{name}_{screen}") for screen, (route, method) in routes.items()]


@lru_cache(maxsize=256)  # desks may be made for the moment, as those of the registers are
def _kept(desk: type[Desk]) -> dict[str, Any]:
    """Return what a desk's declarations say once they are bound to its model; worked out once a process."""
    filters = [(f if isinstance(f, Filter) else Filter(f)).of(desk.model) for f in desk.filters]
    columns = bind(desk.model, desk.columns)
    facts = desk.facts or (list(desk.form._meta.fields) if desk.form else desk.columns)
    told, units = {c.name: c for c in columns}, desk.form.units if desk.form else {}
    facts = [f if isinstance(f, Column) else told.get(f) or Column(f, unit=units.get(f, "")) for f in facts]
    return {
        "columns": columns,
        "facts": bind(desk.model, facts),
        "filters": filters,
    }


def _version(row: records.Record) -> str:
    return row.updated_at.isoformat() if row.updated_at else ""
