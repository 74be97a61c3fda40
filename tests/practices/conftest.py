from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from content.choices import Audience
from practices.choices import State
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis, User
    from practices.models import Practice


@pytest.fixture
def draft(kreis_lippe: Kreis) -> Practice:
    return factories.make_practice(kreis=kreis_lippe, state=State.DRAFT, title="Sprachlotsen")


@pytest.fixture
def cast_in_order(
    liaison: User, programme: User, lippe_deputy: User, lippe: User, celle: User, moderator: User
) -> list[User | None]:
    return [None, liaison, programme, lippe_deputy, lippe, celle, moderator]


@pytest.fixture
def source(kreis_lippe: Kreis) -> Practice:
    return factories.make_practice(
        kreis=kreis_lippe,
        title="Beratungsbus",
        steps=["Fahrplan", "Fahrzeug", "Probe"],
        audience=Audience.PUBLIC,
        edition=1,
    )
