from __future__ import annotations

import csv
import gzip
import json
import re
from typing import Any

from django.conf import settings

from members.management.commands.build_map import ATTRIBUTION, SOURCE, TARGET, draw

KREISE = settings.ROOT / "members" / "data" / "kreise.csv"


def test_the_map_is_what_build_map_makes_of_the_data() -> None:
    assert TARGET.read_text(encoding="utf-8") == draw(json.loads(SOURCE.read_text("utf-8")))


def test_every_kreis_has_one_shape() -> None:
    shapes = re.findall(r'<path id="k(\d+)" d="M[^"]+z"/>', TARGET.read_text("utf-8"))

    with KREISE.open(encoding="utf-8", newline="") as table:
        assert shapes == sorted(row["ags"] for row in csv.DictReader(table))


def test_the_map_names_its_source() -> None:
    assert f"<!-- {ATTRIBUTION} -->" in TARGET.read_text("utf-8")


def test_the_map_weighs_at_most_120_kilobytes() -> None:
    assert len(gzip.compress(TARGET.read_bytes())) <= 120_000


def test_neighbours_share_the_points_of_their_border() -> None:
    """Two squares side by side; the arc between them bends by less than one can see."""
    square: dict[str, Any] = {"type": "Polygon"}
    topology = {
        "transform": {"scale": [1, 1], "translate": [6, 50]},
        "arcs": [
            [[1, 0], [0, 1]],
            [[1, 1], [-1, 0], [0, -1], [1, 0]],
            [[1, 0], [1, 0], [0, 1], [-1, 0]],
        ],
        "objects": {
            "kreise": {
                "geometries": [
                    {**square, "id": "00001", "arcs": [[0, 1]]},
                    {**square, "id": "00002", "arcs": [[2, ~0]]},
                ]
            },
            "laender": {"geometries": [{"type": "MultiPolygon", "arcs": [[[1, 2]]]}]},
        },
    }

    assert re.findall(r' d="([^"]+)"', draw(topology)) == [
        "M94 651l0-128-80 0 0 128z",
        "M94 651l81 0 0-128-81 0z",
        "M94 523l-80 0 0 128 80 0M94 651l81 0 0-128-81 0",
    ]
