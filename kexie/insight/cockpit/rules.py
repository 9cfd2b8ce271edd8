"""Boundaries that a user loads: checked, turned into a flat picture, thinned out; pure.

GeoJSON is RFC 7946: features with polygons in longitude and latitude. Nothing of a national map comes with the house;
what is loaded is the user's own, and only shapes, a division code and a name are kept of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, isfinite, radians
from typing import Any

LARGEST = 8 * 1024 * 1024  # bytes of a file
MOST_SHAPES, MOST_POINTS = 500, 100_000
WIDE = 1000  # units of the picture
FINE = 1.2  # units within which a line may be straightened
CODES = ("division", "code", "adcode", "区划代码", "代码", "行政区划代码")
NAMES = ("name", "名称", "乡镇", "NAME")

Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """One division: 12 digits of its code, its name, its outline as data of an SVG path, and where a word stands."""

    code: str
    name: str
    d: str
    x: int
    y: int


class Unreadable(ValueError):
    """A file that is no usable set of boundaries; `why` says which way, `what` names the feature or number."""

    def __init__(self, why: str, what: object = "") -> None:
        super().__init__(why)
        self.why, self.what = why, what


def shapes(content: bytes) -> tuple[list[Shape], int]:
    """Return the shapes of a GeoJSON file, and how high the picture is when it is WIDE units wide.

    Raises Unreadable: "large" (bytes), "not_json", "not_features", "empty", "many" (features), "dense" (points),
    "geometry" (something else than polygons), "numbers" (no longitude and latitude), "code" (a feature without the code
    of its division), "twice" (two features of one division).
    """
    if len(content) > LARGEST:
        raise Unreadable("large", LARGEST >> 20)
    rings = [*_features(_parsed(content))]
    points = [point for _code, _name, lines in rings for line in lines for point in line]
    if len(points) > MOST_POINTS:
        raise Unreadable("dense", MOST_POINTS)
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    flat = cos(radians((south + north) / 2))  # a degree of longitude is shorter than one of latitude
    scale = WIDE / max((east - west) * flat, (north - south) / 2, 1e-9)
    place = lambda p: ((p[0] - west) * flat * scale, (north - p[1]) * scale)  # noqa: E731
    made = [_shape(code, name, [[place(p) for p in line] for line in lines]) for code, name, lines in rings]
    return made, max(1, round((north - south) * scale))


def thinned(line: Sequence[Point], fine: float = FINE) -> list[Point]:
    """Return a line without the points that lie within `fine` of the straight way (Douglas and Peucker 1973)."""
    if len(line) < 4:
        return [*line]
    keep, todo = {0, len(line) - 1}, [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        far, apart = 0, 0.0
        for n in range(first + 1, last):
            distance = _distance(line[n], line[first], line[last])
            if distance > apart:
                far, apart = n, distance
        if apart > fine:
            keep.add(far)
            todo += [(first, far), (far, last)]
    return [line[n] for n in sorted(keep)]


def _parsed(content: bytes) -> list[Any]:
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("not_json") from error
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or found.get("type") != "FeatureCollection":
        raise Unreadable("not_features")
    if not features:
        raise Unreadable("empty")
    if len(features) > MOST_SHAPES:
        raise Unreadable("many", MOST_SHAPES)
    return features


def _features(features: Sequence[Any]) -> Iterator[tuple[str, str, list[list[Point]]]]:
    seen: set[str] = set()
    for number, feature in enumerate(features, 1):
        said = feature.get("properties") if isinstance(feature, dict) else None
        told = said if isinstance(said, dict) else {}
        name = next((str(told[key]).strip()[:60] for key in NAMES if told.get(key)), "")
        code = next((str(told[key]).strip() for key in CODES if told.get(key)), "")
        if not (code.isascii() and code.isdecimal() and 6 <= len(code) <= 12):
            raise Unreadable("code", name or number)
        code = code.ljust(12, "0")
        if code in seen:
            raise Unreadable("twice", name or code)
        seen.add(code)
        yield code, name, _lines(feature.get("geometry"), name or number)


def _lines(geometry: Any, what: object) -> list[list[Point]]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    parts = geometry.get("coordinates") if kind in ("Polygon", "MultiPolygon") else None
    if not isinstance(parts, list) or not parts:
        raise Unreadable("geometry", what)
    polygons = [parts] if kind == "Polygon" else parts
    try:
        lines = [[_point(p) for p in ring] for polygon in polygons for ring in polygon]
    except (TypeError, ValueError, IndexError, OverflowError) as error:
        raise Unreadable("numbers", what) from error
    if not lines or any(len(line) < 4 for line in lines):
        raise Unreadable("geometry", what)
    return lines


def _point(given: Any) -> Point:
    x, y = float(given[0]), float(given[1])
    if not (isfinite(x) and isfinite(y) and -180 <= x <= 180 and -90 <= y <= 90):
        raise ValueError
    return x, y


def _shape(code: str, name: str, lines: list[list[Point]]) -> Shape:
    thin = [thinned(line) for line in lines]
    largest = max(lines, key=lambda line: abs(_area(line)))
    x, y = (round((min(p[n] for p in largest) + max(p[n] for p in largest)) / 2) for n in (0, 1))
    d = "".join(f"M{'L'.join(f'{round(px)} {round(py)}' for px, py in line)}Z" for line in thin)
    return Shape(code, name, d, x, y)


def _area(line: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(line)) / 2


def _distance(p: Point, a: Point, b: Point) -> float:
    (px, py), (ax, ay), (bx, by) = p, a, b
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    t = 0.0 if not length else max(0.0, min(1.0, ((px - ax) * dx + (py - ay) * dy) / length))
    return ((px - ax - t * dx) ** 2 + (py - ay - t * dy) ** 2) ** 0.5
