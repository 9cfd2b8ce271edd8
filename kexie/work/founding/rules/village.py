"""Founding the association of a village or community (村、社区科协)."""

from dataclasses import replace

from .declared import Kind
from .steps import APPLY, ARRANGE, ASSEMBLY, NOMINATE, NOTICE, PLAQUE, PREPARE, REPLY, REPORT

VILLAGE = Kind(
    "village",
    "成立村（社区）科协",
    "association",
    "县级科协关于科协组织向村（社区）延伸的文件",
    (
        replace(
            PREPARE,
            who="村（社区）两委",
            what="两委研究同意后成立筹备组，把种养能手、教师、村医、返乡青年等登记为会员。",
        ),
        replace(NOMINATE, what="主席一般由两委成员担任，科普信息员、农技人员、村医、教师进班子。", source=""),
        replace(APPLY, what="把成立请示盖章报乡镇（街道）科协，附候选人名单。"),
        replace(REPLY, who="乡镇（街道）科协"),
        NOTICE,
        ARRANGE,
        ASSEMBLY,
        REPORT,
        PLAQUE,
    ),
    level="village",
    adopts=("工作规则",),
    unit="村（居）民委员会全称",
    duties=("办好科普宣传栏和科普活动室", "组织村（居）民学科学、用科学，推广实用技术", "收集反映科技需求"),
)
