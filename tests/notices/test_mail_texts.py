from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.template.loader import get_template

from content.models import Record
from content.services import OutdatedError
from members.choices import Role
from members.services import invite
from notices.mailtexts import filled, mail_kinds
from notices.models import MailText, OutgoingMail
from notices.services import word_mail

if TYPE_CHECKING:
    from members.models import User

LIST = "/verwaltung/notices/mailtext/"
INVITATION = f"{LIST}mail_2Finvitation/change/"


@pytest.fixture(autouse=True)
def _listed(db: None) -> None:
    call_command("load_mail_texts", verbosity=0)


def invited(by: User) -> OutgoingMail:
    assert invite("neu@forum.example", by=by, role=Role.COORDINATOR, kreis=by.kreis) is not None
    return OutgoingMail.objects.get(to="neu@forum.example")


@pytest.mark.parametrize("kind", mail_kinds(), ids=lambda kind: str(kind.key))
def test_the_first_words_of_a_mail_use_what_is_declared_and_nothing_else(kind: Any) -> None:
    for part in ("subject", "message"):
        template: Any = get_template(f"{kind.key}_{part}.txt", using="text")
        source = template.template.source
        left = re.sub(r"\{\{ (\w+) \}\}", "", source)
        assert ("{%" in left, "{{" in left) == (False, False)
    used = set(re.findall(r"\{(\w+)\}", kind.subject + kind.body))
    assert used <= set(kind.words)
    assert set(kind.needed) <= used
    assert "{" not in filled(kind.subject + kind.body, kind.examples())


def test_without_other_words_a_mail_says_the_first_ones(lippe: User) -> None:
    mail = invited(lippe)
    assert mail.subject == "Einladung in das Forum Integration in ländlichen Räumen"
    assert f"{lippe.name} ({lippe.kreis}) lädt Sie" in mail.text
    assert "Koordination eines Kreises" in mail.text
    assert re.search(r"Einladung annehmen:\nhttp\S+/einladung/", mail.text)
    assert "{" not in mail.text


def test_the_office_words_a_mail_and_the_next_one_says_it(
    moderator: User, lippe: User, as_: Any
) -> None:
    client = as_(moderator)
    page = client.get(INVITATION).text
    assert "Einladung annehmen:" in page
    said = {"subject": "Kommen Sie dazu, {rolle}", "body": "Hallo,\n\nAnnehmen:\n{link}\n\n{wer}"}
    assert client.post(INVITATION, {**said, "started_from": 1}).status_code == 302
    mail = invited(lippe)
    assert mail.subject == f"Kommen Sie dazu, Koordination eines Kreises, {lippe.kreis}"
    assert mail.text.startswith("Hallo,\n\nAnnehmen:\nhttp")
    assert mail.text.endswith(f"{lippe.name} ({lippe.kreis})\n")
    # S64
    entry = Record.objects.get(act="mailtext.changed")
    assert (entry.by, entry.details) == (moderator, {"fields": ["subject", "body"]})


# What a person typed is put in once, and nothing of it is run or read as a placeholder.
def test_a_name_is_no_template(lippe: User, moderator: User) -> None:
    lippe.first_name, lippe.last_name = "{link}", "{% now 'Y' %}{{ url }}"
    lippe.save(update_fields=["first_name", "last_name"])
    text = MailText.objects.get(pk="mail/invitation")
    word_mail(text, by=moderator, subject="Neu", body="{wer} {{ url }} {% x %} {link}", version=1)
    mail = invited(lippe)
    assert mail.text.startswith("{link} {% now 'Y' %}{{ url }}")
    assert "{{ url }} {% x %} http" in mail.text


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("Ohne Link", "Ohne diesen Platzhalter nützt die E-Mail nichts: {link}"),
        ("{link} {kennwort}", "Diesen Platzhalter gibt es hier nicht: {kennwort}"),
    ],
)
def test_a_placeholder_that_is_wrong_or_missing_is_said(
    body: str, error: str, moderator: User, as_: Any
) -> None:
    form = {"subject": "Neu", "body": body, "started_from": 1}
    page = as_(moderator).post(INVITATION, form)
    assert (page.status_code, error in page.text) == (200, True)
    assert MailText.objects.get(pk="mail/invitation").body == ""


# The office reads subjects in the outbox, and must not read there a link that opens an account.
def test_a_subject_takes_no_link(moderator: User, lippe: User, as_: Any) -> None:
    form = {"subject": "Neu: {link}", "body": "{link}", "started_from": 1}
    page = as_(moderator).post(INVITATION, form)
    said = "Diesen Platzhalter gibt es hier nicht: {link}"
    assert (page.status_code, said in page.text) == (200, True)
    text = MailText.objects.get(pk="mail/invitation")
    word_mail(text, by=moderator, subject="Neu: {link}, {rolle}", body="{link}", version=1)
    mail = invited(lippe)
    assert mail.subject == f"Neu: {{link}}, Koordination eines Kreises, {lippe.kreis}"
    assert "/einladung/" in mail.text


def test_the_way_back_to_the_first_words(moderator: User, lippe: User, as_: Any) -> None:
    text = MailText.objects.get(pk="mail/invitation")
    word_mail(text, by=moderator, subject="Neu", body="{link}", version=1)
    form = {"subject": "Neu", "body": "{link}", "started_from": 2, "is_reset": "on"}
    as_(moderator).post(INVITATION, form)
    assert invited(lippe).subject == "Einladung in das Forum Integration in ländlichen Räumen"


def test_the_first_words_saved_as_they_are_change_nothing(moderator: User) -> None:
    text = MailText.objects.get(pk="mail/invitation")
    kind = next(one for one in mail_kinds() if one.key == text.pk)
    body = kind.body.replace("\n", "\r\n")
    assert not word_mail(text, by=moderator, subject=kind.subject, body=body, version=1)
    assert Record.objects.count() == 0


# S72
def test_who_began_with_older_words_does_not_overwrite_newer_ones(
    moderator: User, as_: Any
) -> None:
    text = MailText.objects.get(pk="mail/invitation")
    word_mail(text, by=moderator, subject="Erste", body="{link}", version=1)
    with pytest.raises(OutdatedError):
        word_mail(text, by=moderator, subject="Zweite", body="{link}", version=1)
    form = {"subject": "Zweite", "body": "{link}", "started_from": 1}
    page = as_(moderator).post(INVITATION, form).text
    assert "Inzwischen hat jemand anderes diesen Text geändert." in page
    assert MailText.objects.get(pk="mail/invitation").subject == "Erste"


def test_a_preview_shows_invented_words(moderator: User, as_: Any) -> None:
    page = as_(moderator).get(INVITATION).text
    assert ("Alex Beispiel (Kreis Lippe)" in page, "15.12.2026" in page) == (True, True)


# S31
def test_celle_cannot_word_a_mail(celle: User, as_: Any) -> None:
    form = {"subject": "Neu", "body": "{link}", "started_from": 1}
    assert as_(celle).post(INVITATION, form).status_code == 404
    assert MailText.objects.exclude(body="").count() == 0
