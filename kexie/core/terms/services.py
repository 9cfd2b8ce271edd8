"""What can be done to words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.paths import STEP
from kexie.core.refusals import Invalid
from kexie.core.text import clean, fold

from . import queries
from .models import Term


def keep(
    *, kind: str, name: str, path: str, actor: gate.Actor, synonyms: Sequence[str] = (),
    extra: Mapping[str, Sequence[str]] | None = None, is_active: bool = True,
) -> Term:  # fmt: skip
    """Write a word as it is to hold at an organisation and below; a declared word of that name is replaced.

    :raises NotAllowed: the actor may not manage words there
    :raises Invalid: no name, or a spelling means another word already
    """
    there = {"kind": kind, "path": path, "name": clean(name)}
    term = Term.objects.filter(**there).first() or Term(**there)
    gate.require(actor, "manage_terms", term)
    if not term.name:
        raise Invalid(_("请写出这个词。"), fields={"name": [_("请写出这个词。")]})
    term.synonyms, term.extra, term.is_active = (
        _tidy(synonyms),
        {k: _tidy(v) for k, v in (extra or {}).items()},
        is_active,
    )
    if is_active:
        _require_unambiguous(term)
    return records.save(term, actor=actor, did="keep_word")


def adopt(*, kind: str, names: Iterable[str], path: str, actor: gate.Actor) -> list[Term]:
    """Add words an import came across that mean nothing yet at an organisation.

    :raises NotAllowed: the actor may not import there
    """
    gate.require(actor, "import", Term(kind=kind, path=path))
    known = queries.dictionary(kind, path)
    fresh = [name for name in dict.fromkeys(map(clean, names)) if name and known.find(name) is None]
    return [records.save(Term(kind=kind, path=path, name=name[:40]), actor=actor, did="adopt_word") for name in fresh]


def follow(*, path: str, actor: gate.Actor) -> list[Term]:
    """Bring the words kept at a body, or below it, along to `path`, where that body stands now.

    :raises NotAllowed: the actor may not manage words there
    """
    own, moved = path[-STEP:], []
    for term in Term.objects.filter(path__contains=own).exclude(path__startswith=path):
        steps = [term.path[at : at + STEP] for at in range(0, len(term.path), STEP)]
        if own in steps:
            gate.require(actor, "manage_terms", Term(path=path))
            term.path = path + "".join(steps[steps.index(own) + 1 :])
            moved.append(records.save(term, actor=actor, did="move"))
    return moved


def _require_unambiguous(term: Term) -> None:
    others = [word for word in queries.words(term.kind, term.path) if word.name != term.name and word.is_active]
    taken = {fold(spelling): word for word in others for spelling in word.spellings}
    for spelling in (term.name, *term.synonyms):
        if other := taken.get(fold(spelling)):
            where = "name" if spelling == term.name else "synonyms"
            say = _("“%(spelling)s”已经是“%(word)s”的写法，一种写法只能指一个词。") % {
                "spelling": spelling,
                "word": other.name,
            }
            raise Invalid(say, fields={where: [say]})


def _tidy(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(line for line in map(clean, lines) if line))
