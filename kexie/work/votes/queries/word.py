"""Papers of assemblies as documents, made from facts: whoever founds a body uses the same builders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from kexie.core import clock
from kexie.core.documents.tree import Block, Column, Document, Heading, PageBreak, Paragraph, Signature, Table
from kexie.work.votes.models import Assembly, Question

from .papers import paper_of
from .standing import presence_of, results_of, roll_with_presence, turnout

OUT = "赞成的在“赞成”栏画“○”，反对的在“反对”栏画“○”，弃权的在“弃权”栏画“○”；三栏都不画的按弃权计。"

MOST_BLANK = 8  # rows for others that a ballot has room for on its face
HANDS = "表决时依次请赞成的、反对的、弃权的举手，由计票人清点，监票人核对，当场报告人数。未举手的按弃权计。"


def ballot_paper(
    *, body: str, meeting: str, title: str, at: datetime, candidates: Sequence[tuple[str, str]] = (), text: str = "",
    seats: int = 1, most: int | None = None, least: int = 0, can_write_in: bool = True,
) -> Document:  # fmt: skip
    """Return the paper of one vote (选票): a motion without candidates, else an election of `seats`."""
    blocks: list[Block] = [Paragraph(_("会议：%s") % meeting)]
    if not candidates:
        if text:
            blocks.append(Paragraph(text))
        blocks.append(_ballot_table([(title, "")], 0, _("议案")))
        blocks.append(Paragraph(_("填写说明：%s") % OUT))
        return Document(_("表决票"), tuple(blocks), author=body, created_at=at)
    said = _("本次应选 %(seats)d 人，候选人 %(n)d 人（按次序排列）。") % {"seats": seats, "n": len(candidates)}
    blocks.append(Paragraph(said))
    blocks.append(_ballot_table(candidates, min(seats, MOST_BLANK) if can_write_in else 0, _("候选人")))
    limit = _("赞成的人数（含另选他人）不超过 %d 人，多选的整张票无效") % (most or seats)
    least_said = _("；至少选 %d 人") % least if least else ""
    blocks.append(
        Paragraph(_("填写说明：%(out)s%(limit)s%(least)s。") % {"out": OUT, "limit": limit, "least": least_said})
    )
    if can_write_in:
        blocks.append(Paragraph(_("要选候选人以外的人，把姓名写在空格里，并在“赞成”栏画“○”。")))
        if seats > MOST_BLANK:
            blocks.append(Paragraph(_("空格不够的，写在背面，写法相同。")))
    return Document(_("%s选票") % title.removeprefix(_("选举")), tuple(blocks), author=body, created_at=at)


def voting_rule(
    *, body: str, meeting: str, rules_: Mapping[str, Any], at: datetime, on: date, is_secret: bool = False,
    elections: Sequence[tuple[str, int, int, bool]] = (), tellers: str = "", by_phone: bool = False,
) -> Document:  # fmt: skip
    """Return the rules of a vote for the meeting to pass first: 举手表决办法, or 选举办法 when `is_secret`.

    rules_: as `Assembly.rules`. elections: (title, seats, number of candidates, whether others may be written in).
    """
    how = _("无记名投票") if is_secret else _("举手表决")
    items = [
        _("本办法适用于%(meeting)s的选举和表决，采用%(how)s方式。") % {"meeting": meeting, "how": how},
        _("到会人数达到应到人数的 %s，方可进行选举和表决。") % rules_["quorum"],
        *(_election_rule(*election) for election in elections),
        *(_secret_rules(by_phone=by_phone) if is_secret else [HANDS]),
        *_majority_rules(rules_),
        _("监票人、计票人%s由会议通过；候选人不担任监票人、计票人。") % (f"（{tellers}）" if tellers else ""),
        _("本办法经会议通过后施行。"),
    ]
    blocks = tuple(Paragraph(f"{_article(n)}　{text}") for n, text in enumerate(items, start=1))
    title = _("%s选举办法") % meeting if is_secret else _("%s举手表决办法") % meeting
    return Document(title, blocks, author=body, created_at=at, signature=Signature(body, on))


def _election_rule(title: str, seats: int, candidates: int, can_write_in: bool) -> str:
    kind = _("等额") if candidates == seats else _("差额")
    others = _("可以另选他人") if can_write_in else _("不另选他人")
    said = _("%(title)s：应选 %(seats)d 人，候选人 %(n)d 人，实行%(kind)s选举；%(others)s。")
    return said % {"title": title, "seats": seats, "n": candidates, "kind": kind, "others": others}


def _secret_rules(*, by_phone: bool) -> list[str]:
    found = [
        OUT,
        _("赞成人数等于或少于应选名额的选票有效，多于应选名额的无效；书写模糊、无法辨认的，由监票人认定。"),
        _("收回的选票等于或少于发出的选票，选举有效；多于发出的选票，选举无效，重新进行。"),
    ]
    if by_phone:
        once = _("已用手机投票的不再领纸质票，已领纸质票的不再用手机投票。")
        found.append(_("到会人员可以凭本人投票码用手机投票，每人只能投一次：") + once)
    return found


def _majority_rules(rules_: Mapping[str, Any]) -> list[str]:
    base = _("应到人数") if rules_["majority_of"] == "roll" else _("实到人数")
    over = _("超过") if rules_["majority_is_over"] else _("达到")
    enough = _("赞成票%(over)s%(base)s的 %(share)s，议案通过，候选人当选。")
    return [
        enough % {"over": over, "base": base, "share": rules_["majority"]},
        _("得到所需赞成票的人数多于应选名额时，以赞成票多的当选；最后名额票数相同的，就票数相同的人再次投票。"),
        _("得到所需赞成票的人数少于应选名额时，不足的名额可以再次投票，也可以空缺。"),
    ]


def ballots_of_assembly(assembly: Assembly, at: datetime) -> Document:
    """Return the papers of all secret votes of an assembly, one a page."""
    papers = [paper_for(one, at) for one in assembly.questions.order_by("number") if one.is_secret]
    return one_a_page(papers, meeting=assembly.name, body=assembly.organisation.name, at=at)


def one_a_page(papers: Sequence[Document], *, meeting: str, body: str, at: datetime) -> Document:
    """Return papers of votes as one document, each on a page of its own."""
    if len(papers) == 1:
        return papers[0]
    blocks: list[Block] = []
    for n, paper in enumerate(papers):
        blocks += [*([PageBreak()] if n else []), Heading(1, paper.title), *paper.body]
    return Document(_("%s选票") % meeting, tuple(blocks), author=body, created_at=at)


def paper_for(question: Question, at: datetime) -> Document:
    """Return the paper of one question of an assembly."""
    paper, assembly = paper_of(question), question.assembly
    how = {"body": assembly.organisation.name, "meeting": assembly.name, "title": question.title, "at": at}
    if not question.is_election:
        return ballot_paper(text=question.text, **how)
    return ballot_paper(
        candidates=[(one["name"], one["unit"]) for one in paper["candidates"]], seats=paper["seats"],
        most=paper["most"], least=paper["least"], can_write_in=paper["write_in"], **how,
    )  # fmt: skip


def rule_of(assembly: Assembly, at: datetime) -> Document:
    """Return the rules of voting of an assembly: by hands where all is, else by ballots."""
    questions = [*assembly.questions.prefetch_related("candidates").order_by("number")]
    elections = [
        (one.title, one.seats, len(one.candidates.all()), one.write_in) for one in questions if one.is_election
    ]
    return voting_rule(
        body=assembly.organisation.name, meeting=assembly.name, rules_=assembly.rules, at=at, on=assembly.held_on,
        is_secret=any(one.is_secret for one in questions), elections=elections, tellers=assembly.tellers,
        by_phone=any(one.by_phone for one in questions),
    )  # fmt: skip


def minutes_of(assembly: Assembly, at: datetime) -> Document:
    """Return the minutes (会议记录): who was there, what was voted on, how it went."""
    there = presence_of(assembly)
    facts = [
        (_("时间"), _day(assembly.held_on)), (_("地点"), assembly.place), (_("主持"), assembly.chair),
        (_("记录"), assembly.recorder), (_("监票、计票"), assembly.tellers),
        (_("到会"), f"{_came(there)}。"),
    ]  # fmt: skip
    blocks: list[Block] = [Paragraph(f"{title}：{said}") for title, said in facts if said]
    blocks.append(Heading(1, _("会议议程和表决情况")))
    for question in assembly.questions.order_by("number"):
        blocks += _told(question)
    absent = [one.name for one in roll_with_presence(assembly) if not hasattr(one, "presence")]
    if absent:
        blocks += [Heading(1, _("缺席人员")), Paragraph("、".join(absent) + "。")]
    blocks.append(Paragraph(_("主持人（签名）：　　　　　　　　记录人（签名）：")))
    return Document(_("%s会议记录") % assembly.name, tuple(blocks), author=assembly.organisation.name, created_at=at)


def report_of(
    assembly: Assembly, at: datetime, *, body: str = "", recipient: str = "", on: date | None = None
) -> Document:
    """Return the report of results (选举结果报告) that goes to the body above: figures, names, check codes.

    body, recipient, on: who reports to whom and when, where it is not the body that met, to the one above, today: an
    assembly that founds a body is held by the association above.
    """
    there, above = presence_of(assembly), assembly.organisation.parent
    body, recipient = body or assembly.organisation.name, recipient or (above.name if above else "")
    opening = _("%(day)s，%(body)s召开%(name)s。%(came)s。") % {
        "day": _day(assembly.held_on), "body": body, "name": assembly.name, "came": _came(there),
    }  # fmt: skip
    blocks: list[Block] = [Paragraph(opening)]
    counted = [*assembly.questions.filter(state=Question.State.COUNTED).order_by("number")]
    elected = [
        (question.position or question.title, one["name"], one["votes"])
        for question in counted for one in question.outcome.figures["elected"]
    ]  # fmt: skip
    if elected:
        blocks.append(Heading(1, _("当选名单")))
        columns = (Column(_("职务"), 2), Column(_("姓名"), 2), Column(_("赞成票"), 1, "right"))
        blocks.append(Table(columns, tuple((p, n, str(v)) for p, n, v in elected)))
    blocks.append(Heading(1, _("投票和计票情况")))
    for question in counted:
        blocks += _told(question)
    blocks.append(Heading(1, _("核对码")))
    blocks.append(
        Paragraph(_("每项结果封存时生成核对码。用复核程序打开复核文件，输入核对码，可以确认选票和结果没有被改过。"))
    )
    codes = tuple((one.title, _in_fours(one.outcome.seal[:32])) for one in counted)
    blocks.append(Table((Column(_("表决事项"), 2), Column(_("核对码（前 32 位）"), 4)), codes))
    blocks.append(Paragraph(_("特此报告。")))
    return Document(
        _("关于%s选举结果的报告") % assembly.name, tuple(blocks), author=body, created_at=at, recipient=recipient,
        signature=Signature(body, on or clock.day(at)),
    )  # fmt: skip


def sign_in_sheet(assembly: Assembly, at: datetime) -> Document:
    """Return the sheet to sign at the door (签到表)."""
    columns = (Column(_("序号"), 1, "center"), Column(_("姓名"), 2), Column(_("单位职务"), 4), Column(_("签名"), 3))
    rows = tuple((str(one.number), one.name, one.unit, "") for one in assembly.roll.order_by("number"))
    return Document(
        _("%s签到表") % assembly.name, (Table(columns, rows),), author=assembly.organisation.name, created_at=at
    )


def _came(there: Mapping[str, Any]) -> str:
    counts = _("应到 %(roll)d 人，实到 %(present)d 人") % there
    enough = _("，不少于规定的 %(least)d 人，符合章程要求") % there if there["is_enough"] else ""
    return counts + enough


def _told(question: Question) -> list[Block]:
    blocks: list[Block] = [Heading(2, question.title)]
    if question.text:
        blocks.append(Paragraph(question.text))
    if question.state != Question.State.COUNTED:
        return [*blocks, Paragraph(_("未表决。"))]
    figures = question.outcome.figures
    found = results_of(question, figures)
    tally, handed = found["tally"], figures["checks"][1]["found"]
    base = _("应到") if question.assembly.majority_of == Assembly.Base.ROLL else _("实到")
    if question.is_secret:
        ways = turnout(question)
        phone = _("（其中手机投票 %d 张）") % ways["phone"] if ways["phone"] else ""
        counts = _("发出选票 %(out)d 张%(phone)s，收回 %(back)d 张，有效票 %(valid)d 张，无效票 %(invalid)d 张。") % {
            "out": handed, "phone": phone, "back": tally["returned"], "valid": tally["valid"],
            "invalid": tally["invalid"],
        }  # fmt: skip
    else:
        counts = _("举手表决，参加表决 %d 人。") % tally["returned"]
    terms = {"n": found["needed"], "base": base, "of": found["base"]}
    need = _("按规定需要 %(n)d 票赞成（%(base)s %(of)d 人）。") % terms
    blocks.append(Paragraph(counts + need))
    rows = tuple(
        (row["name"], str(row["for"]), str(row.get("against", "")), str(row.get("abstain", "")), row["said"])
        for row in found["rows"]
    )
    columns = [Column(_("姓名") if question.is_election else _("议案"), 3)]
    columns += [Column(title, 1, "right") for title in (_("赞成"), _("反对"), _("弃权"))]
    blocks.append(Table((*columns, Column(_("结果"), 1.5, "center")), rows))
    blocks.append(Paragraph(_("结果：%s") % found["said"]))
    return blocks


def _ballot_table(lines: Sequence[tuple[str, str]], empty: int, head: str) -> Table:
    columns = (Column(head, 5), *(Column(title, 1.2, "center") for title in (_("赞成"), _("反对"), _("弃权"))))
    rows = [(f"{name}（{unit}）" if unit else name, "", "", "") for name, unit in lines]
    rows += [(_("另选他人："), "", "", "")] * empty
    return Table(columns, tuple(rows), is_filled_in=True)


def _article(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    said = ("十" if tens == 1 else f"{digits[tens]}十" if tens else "") + (digits[ones] if ones else "")
    return _("第%s条") % said


def _in_fours(code: str) -> str:
    return " ".join(code[n : n + 4] for n in range(0, len(code), 4))


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
