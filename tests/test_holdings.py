"""Nothing names a person that no app declared: content.people."""

from __future__ import annotations

import re

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from content.choices import Words
from content.people import FORMER, Fate, Leaver, holdings, nobody_named

# Columns that look as if they held a name or an address.
_LIKE_A_NAME = re.compile(r"(^|_)(names?|email|mail|address|to|phone|function|who)$")
_TEXTS = (models.CharField, models.TextField)


def _own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]


def _declared() -> dict[str, set[str]]:
    said: dict[str, set[str]] = {}
    for holding in holdings():
        columns = said.setdefault(holding.model._meta.label, set())
        columns |= {*holding.addresses, *holding.with_row}
        for link in holding.links:
            columns |= {link.field, *link.names, *link.emptied}
    for label, nobody in nobody_named().items():
        said.setdefault(label, set()).update(nobody)
    return said


def test_every_link_to_a_person_is_declared() -> None:
    person, declared = get_user_model(), _declared()
    undeclared = [
        f"{model._meta.label}.{field.name}"
        for model in _own_models()
        for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many)
        if field.related_model is person and field.name not in declared.get(model._meta.label, ())
    ]
    assert undeclared == []


def test_every_column_like_a_name_or_an_address_is_declared() -> None:
    declared = _declared()
    undeclared = [
        f"{model._meta.label}.{field.name}"
        for model in _own_models()
        for field in model._meta.concrete_fields
        if isinstance(field, _TEXTS)
        and _LIKE_A_NAME.search(field.name)
        and field.name not in declared.get(model._meta.label, ())
    ]
    assert undeclared == []


def test_what_is_declared_exists() -> None:
    for holding in holdings():
        model = holding.model
        for link in holding.links:
            assert list(model._base_manager.filter(**{link.field: 0})[:0]) == []
            for name in (*link.names, *link.emptied, *(link.columns or ())):
                assert model._meta.get_field(name).concrete, f"{model._meta.label}.{name}"
        for name in (*holding.addresses, *holding.with_row, *holding.secrets):
            assert model._meta.get_field(name).concrete, f"{model._meta.label}.{name}"
    for label, columns in nobody_named().items():
        assert [apps.get_model(label)._meta.get_field(name).name for name in columns] == list(
            columns
        )


def test_a_row_that_must_name_somebody_is_never_severed() -> None:
    severed = [
        holding.model._meta.get_field(link.field)
        for holding in holdings()
        for link in holding.links
        if link.severed
    ]
    assert [(field.model.__name__, field.null) for field in severed] == [("Practice", True)]


def test_only_words_of_the_austausch_are_left_to_choose() -> None:
    chosen = {
        holding.model._meta.label
        for holding in holdings()
        for link in holding.links
        if link.fate == Fate.AS_CHOSEN
    }
    assert chosen == {"forum.Topic", "forum.Post", "forum.PostVersion", "forum.PostFile"}


def test_who_left_is_called_by_the_name_kept_beside_the_words() -> None:
    leaver = Leaver(7, "Katrin", "Vogt", frozenset({"vogt@lippe.example"}), Words.KEEP)
    assert (leaver.name, FORMER) == ("Katrin Vogt", "Ehemaliges Mitglied")
