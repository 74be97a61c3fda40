"""What a form does not offer, nobody gets by adding it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from content.choices import Audience
from content.models import Record
from members.models import User
from practices.choices import State
from tests import factories
from tests.doors import DOORS, ROLES

if TYPE_CHECKING:
    from members.models import Kreis

FORGED = {
    "role": "moderator",
    "kreis": "03351",
    "kreis_id": "03351",
    "is_lead": "on",
    "is_superuser": "on",
    "is_active": "on",
    "email": "anders@forum.example",
    "acknowledged": "on",
}


def rights() -> list[tuple[Any, ...]]:
    columns = ("pk", "role", "kreis", "is_lead", "is_superuser", "is_active", "email")
    return list(User.objects.order_by("pk").values_list(*columns))


# S4, S30
@pytest.mark.parametrize("role", ["deputy", "liaison", "programme"])
def test_fields_of_rights_added_to_any_form_change_nothing(
    role: str,
    as_: Any,
    lippe: User,
    lippe_deputy: User,
    celle: User,
    liaison: User,
    programme: User,
) -> None:
    person = {"deputy": lippe_deputy, "liaison": liaison, "programme": programme}[role]
    before = rights()
    column = ROLES.index(role)
    posted = 0
    for name in {door.name for door in DOORS if door.answers.split()[column] in {"200", "->"}}:
        for door in DOORS:
            if door.name == name and not door.thing and not name.startswith("admin:"):
                as_(person).post(reverse(name), FORGED | door.data)
                posted += 1
    assert posted > 15
    assert rights() == before


# S4
def test_an_invited_person_gets_the_invited_role(lippe: User, kreis_lippe: Kreis) -> None:
    factories.make_invitation(
        "t" * 43, email="neu@forum.example", kreis=kreis_lippe, invited_by=lippe
    )
    form = {
        "first_name": "Ayşe",
        "last_name": "Demir",
        "password": "elf rote Kähne am Ufer",
    }
    Client().post("/konto/einladung/" + "t" * 43 + "/", FORGED | form)
    person = User.objects.get(email="neu@forum.example")
    got = (person.role, person.kreis_id, person.is_lead, person.is_superuser)
    assert got == ("coordinator", "05766", False, False)


# S29
def test_a_moderator_cannot_act_on_what_he_cannot_read(
    as_: Any, moderator: User, kreis_lippe: Kreis
) -> None:
    draft = factories.make_practice(kreis=kreis_lippe, state=State.DRAFT, audience=Audience.PUBLIC)
    client = as_(moderator)
    assert client.get(f"/praxis/{draft.pk}/").status_code == 404
    change = reverse("admin:practices_practice_change", args=[draft.pk])
    client.post(change, {"state": State.PUBLISHED, "audience": 0})
    form = {"action": "delete_selected", "_selected_action": [draft.pk], "post": "yes"}
    client.post(reverse("admin:practices_practice_changelist"), form)
    draft.refresh_from_db()
    assert (draft.state, Record.objects.count()) == (State.DRAFT, 0)


# S66, S69
def test_failed_sign_ins_refusals_and_changes_of_role_can_be_counted(
    as_: Any,
    lippe: User,
    lippe_deputy: User,
    celle: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    form = {"login": lippe.email, "password": "ein falsches Kennwort"}
    Client().post("/konto/anmelden/", form)
    as_(celle).get(reverse("members:kreis-team", args=[lippe.kreis_id]))
    make_lead = reverse("members:person-make-lead", args=[lippe.kreis_id, lippe_deputy.pk])
    as_(lippe).post(make_lead)
    failed = [line for line in caplog.records if line.name == "forum.security"]
    fields = [getattr(line, "fields", {}) for line in caplog.records]
    refused = [line for line in fields if line.get("status") == 403]
    assert (len(failed), len(refused)) == (1, 1)
    assert Record.objects.filter(act="person.made_lead").count() == 1
    said = " ".join(line.getMessage() for line in caplog.records)
    assert lippe.email not in said
    assert "falsches" not in said
