"""The meeting: candidates, notice, rules of voting, ballot, minutes and the report of results."""

from __future__ import annotations

from kexie.core import wording
from kexie.core.documents.tree import Appendix, Block, Column, Document, Heading, Paragraph, Table

from .facts import Facts, paragraphs


def candidates(facts: Facts) -> Document:
    """Return the list of candidates (候选人名单)."""
    return facts.document(f"{facts.meeting}候选人名单", facts.roster())


def notice(facts: Facts) -> Document:
    """Return the notice of the meeting (会议通知)."""
    agenda = (
        ("听取本届工作报告和财务报告", "审议修改章程", "通过选举（表决）办法", "选举新一届班子")
        if facts.kind.is_term_change
        else (
            "通报成立筹备情况和上级科协批复",
            "通过章程（工作规则）",
            "通过选举（表决）办法",
            "选举产生班子",
            "当选负责人讲话",
        )
    )
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
    how = "无记名投票" if facts.is_secret else "举手表决"
    tellers = f"（{_listed(facts['tellers'])}）" if facts["tellers"] else ""
    items = [
        f"根据章程和有关规定，制定本办法。本办法适用于{facts.meeting}的选举和表决，采用{how}方式。",
        "到会人数达到应到人数的三分之二，方可进行选举和表决。",
    ]
    for position, people in facts.by_position():
        contest = "等额" if len(people) == facts.seats(position) else "差额"
        items.append(f"{position}：应选{facts.seats(position)}名，候选人{len(people)}名，实行{contest}选举。")
    if facts.is_secret:
        items += [
            "同意的画“○”，不同意的画“×”，弃权的不画。另选他人的，把姓名写在空格里并画“○”。",
            "一种职务所选人数等于或少于应选名额的有效，多于应选名额的，这种职务的选票无效。",
            "收回的选票等于或少于发出的选票，选举有效；多于发出的选票，选举无效，重新投票。",
        ]
    else:
        items.append("主持人逐一提名，依次请赞成的、反对的、弃权的举手；由计票人清点、监票人核对，当场报告票数。")
    items += [
        "得到的赞成票超过实到人数的一半为当选。超过半数的人数多于应选名额时，以票数多的当选；最后名额票数相同的，再次表决。",
        f"监票人、计票人{tellers}由会议通过，候选人不担任监票人、计票人。",
        "选举结果由主持人当场宣布，载入会议记录，报上级科协备案。",
        "本办法经会议通过后施行。",
    ]
    lines = paragraphs(*(f"第{wording.numeral(number)}条　{text}" for number, text in enumerate(items, 1)))
    title = "选举办法" if facts.is_secret else "举手表决办法"
    return facts.document(f"{facts.meeting}{title}", *lines, signed=(facts.group, "meeting_on"))


def ballot(facts: Facts) -> Document:
    """Return the ballot (选票): every position with its candidates and room to write somebody else in."""
    blocks: list[Block] = []
    for position, people in facts.by_position():
        seats = facts.seats(position)
        blocks.append(Heading(1, f"{position}（应选{seats}名）"))
        columns = (Column("候选人", 3, "center"), Column("画票栏", 2), Column("另选他人", 3), Column("画票栏", 2))
        count = max(len(people), min(seats, 3))
        names = [one.name for one in people] + [""] * (count - len(people))
        blocks.append(Table(columns, tuple((name, "", "", "") for name in names)))
    blocks.append(
        Paragraph(
            "说明：同意的在画票栏画“○”，不同意的画“×”，弃权的不画；另选他人的写上姓名并画“○”。选的人数不得超过应选名额。"
        )
    )
    return facts.document(f"{facts.meeting}选票", *blocks)


def minutes(facts: Facts) -> Document:
    """Return the minutes (会议记录): who was there, what was decided, how everybody's votes came out."""
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
        *paragraphs(f"会议{opening}，表决通过了章程（工作规则）和{'选举' if facts.is_secret else '举手表决'}办法。"),
        Heading(1, "选举情况"),
        *paragraphs(f"会议以{'无记名投票' if facts.is_secret else '举手表决'}方式进行选举，结果如下："),
        _outcome(facts),
        *paragraphs(_elected(facts)),
        *paragraphs("主持人（签名）：　　　　记录人（签名）：　　　　监票人（签名）："),
    ]
    return facts.document(f"{facts.meeting}会议记录", *blocks)


def result(facts: Facts) -> Document:
    """Return the report of results (选举结果报告) to the association above."""
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
