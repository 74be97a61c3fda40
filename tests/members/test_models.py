from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from members.choices import Role
from members.models import AccessRequest, Invitation, User
from tests import factories

if TYPE_CHECKING:
    from members.models import Kreis


@pytest.mark.parametrize("name", ["user_role", "invitation_role", "access_request_state"])
def test_a_role_or_state_that_does_not_exist_is_refused(
    name: str, moderator: User, kreis_lippe: Kreis
) -> None:
    factories.make_invitation(role=Role.LIAISON, invited_by=moderator)
    asked = {"email": "a@x.example", "first_name": "A", "last_name": "B", "function": "C"}
    AccessRequest.objects.create(kreis=kreis_lippe, **asked)
    rows: dict[str, tuple[Any, str]] = {
        "user_role": (User.objects.filter(pk=moderator.pk), "role"),
        "invitation_role": (Invitation.objects, "role"),
        "access_request_state": (AccessRequest.objects, "state"),
    }
    things, field = rows[name]
    with pytest.raises(IntegrityError, match=f"{name}_known"), transaction.atomic():
        things.update(**{field: "erfunden"})
