"""What a row of a roster says of a body itself: that it is not founded yet, that it is no more, of which kind it is."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CLAUSE = re.compile(r"[，,。；;、！!\n\r]+")
_FOUND = "(?:成立|建立|组建|设立)"
_ITSELF = r"(?:(?:乡镇?|镇|街道)?(?:科协|科学技术协会)?(?:组织|机构)?)"
_NOT_YET = re.compile(
    rf"(?:未|没有|没|待|拟|筹备|计划|准备)[^，。；]{{0,12}}?{_FOUND}{_ITSELF}(?:的(?:乡|镇|街道).*)?$"
    r"|^(?:尚|还|暂)?未建(?:科协|$)|筹建|筹备(?:中|$|成立)|正在筹|[（(]筹(?:[)）]|$)"
)
_OF_OTHERS = re.compile(r"村|社区|企业|园区|学校|支部|党|工会|小组|示范|基地|队伍|站|换届|志愿")
_ALREADY = re.compile(rf"(?:已|已经|新|正式)(?:于.{{0,12}})?{_FOUND}")
_NO_MORE = re.compile(
    r"(?:撤销|注销|撤并|裁撤|解散)(?:建制|科协|组织|了)?$|撤销(?:建制|科协|乡|镇)|撤[乡镇]并入"
    r"|(?:并入|合并到|合并至|划归|划入)(?!我|本|该|的)[\u3400-\u9fff]{2,}"
)
_INTO = re.compile(r"(?:并入|合并到|合并至|划归|划入)([\u3400-\u9fff]{2,}?)(?:街道|镇|乡|科协|$)")
_TO_COME = re.compile(r"将(?!科协|其|该|组织)|拟|计划|预计|准备")
_NOT_ITSELF = re.compile(r"示范|基地|称号|职务|处分|资格|副主席|三长|信息员|部分|村|社区|学校|卫生院|统计|填")
_PARK = "园区|开发区|高新区|工业园|科技园|产业园"
_KINDS = (  # what a name ends with tells: 镇水产养殖有限公司, 茶叶协会
    ("cooperative", "合作社|合作联社"),
    ("enterprise", "公司|集团|工厂|企业|矿业|银行"),
    ("farm_association", "农技协|(?:专业|农村)技术协会|农技(?:推广)?协会"),
    ("society", "学会|研究会|联合会|促进会|老科协|(?<!技术)(?<!科技)协会"),
    ("university", "大学|学院|高校|院校"),
    ("school", "学校|中学|小学|中专|职高|职校|高中|初中|[一二三四五六]中|中心校|幼儿园"),
    ("hospital", "医院|卫生院|卫生服务中心|保健院"),
    ("community", "(?<!农)村|社区|居委会?|村委会?|村民委员会|居民委员会"),
)
_TOLD = (*_KINDS, ("park", _PARK), ("association", "乡|镇|街道"), ("department", "部门|机关"))
_GROUP = re.compile(r"(?:(?<!老)科协|科学技术协会|科技协会|科普协会|科普小组|科技小组|科普组织|分会|小组)$")
_OF_TOWN = re.compile(r"(?:乡|镇|街道)(?:办事处|人民政府|政府|办)?$")
_OF_COUNTY = re.compile(r"(?:县|旗|自治州|市|(?<!开发)(?<!示范)(?<!管理)(?<!工业)[^新矿林景园牧农特片社]区)$")
_OF_BODIES = re.compile(r"科协|组织|学会|协会|单位|类|(?:乡镇|街道|企业|园区|学校|医院|机关|社区|村)(?:[（(].*)?$")


def is_unfounded(texts: Iterable[str]) -> bool:
    """Test whether cells of a row say that its body is not founded yet: 尚未成立, 筹建中, 拟2026年上半年成立."""
    clauses = [clause for text in texts for clause in _clauses(text)]
    if any(_ALREADY.search(clause) for clause in clauses if not _NOT_YET.search(clause)):
        return False
    return any(_NOT_YET.search(clause) and not _OF_OTHERS.search(clause) for clause in clauses)


def words_of_end(texts: Iterable[str], town: str) -> str:
    """Return the cell that says that a town's body is no more (撤乡并入龙潭镇，科协同时撤销), "" where none does.

    `town` is how the row writes it: a row of the town that took it up says 并入 as well.
    """
    for text in texts:
        for clause in _clauses(text):
            if not _NO_MORE.search(clause) or _TO_COME.search(clause) or _NOT_ITSELF.search(clause):
                continue
            into = _INTO.search(clause)
            if into is None or into[1] not in town:
                return text
    return ""


def kind_of_body(name: str, category: str = "", section: str = "") -> str:
    """Return of which kind a body is by its name, else its category, else the section it stands in; "" if none says it.

    The kinds are those of organisations.
    """
    own = _GROUP.sub("", name)
    for kind, words in _KINDS:
        if re.search(rf"(?:{words})$", own) and (kind != "community" or own != name or len(own) > 3):
            return kind
    if _OF_TOWN.search(own):
        return "association"
    for text in (category, section if _OF_BODIES.search(section) else ""):
        found = [kind for kind, words in _TOLD if re.search(words, text)]
        if found:
            return "park" if "park" in found and re.search(_PARK, own) else found[0]
    return ""


def is_of_county(name: str) -> bool:
    """Test whether a name is that of the association of a county or city itself: 松岭县科学技术协会."""
    left = _GROUP.sub("", name)
    return left != name and bool(_OF_COUNTY.search(left))


def _clauses(text: str) -> list[str]:
    return [clause for part in _CLAUSE.split(text) if (clause := "".join(part.split()).strip("（）()"))]
