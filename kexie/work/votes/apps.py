from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VotesConfig(AppConfig):
    name = "kexie.work.votes"
    verbose_name = "会议表决"

    def ready(self) -> None:
        from kexie.core import verbs
        from kexie.core.related import Related, hang
        from kexie.network.organisations.models import Organisation

        from . import measures, policies, queries  # noqa: F401  (each registers what it declares)

        verbs.name(
            add_to_roll=_("添加应到人员"), clear_roll=_("清空名单"), open_assembly=_("开会"), attend=_("报到"),
            undo_attend=_("撤销报到"), issue_codes=_("发投票码"), open_vote=_("开始表决"), hand_out=_("发票"),
            take_back_paper=_("收回未用的票"), close_vote=_("停止投票"), type_tally=_("录入计票"),
            count_votes=_("计票"), next_round=_("再次投票"), end_assembly=_("散会"), take_office=_("就任"),
            freeze=_("冻结选票"), choose_way=_("改投票方式"),
            lead_assembly=_("用于组建换届"),
        )  # fmt: skip
        hang(Organisation, Related(_("会议"), rows=queries.of_body, template="votes/of_body.html"))
