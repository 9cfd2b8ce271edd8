"""What is asked about users and their rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from kexie.core.paths import ancestors
from kexie.network.organisations.models import Organisation

from . import rules
from .models import Grant, SecondFactor, User


@dataclass(frozen=True)
class Right:
    """One grant as the rights page says it: where from, what for, since and until when."""

    grant: Grant
    actions: frozenset[str]
    is_valid: bool


def valid_on(day: date) -> Q:
    """Return the condition that a grant holds on a day; both ends count."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def held_on(user: User, day: date) -> list[Grant]:
    """Return a user's grants that hold on a day."""
    return list(Grant.objects.filter(valid_on(day), user=user).select_related("organisation"))


def places(user: User, since: date | None = None) -> list[tuple[str, str]]:
    """Return (role, path) of a user's grants that hold on or after a day (default: all that ever did)."""
    grants = Grant.objects.filter(user=user)
    if since:
        grants = grants.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=since))
    return list(grants.values_list("role", "organisation__path"))


def roles_over(user: User, path: str, day: date) -> set[str]:
    """Return the roles a user holds on a day at a place or above it."""
    grants = Grant.objects.filter(valid_on(day), user=user, organisation__path__in=ancestors(path))
    return set(grants.values_list("role", flat=True))


def holders(action: str, path: str, day: date) -> QuerySet[Grant]:
    """Return the grants of active users that carry an action over a place on a day."""
    roles = rules.roles_for(action, separated=settings.SEPARATE_ADMINISTRATORS)
    return Grant.objects.filter(
        valid_on(day), role__in=roles, organisation__path__in=ancestors(path), user__is_active=True
    )


def holding(role: str, path: str, day: date) -> QuerySet[Grant]:
    """Return the grants of active users that give one role over a place on a day."""
    return Grant.objects.filter(valid_on(day), role=role, organisation__path__in=ancestors(path), user__is_active=True)


def keepers(bodies: QuerySet[Organisation], day: date) -> QuerySet[Grant]:
    """Return the grants by which active users keep the records of exactly these bodies on a day."""
    roles = rules.roles_for("edit", separated=settings.SEPARATE_ADMINISTRATORS)
    return Grant.objects.filter(
        valid_on(day), role__in=roles, organisation__in=bodies.values("pk"), user__is_active=True
    )


def rights(user: User, day: date) -> list[Right]:
    """Return every grant of a user, those that hold today first."""
    grants = Grant.objects.filter(user=user).select_related("organisation")
    separated = settings.SEPARATE_ADMINISTRATORS
    found = [Right(g, rules.actions_of(g.role, separated=separated), g.is_valid_on(day)) for g in grants]
    return sorted(found, key=lambda right: not right.is_valid)


def second_factors(user: User) -> list[SecondFactor]:
    """Return a user's authenticator, confirmed or not, if there is one."""
    return list(SecondFactor.objects.filter(user=user))


def second_factor(user: User) -> SecondFactor | None:
    """Return the authenticator a user has to use at sign-in."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()


def must_enrol(user: User) -> bool:
    """Test whether a user has to set up a second factor before anything else."""
    return (settings.SECOND_FACTOR_REQUIRED or user.needs_second_factor) and second_factor(user) is None


def root_path() -> str:
    """Return the path of the association this installation belongs to."""
    return Organisation.objects.filter(parent=None).order_by("pk").values_list("path", flat=True).first() or ""
