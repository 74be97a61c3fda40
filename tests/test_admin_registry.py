"""What holds for the admin of every model: German, searched, with names, at a fixed cost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import pytest
from django.contrib import admin as django_admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import CalendarFeed
from experts.choices import ContributionState
from experts.models import Contribution
from forum.models import Post
from members.models import DataExport, Kreis, User
from tests import factories
from tests.planting import Rows, forget_checks

if TYPE_CHECKING:
    from django.db import models

ADMINS = dict(
    sorted(
        (model._meta.label_lower, model_admin)
        for model, model_admin in django_admin.site._registry.items()  # noqa: SLF001  (not public)
    )
)
# More than this no list asks, whatever its filters, dates and joins.
MOST_QUERIES = 12
# Short lists, which nobody needs to narrow.
UNFILTERED = {
    *("content.theme", "content.retentionperiod", "events.calendarfeed"),
    *("events.eventorganiser", "events.material"),
    *("events.minutestask", "events.minutesversion", "experts.author", "experts.consultationfile"),
    *("experts.contributionversion", "experts.followup", "experts.release", "forum.postfile"),
    *("forum.post", "forum.roomlock", "notices.mailtext", "portal.page", "practices.practicefile"),
    *("practices.savedpractice", "notices.refusedaddress"),
}
# What a row needs to stand in the list of its model.
SHOWN: dict[str, dict[str, Any]] = {
    "experts.contribution": {"state": ContributionState.SUBMITTED},
    "forum.hiddenpost": {"hidden_at": timezone.now()},
}


def _make(label: str, rows: Rows) -> None:
    """Make a row of a model, whose list names all that it can name."""
    model: type[models.Model] = ADMINS[label].model
    if model is User:
        factories.make_person()
    elif model in {DataExport, CalendarFeed}:
        # One for each person.
        rows.made(model, {"person": factories.make_person()})
    elif model is Kreis:
        factories.make_kreis()
    else:
        fields = {field.name: field for field in model._meta.concrete_fields if field.is_relation}
        named = [fields[name] for name in ADMINS[label].list_display if name in fields]
        related = {field.name: rows.other(cast("Any", field.related_model)) for field in named}
        if label == "forum.postfile":
            related["post"] = rows.other(Post)
        if label == "experts.contributionversion":
            related["contribution"] = rows.made(Contribution, SHOWN["experts.contribution"])
        rows.made(model, related | SHOWN.get(label, {}))


@pytest.mark.parametrize("label", ADMINS)
def test_a_list_costs_the_same_at_any_length_and_shows_no_numbers(
    label: str, admin: User, lippe: User, as_: Any
) -> None:
    forget_checks()
    client, rows = as_(admin), Rows(lippe, admin)
    model = ADMINS[label].model
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    client.get(address)
    costs, shown = [], []
    for more in (1, 2):
        for _ in range(more):
            _make(label, rows)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address)
        costs.append(len(captured))
        shown.append(page.context["cl"].result_count)
    assert shown[1] - shown[0] >= 2
    assert costs[0] == costs[1], [query["sql"][:200] for query in captured.captured_queries]
    assert costs[0] <= MOST_QUERIES
    # „Model object (7)“ is a number, not a name.
    assert re.findall(r"\w+ object \(\d+\)", page.text) == []


@pytest.mark.parametrize("label", ADMINS)
def test_a_list_is_searched_and_narrowed(label: str, admin: User, as_: Any) -> None:
    model_admin: Any = ADMINS[label]
    model = model_admin.model
    assert model_admin.search_fields, "nothing to search in"
    assert str(model_admin.search_help_text).startswith(("Sucht in ", "Sucht im "))
    if label not in UNFILTERED:
        assert model_admin.list_filter or model_admin.date_hierarchy
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert as_(admin).get(address, {"q": "Falkenberg"}).status_code == 200


@pytest.mark.parametrize("label", ADMINS)
def test_columns_have_german_names_and_no_numbers(label: str) -> None:
    model_admin: Any = ADMINS[label]
    columns = list(model_admin.list_display)
    assert [
        name for name in columns if name in {"id", "pk", "__str__"} or name.endswith("_id")
    ] == []
    fields = {field.name: field for field in model_admin.model._meta.concrete_fields}
    english = [
        name
        for name in columns
        if name in fields and fields[name].verbose_name == name.replace("_", " ")
    ]
    # Words that are the same in both languages.
    assert set(english) <= {"name", "text", "version"}


# No page of the portal shows these, or their list asks who moderates instead: tested beside them.
ASKED_OTHERWISE = {
    *("content.record", "forum.decision", "events.registration", "members.user", "members.kreis"),
}

READABLE = [
    label
    for label, model_admin in ADMINS.items()
    if hasattr(model_admin.model._default_manager, "visible_to") and label not in ASKED_OTHERWISE
]


# S62
@pytest.mark.parametrize("label", READABLE)
def test_no_list_shows_a_moderator_more_than_the_pages(
    label: str, moderator: User, admin: User, lippe: User, as_: Any
) -> None:
    model: Any = ADMINS[label].model
    forget_checks()
    rows = Rows(lippe, admin)
    for _ in range(2):
        _make(label, rows)
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    answer = as_(moderator).get(address)
    if answer.status_code == 403:
        nobodys: Any = ADMINS[label]
        assert "view" not in nobodys.moderator_may
        return
    readable = model._default_manager.visible_to(moderator)
    shown = {thing.pk for thing in answer.context["cl"].result_list}
    assert shown - set(readable.values_list("pk", flat=True)) == set()


# S63
@pytest.mark.parametrize("label", ADMINS)
def test_every_bulk_action_asks_for_a_right(label: str) -> None:
    model_admin: Any = ADMINS[label]
    actions = [one.func for one in model_admin._get_base_actions()]  # noqa: SLF001  (not public)
    unasked = [one.__name__ for one in actions if not getattr(one, "allowed_permissions", ())]
    assert unasked == []
