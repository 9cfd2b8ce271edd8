from datetime import date

import pytest

from kexie.network.people import rules


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2000, 5, 12), date(2014, 5, 11), 13),
        (date(2000, 5, 12), date(2014, 5, 12), 14),
        (date(2000, 2, 29), date(2014, 2, 28), 13),
        (date(2000, 2, 29), date(2014, 3, 1), 14),
        (date(2000, 2, 29), date(2016, 2, 29), 16),
    ],
)
def test_age_in_full_years(born, day, age):
    assert rules.age_on(born, day) == age


@pytest.mark.parametrize(
    ("number", "born"),
    [("11010519491231002X", date(1949, 12, 31)), ("", None), ("110105194913310020", None), ("1101", None)],
)
def test_birth_date_of_an_identity_number(number, born):
    assert rules.born_on_of(number) == born


@pytest.mark.parametrize(
    ("age", "by_guardian", "has_guardian", "why"),
    [
        (13, False, True, "guardian_must_give"),
        (13, True, True, ""),
        (13, True, False, "guardian_contact"),
        (14, False, False, "guardian_contact"),
        (14, False, True, ""),
        (17, False, False, "guardian_contact"),
        (18, False, False, ""),
        (None, False, False, ""),
    ],
)
def test_who_has_to_agree(age, by_guardian, has_guardian, why):
    assert rules.why_not_consent(age, by_guardian=by_guardian, has_guardian=has_guardian) == why


def test_only_what_both_are_known_by_speaks_against():
    one = {"id_number": "a", "born_on": None}
    assert not rules.speaks_against(one, {"id_number": "", "born_on": date(2000, 1, 1)})
    assert not rules.speaks_against(one, one)
    assert rules.speaks_against(one, {"id_number": "b", "born_on": None})
