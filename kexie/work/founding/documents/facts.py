"""What the papers of a procedure are written from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from kexie.core.documents.tree import Block, Column, Document, Paragraph, Signature, Table
from kexie.work.founding import rules
from kexie.work.founding.models import Nominee, Procedure, candidates_of
from kexie.work.votes.models import Assembly


@dataclass
class Facts:
    """One procedure with its nominees, at the moment a paper is made."""

    procedure: Procedure
    nominees: list[Nominee]
    at: datetime

    def __getitem__(self, code: str) -> str:
        """Return a fact as it was said, "" while it was not."""
        return self.procedure.facts.get(code, "")

    def day(self, code: str) -> str:
        """Return a fact that is a day as 2024年5月12日."""
        day = self.procedure.day(code)
        return f"{day.year}年{day.month}月{day.day}日" if day else ""

    def date(self, code: str) -> date:
        """Return a fact that is a day; the papers that ask have it."""
        return date.fromisoformat(self.procedure.facts[code])

    def number(self, code: str) -> int:
        """Return a fact that is a number."""
        return self.procedure.number(code)

    @property
    def kind(self) -> rules.Kind:
        """What is declared of its kind."""
        return self.procedure.spec

    @property
    def name(self) -> str:
        """The body."""
        return self.procedure.name

    @property
    def above(self) -> str:
        """The association above it."""
        return self.procedure.organisation.name

    def said(self, text: str) -> str:
        """Return what is declared of the kind with body, unit and association above put in."""
        return text.format(name=self.name, unit=self["unit"], above=self.above)

    @property
    def meeting(self) -> str:
        """The meeting, with the body's name."""
        return f"{self.name}{self.kind.meeting}"

    @property
    def group(self) -> str:
        """Who prepares it: the group, or the body itself where there is one."""
        return self.name if self.kind.is_term_change else f"{self.name}筹备组"

    @property
    def is_secret(self) -> bool:
        """Test whether ballots are used."""
        return self["way"] == rules.BALLOT

    @property
    def assembly(self) -> Assembly | None:
        """The assembly whose result was taken, where the meeting was held online."""
        return self.procedure.decided_by

    @cached_property
    def elected(self) -> list[Nominee]:
        """Who was elected, by position in the order of the list."""
        known = {one.pk: one for one in self.nominees}
        found = rules.elected_of(self.number("attended"), candidates_of(self.nominees), self.kind, self.procedure.seats)
        return [known[one.key] for one in found]

    def seats(self, position: str) -> int:
        """Return how many are elected to a position."""
        if position in self.kind.single:
            return 1
        standing = sum(one.position == position for one in self.nominees)
        return self.procedure.seats.get(position) or standing

    def by_position(self) -> list[tuple[str, list[Nominee]]]:
        """Return the nominees of every position, in the order positions are usually named in."""
        order = {position: place for place, position in enumerate(self.kind.positions)}
        found: dict[str, list[Nominee]] = {}
        for one in self.nominees:
            found.setdefault(one.position, []).append(one)
        return sorted(found.items(), key=lambda pair: order.get(pair[0], len(order)))

    def roster(self) -> Table:
        """Return the candidates as a table."""
        columns = (
            Column("序号", 0.9, "center"), Column("拟任职务", 1.6, "center"), Column("姓名", 1.6, "center"),
            Column("原单位和职务", 5), Column("备注", 2.9),
        )  # fmt: skip
        rows, number = [], 0
        for position, people in self.by_position():
            for one in people:
                number += 1
                rows.append((str(number), position, one.name, one.unit, remark(one)))
        return Table(columns, tuple(rows))

    def document(self, title: str, *blocks: Block, **more: object) -> Document:
        """Return a paper with a title; `signed=(unit, fact)` puts the unit and the day of a fact under it."""
        signed = more.pop("signed", None)
        if signed:
            more["signature"] = Signature(signed[0], self.date(signed[1]))
        return Document(title, tuple(blocks), author=str(more.pop("author", self.name)), created_at=self.at, **more)


def remark(nominee: Nominee) -> str:
    """Return what stands beside a name: the kind of head, part-time."""
    said = [str(nominee.get_head_display())] if nominee.head else []
    return "、".join([*said, *(["兼职"] if nominee.is_part_time else [])])


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    """Return texts as paragraphs, empty ones left out."""
    return tuple(Paragraph(text) for text in texts if text)
