"""Builders: one call gives one valid stored row."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from kexie.core.gate import SYSTEM
from kexie.office.workdays import services
from kexie.office.workdays.models import SpecialDay

_number = count()
NOTICE = """国务院办公厅关于2031年部分节假日安排的通知
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2031年元旦、春节等放假调休日期的具体安排通知如下。
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月22日（农历除夕、周三）至29日（周三）放假调休，共8天。1月19日（周日）、2月8日（周六）上班。
三、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
四、国庆节、中秋节：9月30日至10月7日放假调休，共8天。9月28日（周日）、10月11日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
2030年11月5日"""


def day(*, organisation, **fields) -> SpecialDay:
    """Return a day off, another one each time."""
    values = {"on": date(2031, 3, 3) + timedelta(days=next(_number)), "title": "三月三", **fields}
    return services.keep_day(day=SpecialDay(organisation=organisation, **values), actor=SYSTEM, did="create")
