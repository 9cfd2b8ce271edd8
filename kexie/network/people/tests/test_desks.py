from kexie.core.testing import DeskTests
from kexie.network.people.desks import PersonDesk

from .make import person


class TestPersonDesk(DeskTests):
    desk = PersonDesk
    make = staticmethod(person)
    new = {"name": "李娜", "phone": "16499999999"}
    change = {"unit": "某市气象局"}
