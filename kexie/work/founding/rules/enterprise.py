"""Founding the association of an enterprise (企业科协): registered members and a charter come first."""

from dataclasses import replace

from .declared import Kind
from .steps import APPLY, ARRANGE, ASSEMBLY, NOMINATE, NOTICE, PLAQUE, PREPARE, REPLY, REPORT

ENTERPRISE = Kind(
    "enterprise",
    "成立企业科协",
    "enterprise",
    "《企业科学技术协会组织通则》（2008年）；各地关于企业、园区科协组织建设的通知",
    (
        replace(
            PREPARE,
            who="企业",
            what="企业党组织（没有的由企业负责人）牵头成立筹备组，登记会员：已是各级学会会员的科技人员为第一批。",
        ),
        replace(
            NOMINATE,
            what="主席一般由企业主要负责人或分管科技的负责人担任，秘书长由中层干部担任。",
            source="《企业科学技术协会组织通则》",
        ),
        replace(
            APPLY,
            what="成立请示、成立申请表（一式两份）、章程草案和会员名录一起报上级科协。请示和申请表盖章后传上来。",
            source="《企业科学技术协会组织通则》；不属于社会团体登记范围（《社会团体登记管理条例》第三条）",
            papers=("application", "form", "charter"),
            signed=("application", "form"),
        ),
        REPLY,
        NOTICE,
        ARRANGE,
        replace(
            ASSEMBLY, what="宣读批复，通过章程，选举委员会和主席、副主席、秘书长。" + "到会不足应到的三分之二不能表决。"
        ),
        REPORT,
        PLAQUE,
    ),
    unit="企业全称",
    duties=(
        "开展技术创新、技术攻关和合理化建议活动",
        "组织学术交流和技术培训，推荐、举荐科技人才",
        "反映科技人员的意见和诉求，维护合法权益",
    ),
)
