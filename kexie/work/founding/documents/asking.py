"""Asking for a body and the answer: application, form, approval."""

from __future__ import annotations

from kexie.core.documents.tree import Appendix, Column, Document, Table

from .facts import Facts, paragraphs

STAMP = f"\n\n\n{'　' * 24}（盖章）\n{'　' * 22}年　　月　　日"


def application(facts: Facts) -> Document:
    """Return the application for founding (成立请示), with the candidates as its appendix where they are known."""
    kind = facts.kind
    basis = f"根据《{facts['basis'].strip('《》')}》精神，" if facts["basis"] else ""
    wanted, place = "；".join(kind.duties), kind.asks["office"].title
    blocks = paragraphs(
        f"为更好地团结联系科技工作者，服务创新发展、服务全民科学素质提高，{basis}经研究，拟成立{facts.name}。"
        "现将有关情况报告如下：",
        f"一、筹备情况。我单位已成立筹备组，由{facts['prep_lead']}任组长。经摸底登记，首批{kind.members}共{facts['members']}"
        f"{kind.asks['members'].unit}"
        + (f"，{place}设在{facts['office']}" if facts["office"] else "")
        + (f"，活动资金{int(facts['funds']):,}元" if facts["funds"] else "")
        + "。",
        f"二、主要任务。{wanted}。" if wanted else "",
        f"三、组织机构。{facts.name}拟设" + _positions(facts) + "，候选人名单附后，由成立大会选举产生，每届任期"
        f"{kind.years}年。"
        if facts.nominees
        else "",
        "妥否，请批示。",
    )
    return facts.document(
        f"关于成立{facts.name}的请示", *blocks, recipient=facts.above, signed=(facts["unit"], "application_on"),
        author=facts["unit"], appendices=_candidates(facts),
        note=f"联系人：{facts['prep_lead']}，联系电话：{'　' * 8}",
    )  # fmt: skip


def change_application(facts: Facts) -> Document:
    """Return the application for a term change (换届请示)."""
    audited = f"财务情况已经审计（{facts['audited']}）。" if facts["audited"] else ""
    blocks = paragraphs(
        f"{facts.name}本届任期将满。按照章程规定，经研究，拟召开{facts.kind.meeting}进行换届。现将有关情况报告如下：",
        f"一、准备情况。现有会员{facts['members']}人，已核对名册。工作报告、财务报告已起草。{audited}",
        f"二、新一届班子。拟设{_positions(facts)}，候选人名单附后，由{facts.kind.meeting}选举产生。"
        if facts.nominees
        else "",
        "妥否，请批示。",
    )
    return facts.document(
        f"关于{facts.name}换届的请示", *blocks, recipient=facts.above, signed=(facts.name, "application_on"),
        appendices=_candidates(facts),
    )  # fmt: skip


def form(facts: Facts) -> Document:
    """Return the form of application (成立申请表)."""
    asks = facts.kind.asks
    rows = [
        ("组织名称", facts.name), (asks["unit"].title, facts["unit"]), (asks["office"].title, facts["office"]),
        ("筹备组组长", facts["prep_lead"]), (f"首批{facts.kind.members}", f"{facts['members']}{asks['members'].unit}"),
    ]  # fmt: skip
    if facts["funds"]:
        rows.append(("活动资金", f"{int(facts['funds']):,}元"))
    rows += [(f"拟任{position}", "、".join(one.name for one in people)) for position, people in facts.by_position()]
    rows += [
        ("主要任务", "；".join(facts.kind.duties) + "。"),
        (f"{facts['unit']}意见", STAMP),
        (f"{facts.above}意见", STAMP),
    ]
    table = Table((Column("项目", 2, "center"), Column("内容", 5)), tuple(rows))
    return facts.document(f"{facts.name}成立申请表", table)


def approval(facts: Facts) -> Document:
    """Return the reply (批复) of the association above."""
    asked = facts["unit"] if not facts.kind.is_term_change else facts.name
    what = f"{facts.name}换届" if facts.kind.is_term_change else f"成立{facts.name}"
    first = (
        f"一、同意{facts.name}召开{facts.kind.meeting}，选举产生新一届班子。"
        if facts.kind.is_term_change
        else f"一、同意成立{facts.name}。" + facts.said(facts.kind.reply)
    )
    blocks = paragraphs(
        f"你单位{facts.day('application_on')}《关于{what}的请示》收悉。经研究，现批复如下：",
        first,
        "二、请按章程和有关规定做好会议筹备，到会人数达到应到人数的三分之二方可选举，赞成票超过到会人数一半的当选。",
        f"三、选举结果请在会后30日内报{facts.above}备案。",
        "此复。",
    )
    return facts.document(
        f"关于同意{what}的批复",
        *blocks,
        number=facts["approval_no"],
        recipient=asked,
        signed=(facts.above, "approved_on"),
        author=facts.above,
    )


def _positions(facts: Facts) -> str:
    return "、".join(f"{position}{facts.seats(position)}名" for position, _people in facts.by_position())


def _candidates(facts: Facts) -> tuple[Appendix, ...]:
    return (Appendix(f"{facts.meeting}候选人名单", (facts.roster(),)),) if facts.nominees else ()
