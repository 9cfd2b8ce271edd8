from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "kexie.work.contacts"
    verbose_name = "联系网络"

    def ready(self) -> None:
        from kexie.core import verbs
        from kexie.core.related import Related, hang
        from kexie.network.organisations.models import Organisation
        from kexie.network.people.models import Person

        from . import listeners, measures, policies, queries, schedule, sheets  # noqa: F401  (each registers its own)

        hang(Organisation, Related(_("挂钩联系"), rows=queries.of_body, template="contacts/of_row.html"))
        hang(Person, Related(_("挂钩联系"), rows=queries.of_person, template="contacts/of_row.html"))
        verbs.name(
            end_tie=_("结束联系"), remove_tie=_("删去联系"), turn_days=_("按日计算"), note_visit=_("记走访"),
            remove_visit=_("删去走访"), ready_cells=_("按区划生成网格"), allot=_("划入网格"),
            split_cell=_("拆分网格"), merge_cells=_("合并网格"), log_help=_("登记慰问"), remove_help=_("删去慰问"),
            forget_cause=_("抹去帮扶原因"), ask_leaver=_("问离任的人还联系不联系"),
        )  # fmt: skip
