from datetime import date

import pytest

from kexie.work.governance.rules import counts

SINCE, FOUNDED, END = date(2013, 12, 31), date(2013, 6, 18), date(2020, 3, 1)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((None, None, None), []),
        ((None, FOUNDED, None), []),
        ((SINCE, None, None), [("bodies", 1, SINCE)]),
        ((FOUNDED, FOUNDED, None), [("bodies", 1, FOUNDED), ("founded", 1, FOUNDED)]),
        ((SINCE, None, END), [("bodies", 1, SINCE), ("bodies", -1, END), ("dissolved", 1, END)]),
        (
            (FOUNDED, FOUNDED, END),
            [("bodies", 1, FOUNDED), ("founded", 1, FOUNDED), ("bodies", -1, END), ("dissolved", 1, END)],
        ),
    ],
)
def test_what_a_body_counts(days, said):
    since, founded, end = days
    assert list(counts(counts_from=since, founded_on=founded, dissolved_on=end)) == said
