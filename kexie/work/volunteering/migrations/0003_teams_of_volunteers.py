"""Teams that were only a text become Teams, volunteers get numbers, and running registrations claim their identity."""

import secrets
from datetime import date

from django.db import migrations
from django.db.models import Min

from kexie.work.volunteering import rules


def fill(apps, schema_editor):
    """Found a team for every text at an organisation, from the first day it is spoken of."""
    Volunteer, Team, Strength = (apps.get_model("volunteering", name) for name in ("Volunteer", "Team", "TeamStrength"))
    since = {}
    for model, name, day in ((Volunteer, "team_text", "registered_on"), (Strength, "team", "on")):
        spoken = model.objects.exclude(**{name: ""}).order_by().values_list("organisation", name)
        for where, text, first in spoken.annotate(first=Min(day)):
            since[where, text] = min(first, since.get((where, text), date.max))
    teams = {}
    for (where, text), first in since.items():
        teams[where, text] = Team.objects.create(
            organisation_id=where,
            name=text,
            tier=rules.tier_of(text),
            setting=rules.setting_of(text),
            since=first,
            is_from_roster=True,
        )
    claimed, numbers = set(), set()
    for row in Volunteer.objects.select_related("person").order_by("pk").iterator(chunk_size=2000):
        while (number := str(secrets.randbelow(9 * 10**11) + 10**11)) in numbers:
            continue
        numbers.add(number)
        mark = row.person.id_number_index if row.left_on is None else ""
        row.number, row.team = number, teams.get((row.organisation_id, row.team_text))
        row.identity = mark if mark and mark not in claimed else None
        claimed.add(mark)
        row.save(update_fields=["number", "team", "identity"])


class Migration(migrations.Migration):
    dependencies = [("volunteering", "0002_teams")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
