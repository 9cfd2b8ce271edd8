from conftest import organisation
from kexie.core.testing import DeskTests
from kexie.insight.reports.desks import ReportDesk, TemplateDesk

from . import make


class TestReportDesk(DeskTests):
    desk = ReportDesk
    make = staticmethod(make.report)


class TestTemplateDesk(DeskTests):
    desk = TemplateDesk
    make = staticmethod(make.template)
    change = {"text": "= 开头\n{活动数}场。"}

    def data(self, row, actor):
        """A body has one template, so a second one stands somewhere else."""
        town = organisation(f"另{type(row).objects.count()}镇科协", parent=row.organisation, level="town")
        return {**super().data(row, actor), "organisation": town.pk}
