"""Term change (换届) of a body that exists: five years, put off by one at most, the audit before the meeting."""

from dataclasses import replace

from .declared import Ask, Kind, Step
from .steps import APPLY, ARRANGE, ASSEMBLY, MEMBERS, NOMINATE, NOTICE, PREPARE, REPLY, REPORT, UNIT

TERM_CHANGE = Kind(
    "term_change",
    "换届",
    "",
    "本组织章程；社会团体章程示范文本：任期 5 年，延期换届最长不超过 1 年",
    (
        Step(
            "prepare",
            "换届准备",
            "现班子",
            "写好本届工作报告和财务报告；社会团体换届前要做财务审计；核对会员（代表）名册，提出换届方案。",
            source="《社会团体登记管理条例》第二十七条（换届前财务审计）",
            asks=(
                replace(UNIT, help="报告、通知里写的单位全称。"),
                replace(MEMBERS, title="会员人数"),
                Ask("audited", "财务审计", required=False, help="社会团体填审计报告的日期、文号；不用审计的空着。"),
                Ask("basis", "依据的文件", required=False),
            ),
            deadline=PREPARE.deadline,
        ),
        replace(
            NOMINATE,
            deadline=replace(NOMINATE.deadline, says="一般准备好以后 15 个工作日内"),
            who="现班子",
            what="新一届候选人。现任的可以一次带进来再增减。",
            source="本组织章程",
        ),
        replace(
            APPLY,
            title="报请换届",
            who="现班子",
            what="换届请示盖章报上级科协，附候选人名单。",
            source="本组织章程",
            papers=("change_application",),
            signed=("change_application",),
        ),
        REPLY,
        replace(NOTICE, who="现班子"),
        replace(ARRANGE, who="现班子"),
        replace(
            ASSEMBLY, who="现班子", what="听取本届工作报告、财务报告，选举新一届班子。到会不足应到的三分之二不能表决。"
        ),
        REPORT,
    ),
    meeting="换届大会",
    adopts=("本届工作报告", "本届财务报告"),
    is_term_change=True,
)
