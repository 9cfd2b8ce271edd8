"""What the body itself is given: a charter to begin from, and the text of its plaque."""

from __future__ import annotations

from kexie.core import wording
from kexie.core.documents.tree import Block, Document, Heading, Paragraph

from .facts import Facts, paragraphs


def charter(facts: Facts) -> Document:
    """Return a draft of a charter (章程草案), to be discussed and changed."""
    head, kind = facts.kind.head, facts.kind
    council = "理事会" if head == "理事长" else "委员会"
    joining = "个人和单位" if kind.more_articles else "科技工作者"
    deputies = "、".join(position for position in kind.positions if position not in ("委员", "理事", "监事"))
    chapters = (
        (
            "总则",
            f"本组织名称为{facts.name}。",
            f"本组织{facts.said(kind.nature)}。",
            f"本组织的宗旨是团结带领科技工作者服务创新发展、服务全民科学素质提高、服务科学决策。办公地点设在{facts['office']}。",
        ),
        ("任务", *(f"{duty}。" for duty in kind.duties), f"完成{facts.above}交办的其他工作。"),
        (
            "会员",
            f"承认本章程、热心本组织工作的{joining}，自愿申请，经批准成为会员；会员有退会的自由。",
            "会员有选举权、被选举权和表决权，有参加活动、提出建议和监督工作的权利；有遵守章程、执行决议、参加活动的义务。",
        ),
        (
            "组织",
            f"会员（代表）大会是最高权力机构，每届{kind.years}年，每年至少开会一次；因特殊情况延期换届的，最长不超过一年。",
            "会员（代表）大会须有三分之二以上会员（代表）到会，决议须经到会人数过半数赞成；修改章程须经到会人数三分之二以上赞成。"
            "会议至少提前三个工作日书面通知。",
            f"{council}由会员（代表）大会选举产生，闭会期间领导本组织开展工作，设{deputies}。",
            f"{head}主持全面工作，召集{council}会议，检查决议执行情况；秘书长负责日常工作。",
        ),
        (
            "经费",
            "经费来源为单位拨款、上级补助、社会资助和其他合法收入，用于本章程规定的活动。",
            "经费单独记账、专款专用，每年向会员公布，接受审计和监督。",
        ),
        *((title, *articles) for title, articles in kind.more_articles),
        (
            "附则",
            "本章程经会员（代表）大会通过后生效，报上级科协备案。",
            f"本章程由{council}解释。",
        ),
    )
    blocks: list[Block] = []
    number = 0
    for title, *articles in chapters:
        blocks.append(Heading(1, title))
        for text in articles:
            number += 1
            blocks.append(Paragraph(f"第{wording.numeral(number)}条　{text}"))
    return facts.document(f"{facts.name}章程（草案）", *blocks)


def plaque(facts: Facts) -> Document:
    """Return the text of the plaque (牌匾文字) and how it is usually made."""
    blocks = (
        Heading(1, "正文（一行）"), *paragraphs(facts.name),
        Heading(1, "落款"),
        *paragraphs("竖牌一般不写；横牌、铜牌可写批准单位和日期：", facts.above, facts.day("approved_on")),
        Heading(1, "制作"),
        *paragraphs("竖牌白底黑字，宋体，常用 240 厘米×40 厘米；横牌按门楣宽度。名称用全称，和批复一致，不加标点。"),
    )  # fmt: skip
    return facts.document(f"{facts.name}牌匾文字", *blocks)
