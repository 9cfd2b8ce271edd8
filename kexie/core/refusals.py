"""The only exception tree a reader has to learn."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A request the platform understood and declined, for a reason a person can read.

    Subclasses live beside the service that raises them and set `code`, which is stable: clients, tests and
    stored records may compare it. `message` is a whole Chinese sentence: what, where, what to do now.
    Anything that is not a Refusal is a bug.
    """

    code = "refused"
    status = 409

    def __init__(self, message: str | Promise, *, code: str = "", **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.facts = facts

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(Refusal):
    """The actor may see the thing but may not do this to it."""

    code = "not_allowed"
    status = 403


class NotFound(Refusal):
    """There is no such thing, or the actor may not know of it; the two are not told apart."""

    code = "not_found"
    status = 404

    def __init__(
        self, message: str | Promise = _("没有找到这条内容。它可能已被移走，或不在您的管理范围内。"), **facts: object
    ):
        super().__init__(message, **facts)


class Invalid(Refusal):
    """What was given cannot be used as it is; `facts["fields"]` names the fields where there are any."""

    code = "invalid"
    status = 422
