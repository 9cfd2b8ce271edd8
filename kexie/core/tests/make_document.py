"""A document with everything in it, for the tests of Word and HTML."""

import datetime as dt

from kexie.core.documents.tree import (
    Appendix,
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    Table,
)

TEN = "一二三四五六七八九十"
METRICS = {"活动周.咨询": 5, "活动周.人次": 60_420}


def figures_table(extra_rows: int = 0) -> Table:
    """The appendix table: one line for each figure, and as many others as asked for."""
    rows = [
        (str(n), Run(name, anchor=name), "报告期内场次之和", f"{value:,}")
        for n, (name, value) in enumerate(METRICS.items(), start=1)
    ]
    rows += [(str(n), f"其他口径{n}", "报告期内场次之和", f"{n * 1237:,}") for n in range(3, 3 + extra_rows)]
    columns = (Column("序号", 1, "center"), Column("数字", 4), Column("口径", 5), Column("数值", 2, "right"))
    return Table(columns, tuple(rows), "表1 数字明细")


def document(*, extra_rows: int = 0, **changes) -> Document:
    """A summary of two pages with all levels of headings, figures, a signature and two appendices."""
    body = (
        Paragraph(TEN * 60 + "。"),
        Heading(1, "科学普及工作"),
        Heading(2, "重点活动"),
        Heading(3, "科技活动周"),
        Heading(4, "主场活动"),
        Heading(4, "分场活动"),
        Paragraph(
            (
                Run("开展现场科普宣传咨询"),
                Run("5", figure="活动周.咨询"),
                Run("场次，受惠群众"),
                Run("6万余", figure="活动周.人次", bold=True),
                Run("人次，其他"),
                Run("7", figure="没有明细的口径"),
                Run("次。"),
            )
        ),
        Heading(2, "阵地"),
        Heading(1, "服务科技工作者"),
        Heading(2, "组织建设"),
        PageBreak(),
        Paragraph(TEN * 20 + "。"),
    )
    facts = {
        "title": "某市科学技术协会2013年度工作总结",
        "body": body,
        "author": "某市科学技术协会",
        "created_at": dt.datetime(2014, 1, 6, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8))),
        "recipient": "各乡镇（街道）科协",
        "signature": Signature("某市科学技术协会", dt.date(2014, 1, 6)),
        "note": "第2版",
        "appendices": (
            Appendix("数字来源明细", (figures_table(extra_rows),)),
            Appendix("名词解释", (Heading(1, "人次"), Paragraph("同一人参加多次，按次计。"))),
        ),
    }
    return Document(**(facts | changes))
