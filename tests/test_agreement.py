"""The two places that decide agree: `visible_to` in SQL and `can_read` in Python, for everybody.

Here for practices and people; events and forum have their own beside their tests.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from django.core.management import call_command

from content.choices import Audience
from members.access import (
    can_read_deputyship,
    can_read_invitation,
    can_read_kreis,
    can_read_person,
)
from members.choices import Role
from members.models import Deputyship, Invitation, Kreis, User
from practices.access import can_read, can_read_adoption, can_read_edition, can_read_file
from practices.choices import State
from practices.models import Adoption, Edition, Practice, PracticeFile
from search.finding import search
from tests import factories


def test_sql_and_python_agree_on_practices(readers: list[Any], kreis_lippe: Kreis) -> None:
    for state, audience in product(State, Audience):
        factories.make_practice(kreis=kreis_lippe, state=state, audience=audience)
    everything = list(Practice.objects.all())
    for reader in readers:
        in_sql = set(Practice.objects.visible_to(reader))
        assert in_sql == {thing for thing in everything if can_read(reader, thing)}, reader


def test_the_index_agrees_on_practices(readers: list[Any], kreis_lippe: Kreis) -> None:
    for state, audience in product(State, Audience):
        factories.make_practice(kreis=kreis_lippe, state=state, audience=audience)
    for reader in readers:
        found = {int(hit.key) for hit in search(reader, "", kind="praxis", size=100).hits}
        assert found == {thing.pk for thing in Practice.objects.visible_to(reader)}, reader


def test_the_index_agrees_on_people_and_kreise(readers: list[Any], kreis_lippe: Kreis) -> None:
    factories.make_person(kreis=kreis_lippe, contact_for_partners=True)
    factories.make_person(kreis=kreis_lippe, contact_for_partners=True, is_active=False)
    former = factories.make_kreis(member_since="2024-01-01", member_until="2025-01-01")
    factories.make_person(kreis=former)
    factories.make_kreis(member_since=None)
    call_command("reindex", verbosity=0)
    for reader in readers:
        found = {int(hit.key) for hit in search(reader, "", kind="person", size=100).hits}
        # Who belongs to no Kreis has no page to be found on.
        people = User.objects.visible_to(reader).filter(kreis__isnull=False)
        assert found == {person.pk for person in people}, reader
        kreise = {hit.key for hit in search(reader, "", kind="kreis", size=100).hits}
        assert kreise == {kreis.pk for kreis in Kreis.objects.visible_to(reader)}, reader


def test_sql_and_python_agree_on_files(readers: list[Any], kreis_lippe: Kreis) -> None:
    for state, audience in product(State, Audience):
        factories.make_file(
            factories.make_practice(kreis=kreis_lippe, state=state, audience=audience)
        )
    everything = list(PracticeFile.objects.select_related("practice"))
    for reader in readers:
        in_sql = set(PracticeFile.objects.visible_to(reader))
        assert in_sql == {file for file in everything if can_read_file(reader, file)}, reader


def test_sql_and_python_agree_on_editions(readers: list[Any], kreis_lippe: Kreis) -> None:
    for state, audience in product(State, Audience):
        practice = factories.make_practice(kreis=kreis_lippe, state=state, audience=audience)
        for number, opened in enumerate(Audience, 1):
            Edition.objects.create(practice=practice, number=number, fields={}, audience=opened)
    everything = list(Edition.objects.select_related("practice"))
    for reader in readers:
        in_sql = set(Edition.objects.visible_to(reader))
        assert in_sql == {one for one in everything if can_read_edition(reader, one)}, reader


def test_sql_and_python_agree_on_people(readers: list[Any], kreis_lippe: Kreis) -> None:
    factories.make_person(kreis=kreis_lippe, contact_for_partners=True)
    factories.make_person(kreis=kreis_lippe, contact_for_partners=True, is_active=False)
    everybody = list(User.objects.all())
    for reader in readers:
        in_sql = set(User.objects.visible_to(reader))
        assert in_sql == {person for person in everybody if can_read_person(reader, person)}, reader


def test_sql_and_python_agree_on_kreise(readers: list[Any], kreis_lippe: Kreis) -> None:
    factories.make_kreis(member_since=None)
    factories.make_kreis(member_since="2024-01-01", member_until="2025-01-01")
    everything = list(Kreis.objects.all())
    for reader in readers:
        in_sql = set(Kreis.objects.visible_to(reader))
        assert in_sql == {thing for thing in everything if can_read_kreis(reader, thing)}, reader


def test_sql_and_python_agree_on_invitations(readers: list[Any], kreis_lippe: Kreis) -> None:
    factories.make_invitation("a" * 43, kreis=kreis_lippe, invited_by=readers[1])
    factories.make_invitation("b" * 43, role=Role.LIAISON, invited_by=readers[6])
    everything = list(Invitation.objects.all())
    for reader in readers:
        in_sql = set(Invitation.objects.visible_to(reader))
        assert in_sql == {thing for thing in everything if can_read_invitation(reader, thing)}


def test_sql_and_python_agree_on_deputyships(readers: list[Any], kreis_lippe: Kreis) -> None:
    factories.make_deputyship(factories.make_person(kreis=kreis_lippe))
    factories.make_deputyship(factories.make_person(), starts_in=-30)
    everything = list(Deputyship.objects.select_related("person"))
    for reader in readers:
        in_sql = set(Deputyship.objects.visible_to(reader))
        assert in_sql == {thing for thing in everything if can_read_deputyship(reader, thing)}


def test_sql_and_python_agree_on_adoptions(
    readers: list[Any], kreis_lippe: Kreis, kreis_celle: Kreis
) -> None:
    for state, audience in product(State, Audience):
        practice = factories.make_practice(kreis=kreis_lippe, state=state, audience=audience)
        factories.make_adoption(practice, kreis=kreis_celle)
        factories.make_adoption(practice)
    factories.make_adoption(factories.make_practice(), kreis=kreis_lippe)
    everything = list(Adoption.objects.select_related("practice"))
    for reader in readers:
        in_sql = set(Adoption.objects.visible_to(reader))
        assert in_sql == {one for one in everything if can_read_adoption(reader, one)}, reader
