"""Loading boundaries, and taking them away."""

from __future__ import annotations

from dataclasses import asdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import gate, records
from kexie.core.files.services import file_name
from kexie.core.refusals import Invalid
from kexie.network.organisations.models import Organisation

from . import queries, rules
from .models import Outline

SAID = {
    "large": gettext_lazy("文件超过 %(what)s MB。请先用制图软件简化边界，再导出 GeoJSON。"),
    "not_json": gettext_lazy("这不是完整的 GeoJSON 文件，读不出来。请重新导出。"),
    "not_features": gettext_lazy("文件里没有要素集合（FeatureCollection）。请导出成标准的 GeoJSON。"),
    "empty": gettext_lazy("文件里一个图形也没有。"),
    "many": gettext_lazy("图形超过 %(what)s 个。请只留下级各乡镇（街道）的边界。"),
    "dense": gettext_lazy("边界点超过 %(what)s 个。请先用制图软件简化，再导出。"),
    "geometry": gettext_lazy("“%(what)s”不是闭合的面。请只留面（Polygon 或 MultiPolygon）。"),
    "numbers": gettext_lazy("“%(what)s”的坐标不是经度和纬度。请用 WGS84 或 CGCS2000 经纬度导出。"),
    "code": gettext_lazy("“%(what)s”没有写区划代码。请在属性里加一栏 code，填 6 到 12 位区划代码。"),
    "elsewhere": gettext_lazy(
        "这里面没有一个是本单位下级的区划：文件里有“%(theirs)s”（%(code)s），本单位下级的是 %(own)s 这些。"
        "请核对是不是别处的文件。"
    ),
    "twice": gettext_lazy("“%(what)s”出现了两次。同一个区划的几块请合成一个图形。"),
}


class BadOutline(Invalid):
    """The file is no usable set of boundaries."""

    code = "bad_outline"


def load_outline(*, organisation: Organisation, name: str, content: bytes, actor: gate.Actor) -> Outline:
    """Keep the boundaries of an association's divisions in place of those that were there.

    :raises NotAllowed: the actor does not set up how figures are shown there
    :raises BadOutline: the file cannot be used; the sentence says what to mend
    """
    row = Outline.objects.filter(organisation=organisation).first() or Outline(organisation=organisation)
    gate.require(actor, "edit", row)
    try:
        found, height = rules.shapes(content)
    except rules.Unreadable as fault:
        say = SAID[fault.why] % {"what": fault.what}
        raise BadOutline(say, fields={"file": [say]}) from fault
    own = queries.divisions_below(organisation)
    if own and not own & {shape.code for shape in found}:
        say = SAID["elsewhere"] % {"theirs": found[0].name or found[0].code, "code": found[0].code, "own": min(own)}
        raise BadOutline(say, fields={"file": [say]})
    row.source, row.shapes, row.height = file_name(name), [asdict(shape) for shape in found], height
    return records.save(row, actor=actor, did="load_outline", note=_("%d 个图形") % len(found))


def remove_outline(*, outline: Outline, actor: gate.Actor) -> None:
    """Take an association's boundaries away.

    :raises NotAllowed: the actor does not set up how figures are shown there
    """
    gate.require(actor, "edit", outline)
    records.remove(outline, actor=actor, did="remove_outline")
