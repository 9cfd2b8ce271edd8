from kexie.core.testing import DeskTests
from kexie.office.certificates.desks import CertificateDesk

from .make import certificate


class TestCertificateDesk(DeskTests):
    desk = CertificateDesk
    make = staticmethod(certificate)
