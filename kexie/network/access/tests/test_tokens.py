"""Keys of partners' programs: nobody gives more than they hold, nothing is kept that opens anything."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from kexie.core import clock, gate
from kexie.core.audit.models import TrailEntry
from kexie.core.files import services as files
from kexie.core.files.models import StoredFile
from kexie.core.gate import SYSTEM
from kexie.core.jobs.models import Job
from kexie.core.refusals import Invalid, NotAllowed
from kexie.core.testing import DeskTests
from kexie.network.access import rules, services
from kexie.network.access.desks import ApiTokenDesk
from kexie.network.access.models import ApiToken, SecondFactor, User
from kexie.network.access.policies import scope
from kexie.network.access.services.tokens import AlreadyRevoked, CannotGive

TODAY = date(2013, 5, 12)
AT = datetime(2013, 5, 12, 9, 0, tzinfo=clock.ZONE)


def make(organisation, **given):
    said = {"name": "小程序", "actions": ["view"], "expires_on": TODAY, "today": TODAY, "actor": SYSTEM}
    return services.create_token(organisation=organisation, **{**said, **given})


class TestApiTokenDesk(DeskTests):
    desk = ApiTokenDesk
    make = staticmethod(lambda organisation: make(organisation)[0])
    role = "administrator"


def test_secret_is_known_and_not_kept(here):
    token, secret = make(here)
    assert services.recognise(secret=secret, at=AT).token == token
    assert services.recognise(secret=secret + "x", at=AT) is None and services.recognise(secret="", at=AT) is None
    assert secret not in str(vars(token)) and secret not in str([*TrailEntry.objects.values("changes", "note")])


def test_it_ends_and_is_revoked(here):
    token, secret = make(here, expires_on=TODAY + timedelta(days=1))
    assert services.recognise(secret=secret, at=AT + timedelta(days=1))
    assert services.recognise(secret=secret, at=AT + timedelta(days=2)) is None
    services.revoke_token(token=token, actor=SYSTEM, at=AT)
    assert services.recognise(secret=secret, at=AT) is None
    with pytest.raises(AlreadyRevoked):
        services.revoke_token(token=token, actor=SYSTEM, at=AT)


def test_its_scope_is_its_place_and_its_actions(here, town, elsewhere):
    _token, secret = make(town, actions=["view", "edit"])
    client = services.recognise(secret=secret, at=AT)
    assert scope(client) == scope(client, "edit") == [town.path] and scope(client, "view_personal") == []
    assert gate.allows(client, "edit", town) and not gate.allows(client, "view", here)
    assert not gate.allows(client, "view", elsewhere) and not gate.allows(client, "grant", town)


def test_nothing_is_its_own(here, officer):
    token, secret = make(here, actions=["view"])
    ApiToken.objects.filter(pk=token.pk).update(id=officer.pk)  # the number of somebody who has rows of their own
    client = services.recognise(secret=secret, at=AT)
    assert client.pk < 0
    Job.objects.create(title="系统的", function="x", organisation_key=here.pk)
    files.store(name="x", content=b"x", organisation=here, purpose="x", actor=SYSTEM, is_private=True)
    for model in (User, SecondFactor, Job, StoredFile, ApiToken):
        assert not model.objects.visible_to(client).exists(), model


def test_nobody_gives_more_than_they_hold(here, town, officer, grant):
    with pytest.raises(NotAllowed):
        make(here, actor=officer)
    grant(officer, "administrator", town)
    administrator = User.objects.get(pk=officer.pk)
    assert make(town, actor=administrator, actions=["view", "view_personal"])
    with pytest.raises(NotAllowed):
        make(here, actor=administrator)
    for action in set(rules.ACTIONS["administrator"]) - rules.FOR_PROGRAMS:
        with pytest.raises(CannotGive):
            make(town, actor=SYSTEM, actions=["view", action])


@pytest.mark.parametrize(
    "wrong", [{"actions": []}, {"expires_on": TODAY - timedelta(days=1)}, {"expires_on": TODAY + timedelta(days=367)}]
)
def test_it_needs_an_action_and_an_end_within_a_year(here, wrong):
    with pytest.raises(Invalid):
        make(here, **wrong)


def test_page_shows_the_secret_once(client, officer, here, grant):
    grant(officer, "administrator", here)
    client.force_login(officer)
    given = {"name": "小程序", "organisation": here.pk, "actions": ["view"], "expires_on": clock.today().isoformat()}
    assert client.post(reverse("access:create_token"), {**given, "actions": []}).status_code == 422
    page = client.post(reverse("access:create_token"), given).content.decode()
    token = ApiToken.objects.get()
    assert "kexie_" in page
    detail = client.get(ApiTokenDesk.url("detail", token.pk)).content.decode()
    assert "kexie_" not in detail and token.key_digest not in detail and "查看" in detail
    assert client.post(reverse("access:revoke_token", args=[token.pk])).status_code == 302
    assert client.post(reverse("access:revoke_token", args=[token.pk])).status_code == 409
