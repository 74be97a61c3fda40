"""The two places that decide agree on everything of the circle of experts, for everybody."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser

from content.choices import Audience
from experts.access import (
    can_read_consultation,
    can_read_contribution,
    can_read_contribution_version,
    can_read_follow_up,
    can_read_opinion,
    can_read_outcome,
    can_read_paragraph,
    can_read_quotation,
    can_read_release,
    can_read_source,
)
from experts.choices import QuoteConsent, Stage
from experts.models import (
    Consultation,
    Contribution,
    ContributionVersion,
    FollowUp,
    Opinion,
    Outcome,
    Paragraph,
    Quotation,
    Release,
    Source,
)
from members.choices import Role
from search.finding import search
from tests import factories
from tests.experts.making import (
    make_consultation,
    make_contribution,
    make_file,
    make_paragraph,
    make_release,
)

if TYPE_CHECKING:
    from members.models import User


@pytest.fixture
def readers(
    lippe: User,
    lippe_deputy: User,
    celle: User,
    programme: User,
    liaison: User,
    moderator: User,
    admin: User,
) -> list[Any]:
    locked = factories.make_person(kreis=lippe.kreis, is_active=False)
    third = factories.make_person(kreis=factories.make_kreis())
    people = (lippe, lippe_deputy, celle, third, programme, liaison, moderator, admin)
    return [AnonymousUser(), *people, locked, factories.make_person(Role.LIAISON, is_active=False)]


@pytest.fixture
def consultations(readers: list[Any], lippe: User, celle: User) -> list[Consultation]:
    """Make one of each stage, and one open one whose deadline is over.

    Lippe submitted; Celle did so in half of them and else has a draft.
    """
    made = [make_consultation(stage) for stage in Stage]
    made += [make_consultation(days=-1), make_consultation(), make_consultation()]
    assert lippe.kreis and celle.kreis  # noqa: PT018  (for the type checker)
    for number, one in enumerate(made):
        if one.stage != Stage.ASKED:
            make_contribution(one, lippe.kreis, submitted=number % 3 > 0)
            make_contribution(one, celle.kreis, submitted=number % 2 > 0)
    return made


def test_sql_and_python_agree_on_questions(
    readers: list[Any], consultations: list[Consultation]
) -> None:
    for reader in readers:
        in_sql = set(Consultation.objects.visible_to(reader))
        assert in_sql == {one for one in consultations if can_read_consultation(reader, one)}


def test_the_index_agrees_on_questions(
    readers: list[Any], consultations: list[Consultation]
) -> None:
    assert consultations
    for reader in readers:
        found = {int(hit.key) for hit in search(reader, "", kind="anfrage", size=100).hits}
        assert found == {one.pk for one in Consultation.objects.visible_to(reader)}, reader


def test_sql_and_python_agree_on_contributions(
    readers: list[Any], consultations: list[Consultation]
) -> None:
    assert consultations
    everything = list(Contribution.objects.select_related("consultation"))
    for one in everything:
        ContributionVersion.objects.create(contribution=one, number=1, author_name="x")
    versions = list(ContributionVersion.objects.select_related("contribution__consultation"))
    submitted = {(one.consultation_id, one.kreis_id) for one in everything if one.is_submitted}
    for reader in readers:

        def reads(one: Contribution, reader: Any = reader) -> bool:
            own = (one.consultation_id, getattr(reader, "kreis_id", None)) in submitted
            return can_read_contribution(reader, one, own_is_in=own)

        in_sql = set(Contribution.objects.visible_to(reader))
        assert in_sql == {one for one in everything if reads(one)}, reader
        shown = set(ContributionVersion.objects.visible_to(reader))
        assert shown == {one for one in versions if can_read_contribution_version(reader, one)}


def test_sql_and_python_agree_on_the_summary_in_work(
    readers: list[Any], consultations: list[Consultation]
) -> None:
    practices = [factories.make_practice(audience=audience) for audience in Audience]
    for one in consultations:
        paragraph = make_paragraph(one)
        Source.objects.create(paragraph=paragraph, document="Bericht")
        for practice in practices:
            Source.objects.create(paragraph=paragraph, practice=practice)
        for contribution in one.contributions.all():
            Source.objects.create(paragraph=paragraph, contribution=contribution)
            said = {"contribution": contribution, "wording": "Es fehlen Lehrkräfte."}
            for consent in QuoteConsent:
                Quotation.objects.create(paragraph=paragraph, consent=consent, **said)
            Opinion.objects.create(consultation=one, kreis=contribution.kreis, verdict="ja")
    pairs: tuple[tuple[Any, Any, tuple[str, ...]], ...] = (
        (Paragraph, can_read_paragraph, ("consultation",)),
        (Source, can_read_source, ("paragraph__consultation", "practice", "contribution")),
        (Quotation, can_read_quotation, ("paragraph__consultation", "contribution")),
        (Opinion, can_read_opinion, ("consultation",)),
    )
    for (model, can_read, joins), reader in product(pairs, readers):
        everything = list(model.objects.select_related(*joins))
        assert everything
        in_sql = set(model.objects.visible_to(reader))
        assert in_sql == {one for one in everything if can_read(reader, one)}, (model, reader)


def test_sql_and_python_agree_on_what_was_released(readers: list[Any]) -> None:
    for audience, narrowed in product((Audience.PUBLIC, Audience.PARTNERS), repeat=2):
        one = make_consultation(Stage.RELEASED)
        make_release(one, audience=audience)
        Consultation.objects.filter(pk=one.pk).update(release_audience=narrowed)
        Outcome.objects.create(consultation=one, edition=1, use="anhoerung", day="2026-11-20")
        FollowUp.objects.create(consultation=one, text="Und bei Frauen?")
    withdrawn = make_consultation(Stage.WITHDRAWN, opened_at=None)
    FollowUp.objects.create(consultation=withdrawn, text="Warum?")
    pairs: tuple[tuple[Any, Any], ...] = (
        (Release, can_read_release),
        (Outcome, can_read_outcome),
        (FollowUp, can_read_follow_up),
    )
    for (model, can_read), reader in product(pairs, readers):
        everything = list(model.objects.select_related("consultation"))
        in_sql = set(model.objects.visible_to(reader))
        assert in_sql == {one for one in everything if can_read(reader, one)}, (model, reader)


def test_a_file_is_handed_out_with_its_question(as_: Any, celle: User, liaison: User) -> None:
    asked, opened = make_file(make_consultation(Stage.ASKED)), make_file(make_consultation())
    answers = [
        as_(reader).get(file.get_absolute_url()).status_code
        for file in (asked, opened)
        for reader in (None, celle, liaison)
    ]
    assert answers == [302, 404, 200, 302, 200, 200]
