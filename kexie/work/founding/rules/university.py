"""Founding the association of a university or college (高校科协)."""

from dataclasses import replace

from .declared import Kind
from .steps import APPLY, ARRANGE, ASSEMBLY, NOMINATE, NOTICE, PLAQUE, PREPARE, REPLY, REPORT

UNIVERSITY = Kind(
    "university",
    "成立高校科协",
    "university",
    "中国科协、教育部关于加强高等学校科协工作的意见；《社会团体登记管理条例》第三条（单位内部组织不登记）",
    (
        replace(PREPARE, who="学校党委", what="学校党委研究同意后成立筹备组，科研管理部门牵头，各院系推荐委员人选。"),
        replace(NOMINATE, what="主席一般由校领导担任，秘书长由科研管理部门负责人担任，委员覆盖各院系。", source=""),
        replace(
            APPLY,
            what="成立请示和章程草案一起报上级科协。请示盖章后传上来。",
            papers=("application", "form", "charter"),
            signed=("application", "form"),
        ),
        REPLY,
        NOTICE,
        ARRANGE,
        ASSEMBLY,
        REPORT,
        PLAQUE,
    ),
    unit="学校全称",
    nature="是{unit}师生科技工作者自愿组成的群众组织，是学校党委、行政联系科技工作者的桥梁，业务上接受{above}指导",
    duties=(
        "开展学术交流，弘扬科学家精神，推进学风建设",
        "组织师生开展科普志愿服务，开放科普资源",
        "推荐、举荐科技人才，服务科技成果转化",
    ),
)
