"""Paths: segments sort like the keys they come from, and a subtree is exactly a range."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.core import paths

KEYS = st.integers(min_value=0, max_value=36**paths.STEP - 1)
CHAINS = st.lists(KEYS, min_size=1, max_size=4)


def path_of(chain: list[int]) -> str:
    return "".join(paths.segment(key) for key in chain)


@given(KEYS, KEYS)
def test_segments_sort_like_their_keys(one, other):
    assert (paths.segment(one) < paths.segment(other)) == (one < other)
    assert paths.key_of(paths.segment(one)) == one


def test_a_key_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="too many"):
        paths.segment(36**paths.STEP)


@given(CHAINS.filter(lambda chain: chain[0] < 36**paths.STEP - 1), CHAINS)
def test_a_subtree_is_exactly_the_range_up_to_after(top, other):
    above, below, stranger = path_of(top), path_of(top + other), path_of(other)
    assert above <= below < paths.after(above)
    assert (above <= stranger < paths.after(above)) == paths.is_within(stranger, above)


@pytest.mark.parametrize(
    ("path", "end"), [("00001", "00002"), ("0000Z", "00010"), ("00009", "0000A"), ("0000100ZZZ", "0000101000")]
)
def test_after_carries_like_counting(path, end):
    assert paths.after(path) == end


@given(CHAINS)
def test_ancestors_run_from_the_root_to_the_path_itself(chain):
    path = path_of(chain)
    assert paths.ancestors(path) == [path_of(chain[:n]) for n in range(1, len(chain) + 1)]
    assert paths.depth_of(path) == len(chain)
