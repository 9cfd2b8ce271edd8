"""What a guided procedure is made of. One file beside this one declares each kind; nothing here knows the database."""

from __future__ import annotations

from dataclasses import dataclass

HANDS, BALLOT = "hands", "ballot"


@dataclass(frozen=True)
class Ask:
    """One fact a step asks for; `type` is text, long, number, date, choice or check."""

    code: str
    title: str
    type: str = "text"
    required: bool = True
    help: str = ""
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    usual: str = ""  # what stands in the field until somebody writes something else


@dataclass(frozen=True)
class Deadline:
    """By when a step must be done: `days` before or after the day that `of` names.

    That is a fact, `began_on`, or `<step>_done`, the day another step was done. `working` days are those offices
    work. Without `is_rule` it is what is usual, or what the meeting demands: reminded of, and late needs no reason.
    """

    days: int
    of: str
    before: bool = False
    working: bool = False
    says: str = ""
    is_rule: bool = True


@dataclass(frozen=True)
class Step:
    """One step: who does it, by which rule, what is asked, which papers are made, which must come back signed."""

    code: str
    title: str
    who: str
    what: str = ""
    source: str = ""
    asks: tuple[Ask, ...] = ()
    papers: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    deadline: Deadline | None = None
    is_optional: bool = False
    has_nominees: bool = False
    has_votes: bool = False
    done_by: str = ""  # the fact that says on which day it was done, where one does


@dataclass(frozen=True)
class Kind:
    """A kind of procedure. `single` are the positions one person holds; `head` is the first of them.

    `unit` and `members` are what papers call where it stands and who belongs to it, `adopts` what its
    meeting votes on before people and rules of voting; `nature` what a charter says it
    is and `reply` what the answer says of it, with room for {name}, {unit} and {above}.
    """

    code: str
    title: str
    body: str
    source: str
    steps: tuple[Step, ...]
    level: str = ""
    ending: str = "科协"
    unit: str = "所在单位"
    meeting: str = "成立大会"
    head: str = "主席"
    positions: tuple[str, ...] = ("主席", "副主席", "秘书长", "委员")
    single: tuple[str, ...] = ("主席", "秘书长")
    years: int = 5
    is_term_change: bool = False
    duties: tuple[str, ...] = ()
    adopts: tuple[str, ...] = ("章程",)
    members: str = "会员（科技工作者）"
    nature: str = "是{unit}科技工作者自愿组成的群众组织，是党组织和行政联系科技工作者的桥梁，业务上接受{above}指导"
    reply: str = "{name}是{above}的基层组织，接受{above}的业务指导。"
    more_articles: tuple[tuple[str, tuple[str, ...]], ...] = ()  # chapters a charter has besides the usual, before 附则

    def step(self, code: str) -> Step:
        """Return a step by its code.

        :raises KeyError: there is none
        """
        return {one.code: one for one in self.steps}[code]

    @property
    def asks(self) -> dict[str, Ask]:
        """Return everything its steps ask for, by code."""
        return {ask.code: ask for step in self.steps for ask in step.asks}


@dataclass(frozen=True)
class PaperKind:
    """A paper: what it is called, who issues it, and the facts it cannot be made without."""

    code: str
    title: str
    needs: tuple[str, ...] = ()
    by: str = "筹备组"


NOMINEES, VOTES = "nominees", "votes"  # what a paper may need beside facts

PAPERS: dict[str, PaperKind] = {
    one.code: one
    for one in (
        PaperKind("application", "成立请示", ("unit", "prep_lead", "members", "application_on")),
        PaperKind("change_application", "换届请示", ("unit", "members", "application_on"), "本组织"),
        PaperKind("form", "成立申请表", ("unit", "prep_lead", "members", "office")),
        PaperKind("charter", "章程（草案）", ("unit", "office")),
        PaperKind("approval", "批复", ("approved_on", "application_on"), "上级科协"),
        PaperKind("candidates", "候选人名单", (NOMINEES,)),
        PaperKind("notice", "会议通知", ("meeting_on", "meeting_time", "meeting_place", "invited", "notice_on")),
        PaperKind("voting_rule", "表决（选举）办法", (NOMINEES, "way", "meeting_on")),
        PaperKind("ballot", "选票", (NOMINEES, "meeting_on")),
        PaperKind(
            "minutes",
            "会议记录",
            (NOMINEES, "way", "meeting_on", "meeting_place", "invited", "attended", "chair", "recorder", VOTES),
        ),
        PaperKind("result", "选举结果报告", (NOMINEES, "way", "meeting_on", "invited", "attended", VOTES, "report_on")),
        PaperKind("plaque", "牌匾文字", (), "本组织"),
    )
}
