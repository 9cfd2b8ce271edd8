"""The steps that kinds of procedures share; a kind takes them as they are or with a few words changed."""

from __future__ import annotations

from .declared import BALLOT, HANDS, Ask, Deadline, Step

MODEL_CHARTER = "社会团体章程示范文本（会议通知和到会、通过人数）"
FILING = "《关于推进企业、园区科协组织建设的通知》类文件：结果报上级科协备案"

UNIT = Ask("unit", "所属单位", help="请示、批复和通知里写的单位全称，如“某镇人民政府”“某某有限公司”。")
PREP_LEAD = Ask("prep_lead", "筹备组组长")
MEMBERS = Ask("members", "首批会员（科技工作者）人数", "number", unit="人")
OFFICE = Ask("office", "办公地点")

PREPARE = Step(
    "prepare", "成立筹备组", "所属单位",
    "单位研究同意后成立筹备组，摸清会员人数，定下办公地点。筹备组组长一般由分管领导担任。",
    asks=(
        UNIT, PREP_LEAD, MEMBERS, OFFICE,
        Ask("basis", "依据的文件", required=False, help="文件名称和文号；没有的空着。"),
    ),
    deadline=Deadline(30, "began_on", says="一般开始办以后 30 天内", is_rule=False),
)  # fmt: skip
NOMINATE = Step(
    "nominate", "提名候选人", "筹备组",
    "和所属单位党组织商定主席、副主席、秘书长、委员的候选人，写明原单位；医院院长、学校校长、农技站长注明三长类别。",
    source="上级组织部门、科协关于三长进基层科协班子的文件", papers=("candidates",), has_nominees=True,
    deadline=Deadline(15, "prepare_done", working=True, says="一般筹备组成立后 15 个工作日内", is_rule=False),
)  # fmt: skip
APPLY = Step(
    "apply", "报请成立", "筹备组", "把成立请示盖章报上级科协，附候选人名单。盖好章的扫描或拍照传上来。",
    source="《中国科学技术协会章程》基层组织；地方科协实施办法",
    asks=(Ask("application_on", "请示日期", "date"),), papers=("application",), signed=("application",),
    done_by="application_on",
    deadline=Deadline(10, "nominate_done", working=True, says="一般候选人商定后 10 个工作日内", is_rule=False),
)  # fmt: skip
REPLY = Step(
    "reply", "上级批复", "上级科协", "上级科协审核后批复同意。批复可以由这里拟稿，印发后把盖章件传上来。",
    source="地方科协实施办法；办理时限按当地规定，一般 15 个工作日",
    asks=(
        Ask("approved_on", "批复日期", "date"),
        Ask("approval_no", "批复文号", required=False, help="如“某科协〔2024〕12号”。"),
    ),
    papers=("approval",), signed=("approval",), done_by="approved_on",
    deadline=Deadline(15, "application_on", working=True, says="请示以后 15 个工作日内"),
)  # fmt: skip
NOTICE = Step(
    "notice", "发会议通知", "筹备组", "写明时间、地点、议程，书面通知每一位应到的人。",
    source=MODEL_CHARTER,
    asks=(
        Ask("meeting_on", "开会日期", "date"),
        Ask("meeting_time", "开会时间", usual="9:00", help="如 14:30。"),
        Ask("meeting_place", "开会地点"),
        Ask("invited", "应到人数", "number", unit="人", help="有选举权、表决权的人数。"),
        Ask("notice_on", "通知发出日期", "date"),
    ),
    papers=("notice",), done_by="notice_on",
    deadline=Deadline(3, "meeting_on", before=True, working=True, says="开会前至少 3 个工作日通知"),
)  # fmt: skip
ARRANGE = Step(
    "arrange", "备好表决", "筹备组", "定下举手还是投票，备好表决（选举）办法；投票的印好选票。",
    source="到会 2/3 以上、赞成超过到会人数一半为通过：" + MODEL_CHARTER,
    asks=(
        Ask("way", "表决方式", "choice", choices=((HANDS, "举手表决"), (BALLOT, "无记名投票")), usual=HANDS),
        Ask("chair", "主持人"),
        Ask("recorder", "记录人"),
        Ask("tellers", "监票人、计票人", required=False, help="用顿号隔开，候选人不能担任。"),
    ),
    papers=("voting_rule", "ballot"),
    deadline=Deadline(1, "meeting_on", before=True, working=True, says="开会前一个工作日备好", is_rule=False),
)  # fmt: skip
ASSEMBLY = Step(
    "assembly", "开会选举", "筹备组",
    "通报批复，通过章程（或工作规则）和表决办法，选举产生班子。到会不足应到的三分之二不能表决；赞成超过到会人数一半当选。",
    source=MODEL_CHARTER, asks=(Ask("attended", "实到人数", "number", unit="人"),),
    papers=("minutes",), signed=("minutes",), has_votes=True, done_by="meeting_on",
    deadline=Deadline(0, "meeting_on", says="开会当天", is_rule=False),
)  # fmt: skip
REPORT = Step(
    "report", "报告结果备案", "新班子", "把选举结果报上级科协备案，签字盖章后传上来。", source=FILING,
    asks=(Ask("report_on", "报告日期", "date"),), papers=("result",), signed=("result",), done_by="report_on",
    deadline=Deadline(30, "meeting_on", says="开会以后 30 天内备案"),
)  # fmt: skip
PLAQUE = Step(
    "plaque", "制牌挂牌", "新班子", "照牌匾文字制作，挂在办公地点门口。不办的可以跳过。", papers=("plaque",),
    is_optional=True,
    deadline=Deadline(30, "report_on", says="一般备案以后 30 天内", is_rule=False),
)  # fmt: skip
