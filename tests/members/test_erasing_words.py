from __future__ import annotations

import itertools
from datetime import time
from typing import TYPE_CHECKING, Any

from django.db import models

from content.choices import Words
from content.people import FORMER
from events.models import AgendaItem
from members.services.erasing import erase_person
from tests import factories, planting
from tests.traces import ADDRESS, FIRST, LAST, traces

if TYPE_CHECKING:
    from pathlib import Path

    from members.models import User


def test_the_person_s_own_texts_name_it_no_more(leaver: User, celle: User, home: Path) -> None:
    planting.forget_checks()
    numbers = itertools.count(1)
    planted = planting.plant(leaver, celle, lambda *_: f"Wort{next(numbers)}")
    signed = 0
    for holding, link, row in planted:
        if link is None or holding.frozen:
            continue
        for field in holding.model._meta.concrete_fields:
            own = link.columns is None or field.name in link.columns
            if own and isinstance(field, models.CharField | models.TextField):
                room = field.max_length is None or field.max_length >= 60
                kept = field.choices or isinstance(field, models.FileField | models.SlugField)
                if room and not kept:
                    said = f"{FIRST} {LAST} <{ADDRESS}>"
                    holding.model._base_manager.filter(pk=row.pk).update(**{field.name: said})
                    signed += 1
    assert (signed > 60, erase_person(leaver.pk, Words.KEEP)) == (True, True)
    assert traces() == []


def test_a_signature_is_forgotten_where_it_is_drawn_and_found(
    leaver: User, celle: User, as_: Any, home: Path
) -> None:
    topic = factories.make_topic(by=leaver, text=f"Wer weiß Rat? **{FIRST} {LAST}** ({ADDRESS})")
    event = factories.make_event(created_by=leaver, description=f"Anmeldung bei {FIRST} {LAST}.")
    erase_person(leaver.pk, Words.KEEP)
    client = as_(celle)
    pages = [client.get(thing.get_absolute_url()).text for thing in (topic, event)]
    assert [FORMER in page for page in pages] == [True, True]
    assert traces() == []


def test_a_programme_names_a_former_member(leaver: User, celle: User, home: Path) -> None:
    event = factories.make_event(created_by=celle)
    for who in (f"{FIRST} {LAST}, Kim Beispiel", "Kim Beispiel"):
        AgendaItem.objects.create(event=event, title="Rundgang", who=who, starts=time(9))
    erase_person(leaver.pk, Words.KEEP)
    said = event.agenda.order_by("pk").values_list("who", flat=True)
    assert list(said) == [f"{FORMER}, Kim Beispiel", "Kim Beispiel"]


def test_who_bears_the_same_name_goes_on_being_called(
    leaver: User, celle: User, home: Path
) -> None:
    factories.make_person(first_name=FIRST, last_name=LAST)
    topic = factories.make_topic(by=celle, text=f"@{FIRST} {LAST}, bitte!")
    erase_person(leaver.pk, Words.KEEP)
    assert topic.posts.get().text == f"@{FIRST} {LAST}, bitte!"


def test_only_the_mention_of_this_person_is_forgotten(
    leaver: User, celle: User, home: Path
) -> None:
    said = f"@{FIRST} {LAST}-Meier und @{FIRST} {LAST}: mail@{FIRST} {LAST}"
    topic = factories.make_topic(by=celle, text=said)
    erase_person(leaver.pk, Words.KEEP)
    post = topic.posts.get()
    assert post.text == f"@{FIRST} {LAST}-Meier und @{FORMER}: mail@{FIRST} {LAST}"
    assert (FORMER in post.html, FORMER in post.fragment) == (True, True)
