"""What activities post to the ledger, and the words of two of its dimensions: form and campaign."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core.terms import kinds
from kexie.core.terms.kinds import Word
from kexie.office.ledger.measures import Measure, declare

HELD = Measure("activities.held", _("活动场次"), "场次")
LED = Measure("activities.led", _("本级牵头的活动"), "项")
EXCELLENT = Measure("activities.excellent", _("优秀活动"), "项")
RESULT = Measure("activities.result", _("各形式自己的结果"), "")
RESULTS = {
    "participations": Measure("activities.participations", _("参加人次"), "人次"),
    "volunteers": Measure("activities.volunteers", _("参加志愿者人次"), "人次"),
    "leaflets": Measure("activities.leaflets", _("发放资料"), "份"),
    "panels": Measure("activities.panels", _("展板"), "块"),
    "screenings": Measure("activities.screenings", _("放映场次"), "场"),
    "units": Measure("activities.units", _("参与单位"), "个"),
    "papers": Measure("activities.papers", _("论文"), "篇"),
    "class_hours": Measure("activities.class_hours", _("课时"), "课时"),
}
declare(HELD, LED, EXCELLENT, RESULT, *RESULTS.values())

FORM, SERIES = "activity_form", "campaign_series"
OTHER = "其他"
YES = "是"


def _form(
    name: str, *synonyms: str, titles: tuple[str, ...] = (), within: str = "", results: tuple[str, ...] = (),
    is_risky: bool = False,
) -> Word:  # fmt: skip
    # `titles`: what the title of a sheet says when every row of it has this form. `within`: the form it narrows.
    # `is_risky`: it is not published without a safety plan.
    extra = {"titles": titles, "within": (within,) if within else (), "results": results}
    extra["safety"] = (YES,) if is_risky else ()
    return Word(name, synonyms, {code: lines for code, lines in extra.items() if lines})


kinds.declare(
    FORM,
    _("活动形式"),
    (
        _form("咨询", "宣传咨询", "现场咨询", "科普咨询", "咨询服务", "义诊", "广场咨询", "宣传", "科普宣传"),
        _form("讲座", "科普讲座", "专题讲座", "知识讲座", "科普大讲堂", "大讲堂", "宣讲"),
        _form("报告会", "科普报告会", "科普报告", "报告", "专题报告"),
        _form("培训", "技术培训", "实用技术培训", "培训班", "科普培训", "业务培训"),
        _form("放映", "电影放映", "科普电影放映", "科普电影", "电影", "影片放映", "科教电影"),
        _form("展览", "科普展览", "图片展", "展板展出", "科普图片展览", "展出", "展板展览", "科普展"),
        _form("科学馆展览", "科技馆展览", "场馆展览", "科普馆展览", "馆内展览"),
        _form("校园巡展", "巡展", "巡回展览", "科普巡展", "流动展览", "大篷车", "科普大篷车", is_risky=True),
        _form("文艺演出", "科普文艺演出", "专场演出"),
        _form("演出", "表演", "巡演", "汇演", "晚会"),
        _form("竞赛", "比赛", "大赛", "知识竞赛", "评选", "征文", results=("参赛作品（件）", "获奖（项）")),
        _form("参观", "参观考察", "开放日", "研学", "体验活动", is_risky=True),
        _form("科技下乡", "科普下乡", "送科技下乡", "三下乡", "科技赶集", "赶集", is_risky=True),
        _form("青少年活动", "青少年科普活动", "青少年科技活动", "科普进校园", is_risky=True),
        _form("志愿服务", "志愿活动", "志愿者活动", "科技志愿服务", titles=("志愿者队伍", "志愿服务队", "科普志愿者")),
        _form("启动仪式", "启动式", "启动会"),
        _form("开幕式", "开幕", "闭幕式"),
        _form(
            "学术研讨会",
            "研讨会",
            "学术会议",
            "学术交流",
            "学术沙龙",
            "学术报告会",
            "论坛",
            "交流会",
            titles=("学术活动",),
        ),
        _form("学术年会", "年会", within="学术研讨会"),
        _form("农函大培训", "农函大", "农函大培训班", "农村函授大学"),
        _form(OTHER, "其它", "其他活动", "综合"),
    ),
    extras={
        "results": _("另填的结果（一行一个，如“获奖（项）”）"),
        "titles": _("表名里这样写时，整张表都是这种形式（一行一个）"),
        "safety": _("发布前必须写安全预案（写“是”）"),
        "within": _("属于哪种形式的细分（如学术年会属于学术研讨会）"),
    },
    lead=_("活动按形式统计。同一种形式的不同写法请写在“其他写法”里，导入表格时都会认作这一种。"),
)
kinds.declare(
    SERIES,
    _("主题活动系列"),
    (
        Word("科技活动周", ("全国科技活动周", "科技周", "科普宣传周", "科普活动周")),
        Word("全国科普日", ("科普日", "全国科普日活动")),
        Word("全国科普月", ("科普月", "科普宣传月")),
        Word("科普之春", ("科普之冬", "科普之春（冬）")),
        Word("科技下乡", ("文化科技卫生三下乡", "三下乡")),
        Word("全国科技工作者日", ("科技工作者日",)),
        Word("防灾减灾日", ("全国防灾减灾日", "防灾减灾周")),
    ),
    lead=_("每年重复举办的主题活动。名称里不带年份，年份记在每一届上。"),
)
