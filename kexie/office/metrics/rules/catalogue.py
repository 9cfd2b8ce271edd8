"""The built-in metrics, as data. Measures and dimensions are those of docs/decisions/0001."""

from __future__ import annotations

from typing import Any

from .definitions import PERSONS, RATIO, SOURCES, STOCK, Definition

WEEK, DAY = ("科技活动周",), ("全国科普日",)
MEETINGS = ("学术研讨会", "学术年会")
SHOWS = ("文艺演出", "演出")
OTHERS = "其他统计.数量"
BOTH_WAYS = "线上线下同时举办的分不出两边，都不计入，只计入参加人次。"

HELD, PEOPLE, VOLUNTEERS = ("activities.held",), ("activities.participations",), ("activities.volunteers",)
LEAFLETS, PANELS, SCREENINGS = ("activities.leaflets",), ("activities.panels",), ("activities.screenings",)
UNITS, PAPERS, LED, EXCELLENT = (
    ("activities.units",), ("activities.papers",), ("activities.led",), ("activities.excellent",),
)  # fmt: skip
BODIES, FOUNDED = ("governance.bodies",), ("governance.founded",)
MEMBERS, GROUP_MEMBERS = ("membership.members",), ("membership.group_members",)
SERVED, SERVED_WEIGHTED = ("hours.minutes",), ("hours.weighted_minutes",)
THREE_HEADS = ("hospital", "school", "farm_station", "unnamed")
COUNT, AMOUNT = ("registers.count",), ("registers.amount",)
TIES, COVERED, OVERDUE = ("contacts.ties",), ("contacts.covered",), ("contacts.overdue",)
CONTACTS, HELPED, HELP_MONEY = ("contacts.visits",), ("contacts.helped",), ("contacts.help_money",)

CHAPTERS = ("综合", "科技活动周", "全国科普日", "科普", "青少年", "组织与会员", "学术", "服务科技工作者", "基层与三农")


def _rows(chapter: str, *rows: tuple[str, str, tuple[str, ...], dict[str, Any]]) -> tuple[Definition, ...]:
    return tuple(Definition(name, unit, chapter, measures=measures, **more) for name, unit, measures, more in rows)


CATALOGUE: tuple[Definition, ...] = (
    *_rows(
        "综合",
        ("活动数", "场次", HELD, {}),
        ("活动项数", "项", HELD, {"aggregate": SOURCES}),
        ("活动参加人次", "人次", PEOPLE, {}),
        ("活动参加人数", "人", PEOPLE, {"aggregate": PERSONS}),
        ("线上人次", "人次", PEOPLE, {"channel": ("online",), "description": BOTH_WAYS}),
        ("线下人次", "人次", PEOPLE, {"channel": ("onsite",), "description": BOTH_WAYS}),
        ("参加志愿者人次", "人次", VOLUNTEERS, {}),
        ("发放资料份数", "份", LEAFLETS, {}),
        ("展板块数", "块", PANELS, {}),
        ("放映场次", "场次", SCREENINGS, {}),
        ("讲座培训场次", "场次", HELD, {"form": ("讲座", "报告会", "培训", "农函大培训")}),
        ("优秀活动数", "项", EXCELLENT, {}),
        (
            "通知转达人次",
            "人次",
            ("notices.reach",),
            {"description": "下级转达通知后报来的大概人次，没有清点，不计入活动参加人次。"},
        ),
    ),
    *_rows(
        "科技活动周",
        ("活动周.咨询", "场次", HELD, {"campaign": WEEK, "form": ("咨询",)}),
        ("活动周.讲座培训", "场次", HELD, {"campaign": WEEK, "form": ("讲座", "培训")}),
        ("活动周.放映", "场次", SCREENINGS, {"campaign": WEEK}),
        ("活动周.展板", "块", PANELS, {"campaign": WEEK}),
        ("活动周.资料", "份", LEAFLETS, {"campaign": WEEK}),
        ("活动周.人次", "人次", PEOPLE, {"campaign": WEEK}),
        ("活动周.志愿者", "人次", VOLUNTEERS, {"campaign": WEEK}),
        ("活动周.市级牵头", "项", LED, {"campaign": WEEK}),
    ),
    *_rows(
        "全国科普日",
        ("科普日.人次", "人次", PEOPLE, {"campaign": DAY}),
        ("科普日.单位", "个", UNITS, {"campaign": DAY}),
        ("科普日.科技下乡", "次", HELD, {"campaign": DAY, "form": ("科技下乡",)}),
        ("科普日.青少年", "次", HELD, {"campaign": DAY, "form": ("青少年活动",)}),
        ("科普日.讲座", "次", HELD, {"campaign": DAY, "form": ("讲座", "报告会")}),
    ),
    *_rows(
        "科普",
        ("志愿者.市级注册", "名", ("volunteering.volunteers",), {"aggregate": STOCK, "kind": ("市级",)}),
        ("志愿者.镇级", "人", ("volunteering.team_strength",), {"aggregate": STOCK, "kind": ("镇级",)}),
        ("注册志愿者数", "人", ("volunteering.volunteers",), {"aggregate": STOCK}),
        ("志愿服务队数", "支", ("volunteering.teams",), {"aggregate": STOCK}),
        ("顾问和项目官员在聘数", "人", ("volunteering.engaged",), {"aggregate": STOCK}),
        ("志愿服务时长", "小时", SERVED, {}),
        ("志愿服务加权时长", "小时", SERVED_WEIGHTED, {}),
        ("服务志愿者人数", "人", SERVED, {"aggregate": PERSONS}),
        ("志愿服务.场次", "场次", HELD, {"form": ("志愿服务",)}),
        ("志愿服务.人次", "人次", VOLUNTEERS, {"form": ("志愿服务",)}),
        ("演出.老年队", "场", HELD, {"form": SHOWS, "team_has": "老年"}),
        ("展览.科学馆", "项", HELD, {"form": ("科学馆展览",)}),
        ("展览.参观", "人次", PEOPLE, {"form": ("科学馆展览",)}),
        ("展板.制作", "块", AMOUNT, {"kind": (OTHERS,), "form": ("制作展板",)}),
        ("创建.通过", "个", COUNT, {"kind": ("科普示范创建.通过",)}),
        ("创建.社区", "个", COUNT, {"kind": ("科普示范创建.创建中",), "form": ("示范社区",)}),
        ("创建.村", "个", COUNT, {"kind": ("科普示范创建.创建中",), "form": ("示范村",)}),
        ("创建.示范户", "户", COUNT, {"kind": ("科普示范创建.申报",), "form": ("科技示范户",)}),
    ),
    *_rows(
        "青少年",
        ("巡展.项", "项", HELD, {"form": ("校园巡展",)}),
        ("巡展.画板", "块", PANELS, {"form": ("校园巡展",)}),
        ("大赛.小发明", "件", COUNT, {"kind": ("创新大赛.作品",), "form": ("科技小发明",)}),
        ("大赛.论文", "篇", COUNT, {"kind": ("创新大赛.作品",), "form": ("科技小论文",)}),
        ("大赛.绘画", "幅", COUNT, {"kind": ("创新大赛.作品",), "form": ("科幻绘画",)}),
        ("大赛.机器人", "件", COUNT, {"kind": ("创新大赛.作品",), "form": ("机器人创意",)}),
    ),
    *_rows(
        "组织与会员",
        ("组织数", "个", BODIES, {"aggregate": STOCK}),
        ("乡镇科协数", "个", BODIES, {"aggregate": STOCK, "kind": ("association",), "form": ("town",)}),
        ("学会数", "个", BODIES, {"aggregate": STOCK, "kind": ("society",)}),
        ("企业科协数", "个", BODIES, {"aggregate": STOCK, "kind": ("enterprise",)}),
        ("农技协数", "个", BODIES, {"aggregate": STOCK, "kind": ("farm_association",)}),
        ("个人会员数", "人", MEMBERS, {"aggregate": STOCK}),
        ("团体会员数", "个", GROUP_MEMBERS, {"aggregate": STOCK}),
        ("学会.数", "个", BODIES, {"aggregate": STOCK, "kind": ("society",)}),
        ("会员.期初", "人", MEMBERS, {"aggregate": STOCK, "position": "start"}),
        ("会员.期末", "人", MEMBERS, {"aggregate": STOCK, "position": "end"}),
        ("团体会员", "个", GROUP_MEMBERS, {"aggregate": STOCK}),
        ("示范点数", "个", ("standards.sites",), {"aggregate": STOCK}),
        (
            "示范点补助",
            "元",
            ("standards.granted",),
            {"aggregate": STOCK, "description": "到期末为止历次补助的累计；一年里给的，看“示范点补助.当期”。"},
        ),
        ("示范点补助.当期", "元", ("standards.grants",), {}),
        ("科技型企业数", "家", ("founding.enterprises",), {"aggregate": STOCK}),
        ("科技型企业已建科协数", "家", ("founding.covered",), {"aggregate": STOCK}),
        ("企业走访次数", "次", ("founding.visits",), {}),
        (
            "科技型企业科协覆盖率",
            "%",
            (),
            {"aggregate": RATIO, "numerator": "科技型企业已建科协数", "denominator": "科技型企业数"},
        ),
        ("验收达标数", "个", ("standards.accepted",), {}),
        ("企业科协.新建", "家", FOUNDED, {"kind": ("enterprise",)}),
        ("挂钩联系数", "条", TIES, {"aggregate": STOCK}),
        ("领导挂钩联系数", "条", TIES, {"aggregate": STOCK, "kind": ("leader",)}),
        ("委员联系数", "条", TIES, {"aggregate": STOCK, "kind": ("committee",)}),
        ("有人联系的组织数", "个", COVERED, {"aggregate": STOCK}),
        (
            "联系覆盖率",
            "%",
            (),
            {
                "aggregate": RATIO,
                "numerator": "有人联系的组织数",
                "denominator": "组织数",
                "description": "一个组织有几个人联系，只算一个。",
            },
        ),
        ("未按约定联系数", "条", OVERDUE, {"aggregate": STOCK}),
    ),
    *_rows(
        "学术",
        ("学术.年会论文", "篇", AMOUNT, {"kind": (OTHERS,), "form": ("学术年会征集论文",)}),
        ("学术.年会人数", "人", PEOPLE, {"form": ("学术年会",)}),
        ("学术.研讨会", "次", HELD, {"form": MEETINGS}),
        ("学术.论文", "篇", PAPERS, {"form": MEETINGS}),
        ("学术.国家级", "人次", AMOUNT, {"kind": (OTHERS,), "form": ("参加全国级以上学术会议",)}),
    ),
    *_rows(
        "服务科技工作者",
        ("金桥.立项", "项", COUNT, {"kind": ("金桥工程.立项",)}),
        ("金桥.完成", "项", COUNT, {"kind": ("金桥工程.完成",)}),
        ("建议.期", "期", COUNT, {"kind": ("科技工作者建议.期",)}),
        ("建议.批示", "次", COUNT, {"kind": ("科技工作者建议.批示",)}),
        ("课题", "项", COUNT, {"kind": ("调研课题.课题",)}),
        ("走访联系次数", "次", CONTACTS, {}),
        ("走访联系人数", "人", CONTACTS, {"aggregate": PERSONS, "description": "数的是去走访的人，不是被走访的人。"}),
        ("走访慰问次数", "次", HELPED, {}),
        ("慰问金额", "元", HELP_MONEY, {}),
        ("专利服务", "件次", AMOUNT, {"kind": (OTHERS,), "form": ("专利查询申报服务",)}),
    ),
    *_rows(
        "基层与三农",
        ("农函大.班次", "班次", HELD, {"form": ("农函大培训",)}),
        ("农函大.人次", "人次", PEOPLE, {"form": ("农函大培训",)}),
        ("农民职称", "人", AMOUNT, {"kind": (OTHERS,), "form": ("农民技术职称评定",)}),
        ("农技协", "家", BODIES, {"aggregate": STOCK, "kind": ("farm_association",)}),
        ("合作社", "家", BODIES, {"aggregate": STOCK, "kind": ("cooperative",)}),
        (
            "三长数",
            "人",
            ("governance.heads",),
            {
                "aggregate": STOCK,
                "kind": THREE_HEADS,
                "description": "按任职计：一人在两个乡镇科协都是三长，两处各计一人。",
            },
        ),
        ("有三长的乡镇科协数", "个", ("governance.covered",), {"aggregate": STOCK}),
        (
            "三长覆盖率",
            "%",
            (),
            {
                "aggregate": RATIO,
                "numerator": "有三长的乡镇科协数",
                "denominator": "乡镇科协数",
                "description": "有三长，就是班子里至少有医院院长、学校校长、农技站长之一。",
            },
        ),
        ("信息员数", "人", ("governance.informants",), {"aggregate": STOCK}),
        ("科协任职人数", "人", ("governance.officers",), {"aggregate": PERSONS, "position": "end"}),
        ("届期内组织数", "个", ("governance.terms",), {"aggregate": STOCK}),
    ),
)
