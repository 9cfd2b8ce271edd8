"""What governance posts to the ledger: bodies, who holds which position, terms; and the words for positions."""

from django.utils.translation import gettext_lazy as _

from kexie.core.terms import kinds
from kexie.core.terms.kinds import Word
from kexie.office.ledger import measures
from kexie.office.ledger.measures import Measure

from .rules import CHAIR, INFORMANT, SECRETARY, VICE_CHAIR

BODIES = Measure("governance.bodies", _("组织数"), "个", is_stock=True)
FOUNDED = Measure("governance.founded", _("新成立组织"), "个")
DISSOLVED = Measure("governance.dissolved", _("注销组织"), "个")
HEADS = Measure("governance.heads", _("三长"), "人", is_stock=True)
OFFICERS = Measure("governance.officers", _("科协任职"), "人", is_stock=True)
INFORMANTS = Measure("governance.informants", _("科普信息员"), "人", is_stock=True)
COVERED = Measure("governance.covered", _("有三长的乡镇科协"), "个", is_stock=True)
TERMS = Measure("governance.terms", _("届期内的组织"), "个", is_stock=True)

measures.declare(BODIES, FOUNDED, DISSOLVED, HEADS, OFFICERS, INFORMANTS, COVERED, TERMS)

POSITION = "governance_position"

kinds.declare(
    POSITION,
    _("科协职务"),
    (
        Word(CHAIR, ("科协主席", "科协主席（兼）", "兼职主席", "乡镇科协主席", "镇科协主席")),
        Word(VICE_CHAIR, ("科协副主席", "兼职副主席", "挂职副主席", "兼职（挂职）副主席", "挂兼职副主席")),
        Word(SECRETARY, ("科协秘书长", "兼职秘书长")),
        Word("副秘书长", ("科协副秘书长",)),
        Word("常委", ("常务委员", "科协常委", "常委会委员")),
        Word("委员", ("科协委员", "全委会委员", "委员会委员")),
        Word("理事长", ("会长",)),
        Word("副理事长", ("副会长",)),
        Word("常务理事",),
        Word("理事",),
        Word("监事长",),
        Word("监事",),
        Word("名誉主席", ("名誉会长",)),
        Word(INFORMANT, ("科普信息员", "科普中国信息员", "村级信息员", "科技信息员", "村（社区）科普信息员",
            "科普员")),
    ),
    lead=_("登记任职时选的职务。名册里没见过的写法，导入时按原文收进来，可以在这里并到已有的词。"),
)  # fmt: skip
