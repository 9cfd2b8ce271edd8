"""Builders: one call gives one valid stored row; `walked` takes a procedure through its steps."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count

from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.work.founding import documents, services
from kexie.work.founding.models import Nominee, Procedure, Prospect

_number = count(1)
TODAY = date(2024, 6, 28)
AT = datetime(2024, 6, 28, 9, 0, tzinfo=clock.ZONE)
FACTS = {
    "prepare": {
        "unit": "泗门镇人民政府", "prep_lead": "王组长", "members": "68", "office": "镇政府二楼东侧", "basis": "",
        "funds": "50000", "audited": "",
    },
    "nominate": {},
    "apply": {"application_on": "2024-05-06"},
    "reply": {"approved_on": "2024-05-15", "approval_no": "某科协〔2024〕12号"},
    "notice": {
        "meeting_on": "2024-06-06", "meeting_time": "14:30", "meeting_place": "镇政府三楼会议室", "invited": "60",
        "notice_on": "2024-05-28",
    },
    "arrange": {"way": "hands", "chair": "李主持", "recorder": "张记录", "tellers": "赵监票，钱计票"},
    "assembly": {"attended": "56"},
    "register": {"registered_on": "2024-06-20", "credit_code": "51330281MJ80000002"},
    "report": {"report_on": "2024-06-12"},
    "plaque": {},
}  # fmt: skip
STANDING = (
    ("孙镇长", "主席", "泗门镇副镇长", "", 55), ("周院长", "副主席", "泗门镇中心卫生院院长", "hospital", 54),
    ("吴校长", "副主席", "泗门镇中心小学校长", "school", 50),
    ("郑站长", "副主席", "泗门镇农技站站长", "farm_station", 20), ("冯干事", "秘书长", "泗门镇科技干事", "", 56),
)  # fmt: skip


def procedure(*, organisation, kind="town", **fields) -> Procedure:
    """Return a procedure at its first step."""
    name = {"name": f"泗门{next(_number)}镇科协", **fields}
    return services.begin(kind=kind, organisation=organisation, actor=SYSTEM, today=TODAY, **name)


def nominee(*, organisation=None, procedure_=None, **fields) -> Nominee:
    """Return somebody who stands."""
    values = {"name": f"候选{next(_number)}", "position": "委员", "unit": "泗门镇中心小学", **fields}
    row = procedure_ or procedure(organisation=organisation)
    return services.nominate(nominee=Nominee(procedure=row, **values), actor=SYSTEM)


def prospect(*, organisation, **fields) -> Prospect:
    """Return an enterprise of the list."""
    values = {"name": f"某某科技{next(_number)}有限公司", "listed_on": date(2024, 1, 5), "staff": 80, **fields}
    return services.keep_prospect(prospect=Prospect(organisation=organisation, **values), actor=SYSTEM, did="create")


def nominees(row: Procedure) -> None:
    """Nominate five people, three of them heads, under the names positions have in this kind."""
    positions = row.spec.positions
    named = {"主席": positions[0], "副主席": positions[1], "秘书长": positions[2]}
    for name, position, unit, head, _votes in STANDING:
        row_ = Nominee(
            procedure=row, name=name, position=named[position], unit=unit, head=head, is_part_time=bool(head)
        )
        services.nominate(nominee=row_, actor=SYSTEM)


def paper(row: Procedure, code: str):
    """Return a paper made of what is known."""
    document = documents.build(row, code, AT)
    made_from = documents.digest(document)
    return services.make_paper(procedure=row, code=code, document=document, made_from=made_from, actor=SYSTEM)


def signed(row: Procedure, code: str):
    """Return a paper with its signed copy."""
    paper(row, code)
    return services.upload_signed(procedure=row, code=code, upload=("扫描.pdf", b"%PDF"), actor=SYSTEM, today=TODAY)


def filled(row: Procedure, step, **more) -> Procedure:
    """Fill in what a step asks for and have its papers made and signed; not yet done."""
    facts = {ask.code: FACTS[step.code].get(ask.code, "") for ask in step.asks} | more
    votes = None
    if step.has_nominees and not row.nominees.exists():
        nominees(row)
    if step.has_votes:
        by_name = {name: votes for name, _p, _u, _h, votes in STANDING}
        votes = {one.pk: by_name.get(one.name, 40) for one in row.nominees.all()}
    row = services.answer(procedure=row, step=step.code, facts=facts, votes=votes, actor=SYSTEM)
    for code in step.signed:
        signed(row, code)
    return row


def walked(row: Procedure, until: str = "") -> Procedure:
    """Walk a procedure step by step, to the step `until` or through the last."""
    while (step := row.current) is not None and step.code != until:
        row = filled(row, step)
        row = services.finish_step(procedure=row, step=step.code, actor=SYSTEM, today=TODAY)
    return row
