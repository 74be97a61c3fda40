from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import factories
from tests.traces import ADDRESS, FIRST, LAST

if TYPE_CHECKING:
    from pathlib import Path

    from members.models import Kreis, User


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """What an erasure writes outside the database goes there."""
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def leaver(kreis_lippe: Kreis, lippe: User) -> User:
    return factories.make_person(
        email=ADDRESS, first_name=FIRST, last_name=LAST, phone="05231 4711", kreis=kreis_lippe
    )
