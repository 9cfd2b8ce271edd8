"""Boundaries: what is taken, what is refused and how it is said, how lines are thinned."""

from __future__ import annotations

import json

import pytest

from kexie.insight.cockpit import rules
from kexie.insight.cockpit.rules import Unreadable, shapes, thinned

SQUARE = [[120.0, 30.0], [121.0, 30.0], [121.0, 31.0], [120.0, 31.0], [120.0, 30.0]]


def feature(code="330281100", name="泗门镇", ring=SQUARE, kind="Polygon", **more):
    rings = [ring] if kind == "Polygon" else [[ring]]
    told = {"code": code, "name": name}
    return {"type": "Feature", "properties": told, "geometry": {"type": kind, "coordinates": rings}, **more}


def file(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": [*features], **more}).encode()


def test_a_square_becomes_a_path_with_its_code_in_twelve_digits():
    (shape,), height = shapes(file(feature()))
    assert shape.code == "330281100000" and shape.name == "泗门镇"
    assert shape.d.startswith("M") and shape.d.endswith("Z") and "nan" not in shape.d
    assert 1100 < height < 1200  # a degree of longitude is shorter than one of latitude


def test_several_pieces_and_a_byte_order_mark():
    other = [[x + 2, y] for x, y in SQUARE]
    found, _height = shapes(b"\xef\xbb\xbf" + file(feature(), feature("330281101", "丈亭镇", other, "MultiPolygon")))
    assert [shape.code for shape in found] == ["330281100000", "330281101000"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not_json"), (b"{", "not_json"), (b"\xff\xfe", "not_json"), (b"[" * 100_000, "not_json"),
        (b"[]", "not_features"), (b'{"type":"Feature"}', "not_features"), (b'{"features":[]}', "not_features"),
        (file(), "empty"), (file(*[feature()] * 501), "many"), (file(feature(), feature()), "twice"),
        (file(feature(code="")), "code"), (file(feature(code="三三")), "code"), (file(feature(code="12")), "code"),
        (file(1), "code"), (file(feature(geometry=None)), "geometry"),
        (file(feature(geometry={"type": "Point", "coordinates": [1, 2]})), "geometry"),
        (file(feature(ring=SQUARE[:3])), "geometry"), (file(feature(ring=[])), "geometry"),
        (file(feature(ring=[[500_000.0, 3_300_000.0]] * 4)), "numbers"),
        (file(feature(ring=[["a", "b"]] * 4)), "numbers"),
        (file(feature(ring=[[float("nan"), 1.0]] * 4)), "numbers"), (file(feature(ring=[[1]] * 4)), "numbers"),
    ],
)  # fmt: skip
def test_what_is_no_set_of_boundaries_is_refused_by_kind(content, why):
    with pytest.raises(Unreadable) as fault:
        shapes(content)
    assert fault.value.why == why


def test_limits_of_size_and_points(monkeypatch):
    monkeypatch.setattr(rules, "LARGEST", 10)
    with pytest.raises(Unreadable, match="large"):
        shapes(file(feature()))
    monkeypatch.undo()
    monkeypatch.setattr(rules, "MOST_POINTS", 4)
    with pytest.raises(Unreadable, match="dense"):
        shapes(file(feature()))


def test_thinning_keeps_corners_and_ends_and_stays_near():
    line = [(float(x), 0.1 * (x % 2)) for x in range(100)] + [(99.0, float(y)) for y in range(1, 100)]
    kept = thinned(line)
    assert kept[0] == line[0] and kept[-1] == line[-1] and len(kept) == 3
    assert thinned([(0.0, 0.0), (5.0, 9.0), (9.0, 0.0), (0.0, 0.0)], 1) == [(0, 0), (5, 9), (9, 0), (0, 0)]
    assert thinned([(0.0, 0.0), (1.0, 0.0)]) == [(0.0, 0.0), (1.0, 0.0)]
