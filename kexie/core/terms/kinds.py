"""Kinds of words people edit, declared by the app that uses them: forms of activity, series of campaigns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

from kexie.core.text import fold


@dataclass(frozen=True)
class Word:
    """One word of a list: the name records keep, other ways to write it, and what else its kind asks for.

    `extra` holds lists of text by the code of the kind's extras.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    extra: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_active: bool = True

    @property
    def spellings(self) -> tuple[str, ...]:
        """Return every way to write it, the name first."""
        return (self.name, *self.synonyms)


@dataclass(frozen=True)
class Kind:
    """A declared list: the words everyone begins with, and what may be said of each beside its synonyms."""

    code: str
    title: str | Promise
    defaults: tuple[Word, ...]
    extras: Mapping[str, str | Promise] = field(default_factory=dict)  # code → label; each is a list of lines
    lead: str | Promise = ""


_kinds: dict[str, Kind] = {}


def declare(
    code: str,
    title: str | Promise,
    defaults: Iterable[Word | str] = (),
    *,
    extras: Mapping[str, str | Promise] | None = None,
    lead: str | Promise = "",
) -> Kind:
    """Make a kind of words known; the same code twice is a mistake."""
    if code in _kinds:
        raise ValueError(f"kind of words {code} is declared twice")
    words = tuple(Word(word) if isinstance(word, str) else word for word in defaults)
    _kinds[code] = Kind(code, title, words, extras or {}, lead)
    return _kinds[code]


def get(code: str) -> Kind:
    """Return a declared kind.

    :raises KeyError: no app declares it
    """
    return _kinds[code]


def every() -> list[Kind]:
    """Return all declared kinds in the order they were declared."""
    return [*_kinds.values()]


class Dictionary:
    """Words by every way to write them; blanks, punctuation and width make no difference."""

    def __init__(self, words: Iterable[Word]) -> None:
        self.words = [word for word in words if word.is_active]
        self._by_spelling: dict[str, Word] = {}
        for word in self.words:
            self._by_spelling.setdefault(fold(word.name), word)
        for word in self.words:
            for spelling in word.synonyms:
                self._by_spelling.setdefault(fold(spelling), word)

    def find(self, text: str) -> Word | None:
        """Return the word written as `text`, or None."""
        return self._by_spelling.get(fold(text))

    def named_in(self, text: str) -> list[Word]:
        """Return the words that occur in a longer text, the longest spelling first.

        A spelling inside a longer one that was found does not count: 培训 is not named in 农函大培训班.
        """
        rest, found = fold(text), []
        for spelling, word in sorted(self._by_spelling.items(), key=lambda pair: -len(pair[0])):
            if len(spelling) > 1 and spelling in rest:
                rest = rest.replace(spelling, "\n")
                if word not in found:
                    found.append(word)
        return found
