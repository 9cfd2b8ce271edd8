from kexie.core.testing import DeskTests
from kexie.work.volunteering.desks import (
    EngagementDesk,
    StayDesk,
    TeamDesk,
    TeamStrengthDesk,
    TransferDesk,
    VolunteerDesk,
)

from .make import engagement, moved, strength, team, transfer, volunteer


class TestVolunteerDesk(DeskTests):
    desk = VolunteerDesk
    make = staticmethod(volunteer)
    new = {"name": "李娜", "phone": "16466666666", "number": "330281000001", "agrees": "on"}
    change = {"level": "市级"}


class TestTeamDesk(DeskTests):
    desk = TeamDesk
    make = staticmethod(team)
    new = {"name": "新分队"}
    change = {"setting": "school"}


class TestStayDesk(DeskTests):
    desk = StayDesk
    make = staticmethod(moved)


class TestTransferDesk(DeskTests):
    desk = TransferDesk
    make = staticmethod(transfer)


class TestTeamStrengthDesk(DeskTests):
    desk = TeamStrengthDesk
    make = staticmethod(strength)
    new = {"team": "新分队"}
    change = {"amount": 45}


class TestEngagementDesk(DeskTests):
    desk = EngagementDesk
    make = staticmethod(engagement)
    new = {"name": "李娜", "phone": "16466666666"}
    change = {"terms": "每月来一次"}
