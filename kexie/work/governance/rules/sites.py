"""What cells and remarks say of demonstration sites: which there are, whether one stands, has ended or never did."""

from __future__ import annotations

import re
import unicodedata

NEVER, ENDED = "never", "ended"

_TICKS = frozenset("√✓✔☑●★有是Y")
_ITSELF = re.compile(r"(?:yes|v|示范点|(?:国家|省|市|县|区|乡|镇)级|已.*)$", re.IGNORECASE)
_NONE = re.compile(
    r"^(?:暂|尚|还|目前)*(?:(?:否|无|没有|没|不是|非|缺|空|×|✗|✘|x|n|no|none|0|0\.0)个?(?:科普)?(?:示范\S{1,2})?"
    r"(?=$|[（(，,。；;：:、\s])|未(?!来)|不(?:适用|创建|达标|符合))",
    re.IGNORECASE,
)
_DASHES = frozenset(("", "-", "--", "—", "——", "/", "\\"))
_COUNT = re.compile(r"^(?:共|有|共有|建有)?(\d{1,2}|[一二两三四五六七八九十])(?:\.0)?\s*[个处家]?$")
_HAN = {sign: value for value, sign in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_BREAK = re.compile(r"[\n\r；;、，,]+|\s{2,}")
_NUMBERED = re.compile(r"(?:^|(?<=[\s；;，,。、]))[（(]?\d{1,2}[)）.、．]\s*(?=\D)|[①-⑳]")
_WHOLE = re.compile(
    r"[点地村区馆园站心校院场司社会室廊角镇乡道协所厂家屋亭栏街队组户岛山林]$"
)  # how names of places end
_BRACKET = re.compile(r"[（(\[【][^（()）\[\]【】]*[)）\]】]")

_NOT_OF_MONEY = r"(?!\S{0,4}(?:补助|奖补|资金|经费|拨|款))"
_HAS_ENDED = re.compile(
    rf"(?<![未拟待将])(?<!建议)(?:撤销|撤消|被撤|已撤|摘牌|摘帽|取消|收回|除名|停办|停用|停业|停建|关停|关闭|退出|注销|废止|终止|拆除"
    rf"|解散|倒闭|失效|不再(?:作为|保留|列为|列入|纳入|是|为|享有|命名)){_NOT_OF_MONEY}"
)
_STANDS_AGAIN = re.compile(r"恢复|重新(?:命名|授牌|认定|挂牌)|复牌")
_HIGHER = r"(?!\S{0,4}(?:省|市|国家|全国)级?)"  # 拟申报省级: of the county it is one already
_NEVER_STOOD = re.compile(
    r"未(?:获(?!补助|奖补|资金|经费)|批|通过(?!复)|命名|认定|入选|评上|达标|建成|验收|创建)|不予|落选|淘汰"
    rf"|(?<![模虚])拟(?:建|创|申|命名|推荐|新|增|设|定){_HIGHER}|筹[建备]|在建|(?:创建|申报|审批|培育|建设)中"
    rf"|待(?:批|审|命名|认定|验收|建|评)|正在(?:创建|建设|申报|申请|审批|培育){_HIGHER}|尚未(?:命名|批|建|验|认|授)"
)
_NAMED = re.compile(r"(?<!未)(?:已|获)(?:命名|授牌|挂牌|认定|批准)")
_NOT_PAID = re.compile(
    r"(?:补助|奖补|资金|经费|款项?)\S{0,3}(?:未|没有|待)(?:拨|到|发|兑|支|下|付)|未(?:拨付|到位|发放|兑现|支付|下达)|待(?:拨|发)"
)
_DAY = re.compile(
    r"(?:19|20)\d{2}\s*(?:年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?|[./-]\s*\d{1,2}(?:\s*[./-]\s*\d{1,2})?)"
)


def site_parts(text: str) -> tuple[str, ...] | None:
    """Return the demonstration sites a cell says there are, as written: "" for the body itself; None where none.

    是, √ and 1 mean the body itself, 否 and 无 nothing, 3个 as many without a name, anything else is a name or several.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in _DASHES or _NONE.match(plain):
        return None
    if count := _COUNT.match(plain):
        many = _HAN.get(count[1]) or int(count[1])
        return tuple(f"示范点{number}" for number in range(1, many + 1)) if many > 1 else ("",) if many else None
    is_ticked = plain[0].upper() in _TICKS and not _WHOLE.search(_BRACKET.sub("", plain))
    if is_ticked or _ITSELF.match(plain):
        return ("",)
    return tuple(dict.fromkeys(_pieces(text)))


def site_names(text: str) -> tuple[str, ...] | None:
    """Return those of `site_parts` that stand: a name with （已摘牌） or （拟建） behind is none."""
    parts = site_parts(text)
    if parts is None or site_fate(text if len(parts) == 1 else ""):
        return None
    return tuple(part for part in parts if not site_fate(part)) or None


def site_fate(text: str) -> str:
    """Return ENDED where a remark says that a site stands no more (摘牌), NEVER where it never did (未获批), or ""."""
    text = "".join(text.split())
    if found := _HAS_ENDED.search(text):
        return "" if _STANDS_AGAIN.search(text, found.end()) else ENDED
    return NEVER if _NEVER_STOOD.search(text) and not _NAMED.search(text) else ""


def site_end_written(text: str) -> str:
    """Return the day, month or year a remark gives for the end of a site: the last before the word, else the first."""
    text = "".join(text.split())
    end = _HAS_ENDED.search(text)
    days = list(_DAY.finditer(text))
    before = [found for found in days if end and found.end() <= end.start()]
    return (before[-1] if before else days[0])[0] if days else ""


def is_not_paid(text: str) -> bool:
    """Test whether a remark says that a grant has not been paid out: 资金未到位, 待拨."""
    return bool(_NOT_PAID.search("".join(text.split())))


def _pieces(text: str) -> list[str]:
    """Return the names in a cell; a name broken over two lines, or with 、 inside, stays one."""
    parts = [part.strip(" 。.") for part in _BREAK.split(_NUMBERED.sub("\n", text))]
    parts = [part for part in parts if part]
    if all(_WHOLE.search(_BRACKET.sub("", part)) for part in parts):
        return parts
    return ["".join(_NUMBERED.sub("", text).split())]
