"""Founding a farm-technology association (农技协): a registered social group, so the registrar has the last word."""

from dataclasses import replace

from .declared import Ask, Deadline, Kind, Step
from .steps import (
    APPLY,
    ARRANGE,
    ASSEMBLY,
    MEMBERS,
    NOMINATE,
    NOTICE,
    OFFICE,
    PLAQUE,
    PREP_LEAD,
    PREPARE,
    REPLY,
    REPORT,
    UNIT,
)

LAW = "《社会团体登记管理条例》"

FARM_ASSOCIATION = Kind(
    "farm_association",
    "成立农技协",
    "farm_association",
    LAW + "；《科学技术普及法》第二十六条",
    (
        Step(
            "prepare",
            "发起筹备",
            "发起人",
            "个人会员 50 个以上，或单位会员 30 个以上，或合计 50 个以上；有名称、住所、专职人员，活动资金 3 万元以上。",
            source=LAW + "第十条",
            asks=(
                replace(UNIT, title="发起单位", help="牵头发起的单位全称。"),
                PREP_LEAD,
                replace(MEMBERS, title="会员数", help="个人会员加单位会员。"),
                replace(OFFICE, title="住所"),
                Ask("funds", "活动资金", "number", unit="元", help="不少于 30,000 元。"),
                Ask("basis", "依据的文件", required=False),
            ),
            deadline=PREPARE.deadline,
        ),
        replace(
            NOMINATE,
            what="理事长、副理事长、秘书长、理事的候选人；法定代表人只能在一个社会团体担任。",
            source=LAW + "第十二条",
        ),
        replace(
            APPLY,
            title="报业务主管单位审查",
            what="成立请示、申请表和章程草案报科协审查。科协审查不收费。",
            source=LAW + "第二十五条",
            papers=("application", "form", "charter"),
            signed=("application", "form"),
        ),
        replace(REPLY, title="科协批复", what="科协作为业务主管单位审查同意后批复。"),
        NOTICE,
        ARRANGE,
        replace(ASSEMBLY, what="通过章程，选举理事会和理事长、副理事长、秘书长。到会不足应到的三分之二不能表决。"),
        Step(
            "register",
            "民政登记",
            "发起人",
            "向县级民政部门申请成立登记；登记机关自收到全部材料起 60 日内决定。登记证书号填在这里。",
            source=LAW + "第十一、十二条",
            asks=(
                Ask("registered_on", "登记日期", "date"),
                Ask("credit_code", "统一社会信用代码", help="登记证书上的 18 位代码。"),
            ),
            done_by="registered_on",
            deadline=Deadline(60, "meeting_on", says="一般在开会后 60 天内办完登记"),
        ),
        REPORT,
        PLAQUE,
    ),
    ending="协会",
    unit="发起单位全称",
    members="会员",
    nature="由{unit}发起，是从事本产业生产经营的农户、农业科技人员和单位自愿组成的非营利性社会团体，业务主管单位是{above}，接受"
    "业务主管单位的业务指导和登记管理机关的监督管理",
    reply="{above}担任业务主管单位。请在成立大会以后依法向登记管理机关申请登记，登记前不得以该组织名义开展筹备以外的活动。",
    more_articles=(
        (
            "负责人",
            (
                "法定代表人由理事长担任，不同时担任其他社会团体的法定代表人。",
                "理事长、副理事长、秘书长由理事会从理事中提名，会员（代表）大会选举；不履行职责的，由会员（代表）大会罢免。",
                "监事由会员（代表）大会选举，监督财务和章程执行情况；理事、秘书长不兼任监事。",
            ),
        ),
        (
            "资产和终止",
            (
                "资产用于本章程规定的业务，任何单位和个人不得侵占、私分、挪用，不在会员中分配。",
                "终止由会员（代表）大会表决通过，报业务主管单位审查同意；清算后剩余财产在业务主管单位和登记管理机关监督下用于相关事业。",
            ),
        ),
    ),
    head="理事长",
    positions=("理事长", "副理事长", "秘书长", "理事", "监事"),
    single=("理事长", "秘书长"),
    duties=("组织会员学习、交流和推广农业实用技术", "统一提供技术、信息、农资和销售服务", "维护会员的合法权益"),
)
