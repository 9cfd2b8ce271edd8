"""What comes in, before any operation reads it: text nobody types is refused, numbers and days are such as can be."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field
from ninja.parser import Parser
from pydantic import AwareDatetime

from kexie.core import clock, text
from kexie.core.refusals import Refusal

Key = Annotated[int, Field(ge=0, lt=2**63)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1900, 1, 1, tzinfo=clock.ZONE), lt=datetime(2201, 1, 1, tzinfo=clock.ZONE)),
]


class Unreadable(Refusal):
    """A text holds what nobody types: NUL, half a character, a sign that turns the direction of writing."""

    code = "unreadable"
    status = 400


class CleanParser(Parser):
    """Reads JSON and addresses as ninja does, and refuses texts that no form would take."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body; ninja answers 400 to whatever this raises."""
        found = super().parse_body(request)
        _refuse_odd(found)
        return found

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> Any:
        """Return the query.

        :raises Unreadable: a value holds what nobody types
        """
        found = super().parse_querydict(data, list_fields, request)
        _refuse_odd(found)
        return found


def _refuse_odd(value: Any) -> None:
    if isinstance(value, str):
        if text.why_not_text(value):
            raise Unreadable(_("文字里有看不见的控制字符或不完整的字符。"))
    elif isinstance(value, dict):
        for key, inner in value.items():
            _refuse_odd(key)
            _refuse_odd(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_odd(inner)
