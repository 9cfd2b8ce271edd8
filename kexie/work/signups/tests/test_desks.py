from kexie.core.testing import DeskTests
from kexie.work.signups.desks import QuestionnaireDesk, SignupDesk

from .make import questionnaire, signup

LINE = {"title": "坐哪路车", "type": "choice", "options": "一号车\n二号车", "is_required": "on"}


class TestSignupDesk(DeskTests):
    desk = SignupDesk
    make = staticmethod(signup)


class TestQuestionnaireDesk(DeskTests):
    desk = QuestionnaireDesk
    make = staticmethod(questionnaire)
    new = {"name": "另一份"}
    change = {"name": "改了名"}

    def data(self, row, actor):
        """Add the lines of questions, which stand beside the record's own fields."""
        lines = {f"questions-0-{name}": value for name, value in LINE.items()}
        counts = {"questions-TOTAL_FORMS": 1, "questions-INITIAL_FORMS": 0}
        return super().data(row, actor) | lines | counts
