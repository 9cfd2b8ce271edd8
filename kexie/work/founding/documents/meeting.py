"""The meeting: candidates, notice, rules of voting, ballot, minutes and the report of results."""

from __future__ import annotations

from dataclasses import replace

from kexie.core.documents.tree import Appendix, Block, Column, Document, Heading, Paragraph, Table
from kexie.work.votes import queries as votes
from kexie.work.votes.models import Assembly

from .facts import Facts, paragraphs

SIGNED = Table(
    tuple(Column(f"{who}签名", 1, "center") for who in ("主持人", "记录人", "监票人", "计票人")),
    (("", "", "", ""),), is_filled_in=True,
)  # fmt: skip


def candidates(facts: Facts) -> Document:
    """Return the list of candidates (候选人名单)."""
    return facts.document(f"{facts.meeting}候选人名单", facts.roster())


def notice(facts: Facts) -> Document:
    """Return the notice of the meeting (会议通知)."""
    opening = ["听取本届工作报告和财务报告"] if facts.kind.is_term_change else ["通报成立筹备情况和上级科协批复"]
    agenda = [
        *opening, *(f"审议通过{one}" for one in facts.kind.adopts), "通过选举（表决）办法",
        "选举新一届班子" if facts.kind.is_term_change else "选举产生班子", "当选负责人讲话",
    ]  # fmt: skip
    items = [f"{number}．{one}；" for number, one in enumerate(agenda[:-1], 1)]
    blocks = (
        *paragraphs(f"经研究，定于{facts.day('meeting_on')}召开{facts.meeting}。现将有关事项通知如下："),
        *paragraphs(f"时间：{facts.day('meeting_on')}{facts['meeting_time']}。", f"地点：{facts['meeting_place']}。"),
        Heading(1, "议程"),
        *paragraphs(*items, f"{len(agenda)}．{agenda[-1]}。"),
        Heading(1, "参加人员"), Paragraph(f"全体会员（代表），应到{facts['invited']}人。"),
        Heading(1, "要求"),
        Paragraph("请准时到会，不能到会的请事先请假。到会人数达到应到人数的三分之二方可选举，请务必安排好工作。"),
    )  # fmt: skip
    return facts.document(
        f"关于召开{facts.meeting}的通知", *blocks, recipient="各位会员（代表）", signed=(facts.group, "notice_on")
    )


def voting_rule(facts: Facts) -> Document:
    """Return the rules of voting (举手表决办法, or 选举办法 where ballots are used)."""
    elections = [
        (f"选举{position}", facts.seats(position), len(people), True) for position, people in facts.by_position()
    ]
    return votes.voting_rule(
        body=facts.group, meeting=facts.meeting, rules_=Assembly().rules, at=facts.at,
        on=facts.date("meeting_on"), is_secret=facts.is_secret, elections=elections, tellers=_listed(facts["tellers"]),
    )  # fmt: skip


def ballot(facts: Facts) -> Document:
    """Return the ballots (选票), one for every position, with room to write somebody else in."""
    how = {"body": facts.name, "meeting": facts.meeting, "at": facts.at}
    papers = [
        votes.ballot_paper(
            title=f"选举{position}", candidates=[(one.name, one.unit) for one in people], seats=facts.seats(position),
            **how,
        )
        for position, people in facts.by_position()
    ]  # fmt: skip
    return votes.one_a_page(papers, **how)


def minutes(facts: Facts) -> Document:
    """Return the minutes (会议记录): who was there, what was decided, how everybody's votes came out.

    Those of an assembly are the assembly's.
    """
    if facts.assembly:
        return replace(votes.minutes_of(facts.assembly, facts.at), author=facts.name)
    there = [
        ("时间", facts.day("meeting_on") + facts["meeting_time"]), ("地点", facts["meeting_place"]),
        ("主持人", facts["chair"]), ("记录人", facts["recorder"]), ("监票人、计票人", _listed(facts["tellers"])),
        ("到会情况", f"应到{facts['invited']}人，实到{facts['attended']}人，达到应到人数的三分之二，符合规定"),
    ]  # fmt: skip
    opening = "听取了本届工作报告和财务报告" if facts.kind.is_term_change else "通报了筹备情况"
    if facts["approved_on"]:
        opening += f"，宣读了{facts.above}{facts.day('approved_on')}的批复"
    blocks: list[Block] = [
        *paragraphs(*(f"{title}：{said}" for title, said in there if said)),
        Heading(1, "会议议程"),
        *paragraphs(
            f"会议{opening}，表决通过了{'、'.join(facts.kind.adopts)}和"
            f"{'选举' if facts.is_secret else '举手表决'}办法。"
        ),
        Heading(1, "选举情况"),
        *paragraphs(f"会议以{'无记名投票' if facts.is_secret else '举手表决'}方式进行选举，结果如下："),
        _outcome(facts),
        *paragraphs(_elected(facts)),
        SIGNED,
    ]
    return facts.document(f"{facts.meeting}会议记录", *blocks)


def result(facts: Facts) -> Document:
    """Return the report of results (选举结果报告) to the association above; that of an assembly is the assembly's."""
    if facts.assembly:
        return votes.report_of(
            facts.assembly, facts.at, body=facts.name, recipient=facts.above, on=facts.date("report_on")
        )
    reply = (
        f"《关于同意{facts.name}换届的批复》" if facts.kind.is_term_change else f"《关于同意成立{facts.name}的批复》"
    )
    number = f"（{facts['approval_no']}）" if facts["approval_no"] else ""
    blocks: list[Block] = [
        *paragraphs(
            f"按照你单位{reply}{number}，{facts.meeting}已于{facts.day('meeting_on')}召开。应到{facts['invited']}人，"
            f"实到{facts['attended']}人，达到应到人数的三分之二，符合规定。会议以"
            f"{'无记名投票' if facts.is_secret else '举手表决'}方式选举产生了班子。",
            _elected(facts),
            f"每届任期{facts.kind.years}年，自{facts.day('meeting_on')}起计算。",
            "特此报告，请予备案。",
        )
    ]
    return facts.document(
        f"关于{facts.meeting}选举结果的报告", *blocks, recipient=facts.above, signed=(facts.name, "report_on"),
        appendices=(Appendix(f"{facts.meeting}选举结果", (_outcome(facts),)),),
    )  # fmt: skip


def _outcome(facts: Facts) -> Table:
    columns = (
        Column("职务", 2, "center"), Column("姓名", 2, "center"), Column("原单位和职务", 4),
        Column("赞成票", 1.4, "right"), Column("占实到", 1.6, "right"), Column("结果", 1.5, "center"),
    )  # fmt: skip

    def share(votes: int | None) -> str:
        return f"{(votes or 0) * 100 / attended:.1f}%" if attended else ""

    won, attended = {one.pk for one in facts.elected}, facts.number("attended")
    rows = tuple(
        (
            position, one.name, one.unit, str(one.votes), share(one.votes),
            "当选" if one.pk in won else "未当选",
        )
        for position, people in facts.by_position()
        for one in people
    )  # fmt: skip
    return Table(columns, rows)


def _elected(facts: Facts) -> str:
    found: dict[str, list[str]] = {}
    for one in facts.elected:
        found.setdefault(one.position, []).append(one.name)
    order = {position: place for place, position in enumerate(facts.kind.positions)}
    said = sorted(found.items(), key=lambda pair: order.get(pair[0], len(order)))
    return "；".join(f"{'、'.join(names)}当选为{position}" for position, names in said) + "。" if said else ""


def _listed(names: str) -> str:
    return "、".join(names.replace("，", "、").replace(",", "、").split("、"))
