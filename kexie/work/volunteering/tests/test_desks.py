from kexie.core.testing import DeskTests
from kexie.work.volunteering.desks import TeamStrengthDesk, VolunteerDesk

from .make import strength, volunteer


class TestVolunteerDesk(DeskTests):
    desk = VolunteerDesk
    make = staticmethod(volunteer)
    new = {"name": "李娜", "phone": "16466666666"}
    change = {"team": "教育分队"}


class TestTeamStrengthDesk(DeskTests):
    desk = TeamStrengthDesk
    make = staticmethod(strength)
    new = {"team": "新分队"}
    change = {"amount": 45}
