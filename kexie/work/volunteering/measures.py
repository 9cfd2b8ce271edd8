"""What volunteering posts to the ledger, and the words volunteers and advisers are described by."""

from django.utils.translation import gettext_lazy as _

from kexie.core.terms import kinds
from kexie.core.terms.kinds import Word
from kexie.office.ledger import measures
from kexie.office.ledger.measures import Measure

VOLUNTEERS = Measure("volunteering.volunteers", _("注册志愿者"), "人", is_stock=True)
TEAM_STRENGTH = Measure("volunteering.team_strength", _("队伍人数"), "人", is_stock=True, is_level=True)
TEAMS = Measure("volunteering.teams", _("志愿服务队"), "支", is_stock=True)
ENGAGED = Measure("volunteering.engaged", _("在聘顾问和项目官员"), "人", is_stock=True)

measures.declare(VOLUNTEERS, TEAM_STRENGTH, TEAMS, ENGAGED)

SKILL, ENGAGEMENT = "volunteer_skill", "engagement_kind"

kinds.declare(
    SKILL,
    _("服务技能"),
    (
        Word("科普讲解", ("讲解", "解说", "科普讲座", "宣讲", "主持")),
        Word("医疗卫生", ("医疗", "医学", "急救", "护理", "卫生", "义诊")),
        Word("农业技术", ("农技", "种植", "养殖", "植保", "果树")),
        Word("工程技术", ("工程", "机械", "电子", "电工", "维修", "家电维修")),
        Word("信息技术", ("计算机", "电脑", "网络", "编程", "手机使用")),
        Word("青少年辅导", ("科技辅导", "教育", "教学", "机器人", "创客")),
        Word("防灾应急", ("应急", "消防", "防震减灾", "气象", "救援")),
        Word("法律咨询", ("法律", "普法", "知识产权")),
        Word("心理健康", ("心理", "心理咨询")),
        Word("文艺演出", ("文艺", "表演", "歌舞", "曲艺")),
        Word("摄影摄像", ("摄影", "摄像", "拍照", "视频制作")),
        Word("文案宣传", ("写作", "新闻", "编辑", "美工", "设计")),
        Word("活动组织", ("组织", "策划", "签到", "秩序维护", "后勤")),
        Word("翻译", ("外语", "英语", "手语")),
    ),
    lead=_("登记志愿者、招募时选的技能。名册里没见过的写法，导入时收进来，可以在这里并到已有的词。"),
)
kinds.declare(
    ENGAGEMENT,
    _("聘任类别"),
    (Word("顾问", ("专家顾问", "科技顾问")), Word("项目官员", ("项目专员",)), Word("首席科学传播专家")),
)
