"""Draw static/karte.svg from members/data/karte.topojson.

Pages draw nothing themselves: they refer to the shapes of this one cached file with <use>. Colours
stay with the page, because <use> hands its own fill and stroke down to a shape that names none.
"""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand

import members

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    type Point = tuple[int, int]

SOURCE = Path(members.__file__).parent / "data" / "karte.topojson"
# Not in img/: the address stands on the directory 294 times, and its bytes count.
TARGET = settings.ROOT / "static" / "karte.svg"

ATTRIBUTION = "© GeoBasis-DE / BKG 2021 (Daten verändert), http://www.bkg.bund.de, dl-de/by-2-0"

# Equirectangular, true to scale at 51° north, the middle of Germany.
UNITS_PER_DEGREE = 128
NARROWING = math.cos(math.radians(51))
WEST, NORTH, MARGIN = 5.878, 55.051, 4
WIDTH, HEIGHT = 746, 1004
# A page shows the map at about half a pixel per unit: less than this cannot be seen.
TOLERANCE = 0.75


class Command(BaseCommand):
    help = "Draws static/karte.svg from members/data/karte.topojson."

    def handle(self, **_options: object) -> None:
        svg = draw(json.loads(SOURCE.read_text(encoding="utf-8")))
        TARGET.write_text(svg, encoding="utf-8")
        self.stdout.write(f"{TARGET.relative_to(settings.ROOT)}: {len(svg):,} characters.")


def draw(topology: dict[str, Any]) -> str:
    """Return the map: one path per Kreis within #kreise, and the borders of the Länder."""
    arcs = _arcs_on_grid(topology)
    kreise = sorted(topology["objects"]["kreise"]["geometries"], key=lambda shape: shape["id"])
    paths = [f'<path id="k{kreis["id"]}" d="{_area(kreis, arcs)}"/>' for kreis in kreise]
    borders = _borders(topology["objects"]["laender"]["geometries"], arcs)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">\n'
        f"<!-- {ATTRIBUTION} -->\n"
        '<g id="kreise">\n' + "\n".join(paths) + "\n</g>\n"
        f'<path id="laender" fill="none" d="{borders}"/>\n</svg>\n'
    )


def _arcs_on_grid(topology: dict[str, Any]) -> list[list[Point]]:
    """Undo the delta coding, project and thin out; neighbours share arcs, so no gaps appear."""
    scale_x, scale_y = topology["transform"]["scale"]
    start_x, start_y = topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        line: list[Point] = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            point = _project(x * scale_x + start_x, y * scale_y + start_y)
            if point not in line[-1:]:
                line.append(point)
        arcs.append(_thin(line))
    return arcs


def _project(longitude: float, latitude: float) -> Point:
    return (
        round((longitude - WEST) * NARROWING * UNITS_PER_DEGREE) + MARGIN,
        round((NORTH - latitude) * UNITS_PER_DEGREE) + MARGIN,
    )


def _thin(line: list[Point]) -> list[Point]:
    """Leave out the points that lie next to the line anyway (Douglas and Peucker)."""
    if len(line) < 3:
        return line
    first, last = line[0], line[-1]
    far = max(range(1, len(line) - 1), key=lambda i: _distance(line[i], first, last))
    if first != last and _distance(line[far], first, last) < TOLERANCE:
        return [first, last]
    return _thin(line[: far + 1])[:-1] + _thin(line[far:])


def _distance(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from the straight line between two others."""
    length = math.dist(start, end)
    if not length:
        return math.dist(point, start)
    (x, y), (x1, y1), (x2, y2) = point, start, end
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length


def _line(arc: int, arcs: Sequence[list[Point]]) -> list[Point]:
    """Return an arc's points; ~n is arc n walked backwards."""
    return arcs[arc] if arc >= 0 else arcs[~arc][::-1]


def _polygons(shape: dict[str, Any]) -> list[list[list[int]]]:
    polygons: list[list[list[int]]] = shape["arcs"]
    return polygons if shape["type"] == "MultiPolygon" else [polygons]  # type: ignore[list-item]


def _area(shape: dict[str, Any], arcs: Sequence[list[Point]]) -> str:
    rings = []
    for ring in (ring for polygon in _polygons(shape) for ring in polygon):
        points: list[Point] = []
        for arc in ring:
            line = _line(arc, arcs)
            points += line[1:] if points else line
        if len(points) > 3:  # anything less has shrunk to a line
            rings.append(_steps(points[:-1]) + "z")
    return "".join(rings)


def _borders(shapes: Iterable[dict[str, Any]], arcs: Sequence[list[Point]]) -> str:
    """Draw every arc of the Länder once, though two of them share most."""
    rings = (ring for shape in shapes for polygon in _polygons(shape) for ring in polygon)
    used = sorted({arc if arc >= 0 else ~arc for ring in rings for arc in ring})
    return "".join(_steps(arcs[arc]) for arc in used if len(arcs[arc]) > 1)


def _steps(points: Sequence[Point]) -> str:
    """Write a line as its start and relative steps; a minus sign needs no blank before it."""
    moves = " ".join(f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(points))
    return f"M{points[0][0]} {points[0][1]}l{moves}".replace(" -", "-")
