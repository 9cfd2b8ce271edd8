"""Lists of words, and the page of one word."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.core import gate, web
from kexie.core.forms import shown_in

from . import kinds, queries, services
from .forms import WordForm
from .kinds import Kind
from .models import Term


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the kinds of words."""
    shown = [
        (kind, len([w for w in queries.words(kind.code, _home(request)) if w.is_active])) for kind in kinds.every()
    ]
    return web.page(request, "terms/index.html", {"kinds": shown})


@require_safe
def words(request: HttpRequest, kind: str) -> HttpResponse:
    """List the words of a kind as they hold at the reader's organisation."""
    known = _kind(kind)
    context = {"kind": known, "words": queries.words(kind, _home(request)), "may_edit": _may_edit(request)}
    return web.page(request, "terms/words.html", context)


def keep_word(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for a word, the one named in `?word=` or a new one, and keep it."""
    known, home = _kind(kind), _home(request)
    gate.require(request.user, "manage_terms", Term(kind=kind, path=home))
    asked = request.GET.get("word", "")
    word = next((word for word in queries.words(kind, home) if word.name == asked), None)
    if asked and word is None:
        raise Http404
    form = WordForm(request.POST or None, kind=known, word=word)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            term = services.keep(kind=kind, path=home, actor=request.user, **form.said())
            messages.success(request, _("已保存：%s。") % term)
            return redirect(reverse("terms:words", args=[kind]))
    status = 422 if form.errors else 200
    return web.page(request, "terms/keep_word.html", {"kind": known, "word": word, "form": form}, status=status)


def _kind(code: str) -> Kind:
    try:
        return kinds.get(code)
    except KeyError:
        raise Http404 from None


def _home(request: HttpRequest) -> str:
    return request.user.organisation.path


def _may_edit(request: HttpRequest) -> bool:
    return gate.allows(request.user, "manage_terms", Term(path=_home(request)))
