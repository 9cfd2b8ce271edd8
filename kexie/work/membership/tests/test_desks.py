from kexie.core.testing import DeskTests
from kexie.work.membership.desks import HeadcountDesk, MembershipDesk

from .make import headcount, membership


class TestMembershipDesk(DeskTests):
    desk = MembershipDesk
    make = staticmethod(membership)
    new = {"name": "李娜", "phone": "16477777777"}
    change = {"number": "K-007"}


class TestHeadcountDesk(DeskTests):
    desk = HeadcountDesk
    make = staticmethod(headcount)
    new = {"on": "2014-06-30"}
    change = {"amount": 250}
