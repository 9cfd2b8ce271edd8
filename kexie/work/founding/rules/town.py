"""Founding the association of a town or street (乡镇、街道科协)."""

from dataclasses import replace

from .declared import Kind
from .steps import APPLY, ARRANGE, ASSEMBLY, NOMINATE, NOTICE, PLAQUE, PREPARE, REPLY, REPORT

TOWN = Kind(
    "town",
    "成立乡镇（街道）科协",
    "association",
    "组织部门、科协联合下发的关于加强乡镇（街道）科协组织建设的文件",
    (
        replace(
            PREPARE,
            who="乡镇（街道）党（工）委、政府（办事处）",
            what="党（工）委研究同意后成立筹备组，摸清本地科技工作者人数，定下办公地点。组长由分管科技的领导担任。",
        ),
        replace(
            NOMINATE,
            what="主席一般由乡镇（街道）副职领导担任；医院院长、学校校长、农技站长提名为兼职副主席，并注明三长类别。",
        ),
        APPLY,
        REPLY,
        NOTICE,
        ARRANGE,
        ASSEMBLY,
        REPORT,
        PLAQUE,
    ),
    level="town",
    adopts=("工作规则",),
    unit="乡镇（街道）人民政府（办事处）",
    duties=(
        "团结联系本地科技工作者，反映他们的意见和建议",
        "组织科普活动，带动村（社区）科普信息员开展经常性科普",
        "推广农业实用技术，服务乡村振兴",
    ),
)
