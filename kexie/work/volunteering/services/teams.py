"""Teams: founding, changing and ending them, the strength they report, and those a roster only names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import Refusal
from kexie.core.text import fold
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import services as ledger
from kexie.work.volunteering import queries, rules
from kexie.work.volunteering.models import Stay, Team, TeamStrength, Transfer, Volunteer

from . import sources

NEVER = date.max


class TeamInUse(Refusal):
    """Volunteers or teams stand in the team."""

    code = "team_in_use"


def keep_team(*, team: Team, actor: gate.Actor, did: str = "change", note: str = "") -> Team:
    """Write a team as it stands and count it; under a new name, what its volunteers counted follows.

    :raises NotAllowed: the actor may not edit at this organisation
    :raises Invalid: a field or constraint refuses
    """
    gate.require(actor, "edit", team)
    with transaction.atomic():
        before = Team.objects.filter(pk=team.pk).first() if team.pk else None
        team.is_from_roster = False
        records.save(team, actor=actor, did=did, note=note)
        ledger.post(source=sources.of_team(team), actor=actor, note=note)
        if before is not None and before.name != team.name:
            _rename(team, before.name, actor)
    return team


def disband(*, team: Team, on: date, actor: gate.Actor, note: str = "") -> Team:
    """End a team: the day it ends still counts. Whoever is in it is moved or leaves first.

    :raises NotAllowed: the actor may not edit at this organisation
    :raises TeamInUse: somebody is in it, or a team stands under it
    :raises Invalid: the day lies before it was founded
    """
    gate.require(actor, "edit", team)
    with transaction.atomic():
        team = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
        there = Volunteer.objects.filter(team=team, left_on=None).count()
        below = Team.objects.filter(parent=team, until=None).count()
        if there or below:
            raise TeamInUse(
                _("“%(team)s”里还有 %(there)d 名志愿者、下面还有 %(below)d 支队伍，请先办转队或退出，再撤销。")
                % {"team": team, "there": there, "below": below}
            )
        team.until = on
        return keep_team(team=team, actor=actor, did="disband", note=note)


def found_teams(
    *, named: Mapping[tuple[int, str], tuple[Organisation, date]], actor: gate.Actor, path: str, note: str = ""
) -> dict[tuple[int, str], Team]:
    """Return the team of each (organisation key, name), founding those that are not there from the day given.

    A team that a roster brought is moved back when it is spoken of earlier.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Team)
    there = queries.known_teams(key for key, _name in named)
    fresh, earlier = [], []
    for (key, name), (organisation, since) in named.items():
        team = there.get((key, fold(name)))
        if team is None:
            team = Team(
                organisation=organisation, name=name, tier=rules.tier_of(name), setting=rules.setting_of(name),
                since=since, is_from_roster=True,
            )  # fmt: skip
            there[key, fold(name)] = team
            fresh.append(team)
        elif team.is_from_roster and since < team.since:
            team.since = since
            if team.pk and team not in earlier:
                earlier.append(team)
    records.add_many(fresh, actor=actor, did="import", path=path, note=note)
    records.change_many(earlier, ["since"], actor=actor, did="import", path=path, note=note)
    if touched := [*fresh, *earlier]:
        ledger.post_many(sources=map(sources.of_team, touched), actor=actor, note=note)
    return {(key, name): there[key, fold(name)] for key, name in named}


def unfound_teams(*, teams: Iterable[Team], actor: gate.Actor, path: str) -> None:
    """Take away the teams that only a roster named and nothing hangs on any more.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Team)
    unused = Team.objects.filter(pk__in=[team.pk for team in teams], is_from_roster=True, leader=None)
    for model, link in ((Volunteer, "team"), (Stay, "team"), (Transfer, "team"), (Team, "parent")):
        unused = unused.exclude(Exists(model.objects.filter(**{link: OuterRef("pk")})))
    same = TeamStrength.objects.filter(organisation=OuterRef("organisation"), team=OuterRef("name"))
    gone = [*unused.exclude(Exists(same))]
    ledger.withdraw(model=Team, keys=[team.pk for team in gone], actor=gate.SYSTEM, note=_("名册已撤销"))
    records.remove_many(gone, actor=actor, did="undo_import", path=path)


def report_strength(*, strength: TeamStrength, actor: gate.Actor, did: str = "edit", note: str = "") -> TeamStrength:
    """Write a team's reported strength and post the change since its last report; a new team is founded with it.

    :raises NotAllowed: the actor may not edit at this unit
    :raises Invalid: this team has a number for the day already
    """
    gate.require(actor, "edit", strength)
    with transaction.atomic():
        before = TeamStrength.objects.filter(pk=strength.pk).first() if strength.pk else None
        records.save(strength, actor=actor, did=did, note=note)
        ledger.post(source=sources.of_strength(strength), actor=actor, note=note)
        where = strength.organisation
        how = {"actor": gate.SYSTEM, "path": where.path}
        found_teams(named={(where.pk, strength.team): (where, strength.on)}, note=note, **how)
        if before is not None and (before.organisation_id, before.team) != (where.pk, strength.team):
            unfound_teams(teams=Team.objects.filter(organisation=before.organisation, name=before.team), **how)
    return strength


def post_imported_strengths(*, rows: Iterable[TeamStrength], actor: gate.Actor, path: str, note: str) -> None:
    """Post the strengths an import wrote, and found the teams they name.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", TeamStrength)
    rows, named = [*rows], {}
    for row in rows:
        slot = (row.organisation_id, row.team)
        named[slot] = (row.organisation, min(row.on, named.get(slot, (None, NEVER))[1]))
    found_teams(named=named, actor=actor, path=path, note=note)
    ledger.post_many(sources=map(sources.of_strength, rows), actor=actor, note=note)


def _rename(team: Team, old: str, actor: gate.Actor) -> None:
    note = _("队伍更名：%(old)s → %(new)s") % {"old": old, "new": team.name}
    for row in TeamStrength.objects.filter(organisation=team.organisation, team=old).select_related("organisation"):
        row.team = team.name
        records.save(row, actor=actor, did="change", note=note)
        ledger.post(source=sources.of_strength(row), actor=gate.SYSTEM, note=note)
    volunteers = Volunteer.objects.filter(team=team).select_related("organisation", "team")
    stays = Stay.objects.filter(team=team).select_related("organisation", "team", "volunteer")
    ledger.post_many(sources=map(sources.of_volunteer, volunteers), actor=gate.SYSTEM, note=note)
    ledger.post_many(sources=map(sources.of_stay, stays), actor=gate.SYSTEM, note=note)
