from kexie.core.testing import DeskTests
from kexie.work.volunteering.desks import (
    ApplicationDesk,
    AssignmentDesk,
    EngagementDesk,
    PostDesk,
    ShiftDesk,
    StayDesk,
    TeamDesk,
    TeamStrengthDesk,
    TransferDesk,
    VolunteerDesk,
)

from .make import application, assignment, engagement, moved, post, shift, strength, team, transfer, volunteer


class TestVolunteerDesk(DeskTests):
    desk = VolunteerDesk
    make = staticmethod(volunteer)
    new = {"name": "李娜", "phone": "16466666666", "number": "330281000001", "agrees": "on"}
    change = {"level": "市级"}

    def test_no_draft_is_kept_of_what_reaches_a_person(self, keeper):
        form = self.desk.form(instance=self.desk.model(), actor=keeper)
        for name in ("phone", "id_number"):
            assert 'data-private=""' in str(form[name]) and "<textarea" not in str(form[name])


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


class TestPostDesk(DeskTests):
    desk = PostDesk
    make = staticmethod(post)
    new = {"name": "签到"}
    change = {"risks": "注意交通安全"}


class TestShiftDesk(DeskTests):
    desk = ShiftDesk
    make = staticmethod(shift)
    new = {"place": "东门"}
    change = {"places": 5}


class TestAssignmentDesk(DeskTests):
    desk = AssignmentDesk
    make = staticmethod(assignment)


class TestApplicationDesk(DeskTests):
    desk = ApplicationDesk
    make = staticmethod(application)
