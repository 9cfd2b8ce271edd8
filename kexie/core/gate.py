"""Who may see what, and who may do what to it: one gate for pages, API, imports and jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, Self, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from .refusals import NotAllowed

T = TypeVar("T")


class Actor(Protocol):
    """A user, an API client, PUBLIC or SYSTEM: whoever an action is recorded under."""

    def __str__(self) -> str: ...


class System:
    """The platform itself, for jobs, commands and migrations of data."""

    is_authenticated = True

    def __str__(self) -> str:
        return "system"


class Public:
    """Whoever came to an open page: nobody with an account, so nothing is theirs but what a policy opens to all."""

    is_authenticated = False

    def __str__(self) -> str:
        return "public"


SYSTEM = System()
PUBLIC = Public()


class Policy:
    """What actors may see of one model and do to its rows. Denies until told otherwise."""

    def visible(self, actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows the actor may see."""
        return rows.none()

    def allows(self, actor: Actor, action: str, row: Model | None) -> bool:
        """Test one action on one row, or on the model as a whole when `row` is None."""
        return False


_policies: dict[type[Model], Policy] = {}


def guard(model: type[Model], policy: Policy) -> None:
    """Register the policy of `model`. A model may be guarded once."""
    if model in _policies:
        raise ValueError(f"{model.__name__} is already guarded")
    _policies[model] = policy


def is_guarded(model: type[Model]) -> bool:
    """Test whether a policy was registered for `model`."""
    return model in _policies


def visible(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the rows `actor` may see; an unguarded model shows nothing."""
    if actor is SYSTEM:
        return rows
    return _policies.get(rows.model, Policy()).visible(actor, rows)


def allows(actor: Actor, action: str, on: Model | type[Model]) -> bool:
    """Test whether `actor` may do `action` on a row, or on a model as a whole."""
    if actor is SYSTEM:
        return True
    model, row = (type(on), on) if isinstance(on, Model) else (on, None)
    return _policies.get(model, Policy()).allows(actor, action, row)


def require(actor: Actor, action: str, on: Model | type[Model]) -> None:
    """Raise NotAllowed unless `actor` may do `action`."""
    if not allows(actor, action, on):
        title = on._meta.verbose_name
        raise NotAllowed(
            _("您没有办理这件事的权限（%(what)s）。如需办理，请联系本单位的管理员授权。") % {"what": title},
            action=action,
        )


def once(actor: Actor, what: Any, ask: Callable[[], T]) -> T:
    """Return what `ask()` answers, asked once for as long as the actor object lives: for a person, one request.

    Their rights, and what follows from them, are asked for by every list, block and button of a page.
    """
    held = actor.__dict__.setdefault("_held", {})
    if what not in held:
        held[what] = ask()
    return held[what]


class GuardedQuerySet(QuerySet[Any]):
    """Base of every queryset in the house."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the rows `actor` may see."""
        return visible(actor, self)
