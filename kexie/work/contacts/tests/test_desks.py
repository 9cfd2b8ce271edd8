from kexie.core import clock
from kexie.core.testing import DeskTests
from kexie.work.contacts.desks import CellDesk, HelpVisitDesk, PairingDesk, TieDesk, VisitDesk
from kexie.work.contacts.models import HelpVisit, Pairing

from . import make


def tie(*, organisation, **fields):
    return make.tie(organisation=organisation, today=clock.today(), **fields)


def visit(*, organisation, **fields):
    return make.visit(organisation=organisation, today=clock.today(), **fields)


class TestTieDesk(DeskTests):
    desk = TieDesk
    make = staticmethod(tie)
    change = {"duty": "副主席"}
    most_statements = 9

    def data(self, row, actor):
        data = super().data(row, actor)
        return data if row.pk is None else {**data, "since": row.since}

    def test_form_saves_and_trails(self, client, keeper, row, town):
        self.new = {"body": town.pk}
        super().test_form_saves_and_trails(client, keeper, row)


class TestVisitDesk(DeskTests):
    desk = VisitDesk
    make = staticmethod(visit)
    new = {"note": "又去看了一次"}
    change = {"note": "去看了科普站，缺展板"}


class TestCellDesk(DeskTests):
    desk = CellDesk
    make = staticmethod(make.cell)
    new = {"name": "另一个网格"}
    change = {"name": "改名的网格"}


class OwnOnly(DeskTests):
    """Rows only their maker sees: the keeper makes those here, somebody else those elsewhere."""

    __test__ = False
    model = Pairing

    def test_what_is_confidential_is_shown_only_when_asked_for(self, client, keeper, row):
        assert self.secret not in client.get(self.desk.url("list")).content.decode()
        assert self.secret not in client.get(self.desk.url("detail", row.pk)).content.decode()
        assert self.secret in client.post(self.desk.url("reveal", row.pk)).content.decode()
        every = "&".join(f"cols={column}" for column in ("cause", "note", "helped__name", "pairing__helped__name"))
        sent = client.post(f"{self.desk.url('export', 'csv')}?{every}")
        assert self.secret not in b"".join(sent.streaming_content).decode()

    def test_nobody_else_finds_it(self, client, keeper, row, here, grant):
        boss = type(keeper).objects.create(username="boss", name="boss", organisation=here)
        grant(boss, "administrator", here)
        client.force_login(boss)
        assert client.get(self.desk.url("detail", row.pk)).status_code == 404
        assert client.post(self.desk.url("reveal", row.pk)).status_code == 404
        assert not client.get(self.desk.url("list")).context["listing"].rows
        boss.grants.all().delete()
        grant(boss, "carer", here)
        assert client.get(self.desk.url("detail", row.pk)).status_code == 200


class TestPairingDesk(OwnOnly):
    __test__ = True
    desk = PairingDesk
    make = staticmethod(make.pairing)
    new = {"since": "2026-02-02"}
    change = {"until": "2026-12-31"}
    secret = "长期患病"


class TestHelpVisitDesk(OwnOnly):
    __test__ = True
    desk = HelpVisitDesk
    model = HelpVisit
    make = staticmethod(lambda **fields: make.help_visit(**{"note": "送去慰问金，住院三周", **fields}))
    new = {"on": "2026-03-03"}
    change = {"amount": "800.00"}
    home = "pairing"
    secret = "住院三周"

    def test_row_cannot_be_moved_out_of_reach(self, client, keeper, row, elsewhere):
        other = make.pairing(
            organisation=elsewhere, made_by=make.User.objects.create(username="x", organisation=elsewhere)
        )
        answer = client.post(self.desk.url("update", row.pk), {**self.data(row, keeper), "pairing": other.pk})
        assert answer.status_code in (403, 422)
