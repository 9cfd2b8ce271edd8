from datetime import date

from kexie.core.testing import DeskTests
from kexie.work.hours.desks import CorrectionDesk, ServiceDesk, StandardDesk

from .make import correction, service, standard


class TestServiceDesk(DeskTests):
    desk = ServiceDesk
    make = staticmethod(service)
    new = {"what": "另一项服务", "starts_at": "2026-11-10T08:00", "ends_at": "2026-11-10T10:00", "hours": ""}
    change = {"note": "补充说明"}
    home = ""


class TestCorrectionDesk(DeskTests):
    desk = CorrectionDesk
    make = staticmethod(correction)


class TestStandardDesk(DeskTests):
    desk = StandardDesk
    make = staticmethod(standard)
    new = {"starts_on": date(2021, 1, 1)}
    change = {"notice_days": 5}
