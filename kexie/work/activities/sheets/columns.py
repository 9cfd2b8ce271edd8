"""What tables of activities look like: one kind of sheet for all, since they differ only in what they leave out."""

from __future__ import annotations

from typing import Any

from kexie.core.sheets.matching import Column, SheetKind

CHANNELS = (
    ("online", ("线上", "网上", "网络", "直播", "云上", "线上活动")),
    ("onsite", ("线下", "现场", "实地", "线下活动")),
    ("both", ("线上线下同步", "线上线下", "线上线下结合", "线上+线下", "混合")),
)


def _column(code: str, title: str, type: str, *synonyms: str, **more: Any) -> Column:
    # Synonyms are given as lines of words, blanks between them.
    return Column(code, title, type, synonyms=tuple(" ".join(synonyms).split()), **more)


ACTIVITIES = SheetKind(
    code="activities",
    title="活动台账",
    order=60,
    hints=(
        "活动",
        "活动周",
        "科普日",
        "科普月",
        "活动台账",
        "志愿服务",
        "展览",
        "巡展",
        "演出",
        "培训班",
        "培训",
        "讲座",
        "放映",
        "研讨会",
        "学术交流",
        "农函大",
        "咨询",
        "竞赛",
    ),
    unlikely=("名册", "名单", "登记表", "一览表", "项目表", "作品", "课题", "建议", "创建", "协会名册", "会员"),
    columns=(
        _column(
            "name",
            "活动名称",
            "name",
            "名称 活动内容 活动项目 服务项目 服务内容 班次名称 培训班名称 培训班次 培训内容 培训名称 会议名称",
            "片名 影片名称 电影名称 放映影片 活动主题 活动题目 讲座题目 讲座名称 展览名称 演出名称 主要内容 内容 标题",
            required=True,
        ),
        _column(
            "on",
            "活动时间",
            "period",
            "时间 日期 活动日期 举办时间 举办日期 开展时间 起止时间 起止日期 开班日期 开班时间 培训时间 召开时间",
            "会议时间 服务时间 服务日期 放映时间 放映日期 演出时间 展出时间 开始时间 开始日期",
            required=True,
        ),
        _column("ends_on", "结束日期", "date", "结束时间 截止日期 结业日期 结业时间"),
        _column(
            "organisation",
            "主办单位",
            "organisation",
            "承办单位 举办单位 组织单位 主办学会 承办学会 举办学会 实施单位 组织实施单位 牵头单位 开展单位 责任单位",
            "单位名称 学会名称 学会 社团名称 企业名称",
            "主办方 承办方 办班单位 主办 承办 单位 乡镇街道 乡镇（街道） 镇街",
        ),
        _column("co_hosts", "协办单位", "text", "联合主办单位 合作单位 联办单位 会同单位 协办"),
        _column(
            "place", "地点", "text", "活动地点 举办地点 培训地点 放映地点 会议地点 服务地点 演出地点 展出地点 场所"
        ),
        _column("form", "活动形式", "text", "形式 类别 活动类别 活动类型 类型 服务类型 开展形式 活动种类 种类"),
        _column("campaign", "主题活动", "text", "所属主题活动 活动系列 所属活动 专项活动"),
        _column("channel", "线上线下", "choice", "活动方式 参与方式 举办方式", choices=CHANNELS),
        _column("sessions", "场次", "number", "活动场次 举办场次 场数 活动次数 次数 班次数", unit="场次"),
        _column(
            "participations",
            "参加人次",
            "number",
            "参加人数 参与人次 参与人数 受益群众 受益人次 受益人数 受惠群众 惠及群众 受众人次 受众人数",
            "受教育人次 参观人次 参观人数 培训人次 培训人数 参会人数 参会人次 听众人数 观众人次 观众人数",
            "覆盖人次 服务人次 服务群众 观看人次 人次 人数",
            unit="人次",
        ),
        _column(
            "volunteers",
            "志愿者人次",
            "number",
            "志愿者人数 参加志愿者 参与志愿者 参加志愿者人次 参加志愿者人数 出动志愿者 志愿者",
            unit="人次",
        ),
        _column(
            "leaflets",
            "发放资料",
            "number",
            "资料 资料发放 资料发放数 宣传资料 科普资料 发放宣传资料 发放科普资料 资料份数 发放资料份数 发放材料",
            "宣传品",
            unit="份",
        ),
        _column(
            "panels",
            "展板",
            "number",
            "展板数 展板数量 展板块数 展出展板 画板 画板数 展出图片 图片 挂图",
            unit="块",
        ),
        _column("screenings", "放映场次", "number", "放映场数 电影场次 放映电影 放映次数", unit="场"),
        _column("units", "参与单位数", "number", "参加单位数 参与单位 参加单位 单位数 成员单位数", unit="个"),
        _column("papers", "论文", "number", "论文数 论文篇数 交流论文 收到论文 征集论文 论文数量", unit="篇"),
        _column("class_hours", "课时", "number", "课时数 学时 学时数 培训学时 培训课时", unit="课时"),
        _column("team", "服务队伍", "text", "队伍 服务队 志愿队伍 志愿服务队 志愿者队伍 演出队伍 演出团队 分队 团队"),
        _column(
            "is_led",
            "是否本级牵头",
            "flag",
            "是否市级牵头 是否县级牵头 是否区级牵头 是否牵头 市级牵头 本级牵头 区级牵头 县级牵头",
        ),
        _column("is_excellent", "是否优秀", "flag", "是否优秀活动 优秀活动 获评优秀"),
        _column("note", "备注", "note", "说明 附注"),
    ),
)
