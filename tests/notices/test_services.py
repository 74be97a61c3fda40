from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from notices.choices import MailState
from notices.letters import parse
from notices.models import OutgoingMail
from notices.services import send_mail

if TYPE_CHECKING:
    from pathlib import Path

BASE = "http://localhost:8000"
TEMPLATE = "account/email/password_reset_key"
CONTEXT = {"name": "Katrin Vogt", "password_reset_url": f"{BASE}/konto/kennwort/neu/1-a-b/"}


def send(to: str = "lippe@forum.example", once: str = "", **context: Any) -> OutgoingMail:
    return send_mail(to, template=TEMPLATE, context=CONTEXT | context, once=once)


def test_text_and_html_come_from_one_source(db: None) -> None:
    mail = OutgoingMail.objects.get(pk=send().pk)
    assert (mail.to, mail.subject, mail.state, mail.template) == (
        "lippe@forum.example",
        "Neues Kennwort für das Forum Integration",
        MailState.QUEUED,
        TEMPLATE,
    )
    assert mail.text.startswith("Guten Tag Katrin Vogt,\n\n")
    for paragraph in parse(mail.text):
        assert paragraph["text"] in mail.text
        assert paragraph["text"] in mail.html
    assert re.fullmatch(r"<[0-9a-f-]{36}@forum\.example>", mail.message_id)


def test_what_people_typed_is_escaped_in_html_and_as_typed_in_text(db: None) -> None:
    name = "<script>alert('1')</script> & Söhne"
    mail = send(name=name)
    assert f"Guten Tag {name}," in mail.text
    assert "<script" not in mail.html
    assert "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt; &amp; Söhne" in mail.html


# S57: nothing is loaded when a mail is read
def test_the_html_part_loads_nothing_and_is_narrow(db: None) -> None:
    html = send().html
    assert (
        set(re.findall(r"\b(?:src|background|data)=|url\(|<(?:img|link|script|style)\b", html))
        == set()
    )
    assert set(re.findall(r'href="([^"]+)"', html)) == {CONTEXT["password_reset_url"]}
    assert "max-width:600px" in html


# S52
def test_one_occasion_queues_one_mail(db: None) -> None:
    first, second, other = send(once="7"), send(once="7"), send(once="8")
    assert (first.pk == second.pk, first.pk == other.pk) == (True, False)
    assert ProcrastinateJob.objects.count() == 2


# S48
@pytest.mark.parametrize(
    "to",
    ["a@b.example\nBcc: x@evil.example", "a@b.example\r\n\r\nText", "a@b.example, c@d.example", ""],
)
def test_only_one_plain_address_is_taken(to: str, db: None) -> None:
    with pytest.raises(ValidationError):
        send(to)
    assert OutgoingMail.objects.count() == ProcrastinateJob.objects.count() == 0


# S48
def test_line_breaks_never_reach_the_subject(db: None, tmp_path: Path, settings: Any) -> None:
    (tmp_path / "x_subject.txt").write_text("Neues von {{ title }}\n")
    (tmp_path / "x_message.txt").write_text("Text\n")
    settings.TEMPLATES = [
        engine | {"DIRS": [*engine["DIRS"], tmp_path]} for engine in settings.TEMPLATES
    ]
    title = "Lippe\r\nBcc: x@evil.example\x0b\x85\u2028" + "lang " * 100
    mail = send_mail("a@b.example", template="x", context={"title": title})
    assert mail.subject.splitlines() == [mail.subject]
    assert mail.subject.startswith("Neues von Lippe Bcc: x@evil.example lang lang")
    assert len(mail.subject) <= 200


def test_a_link_of_ours_with_its_label_becomes_a_button() -> None:
    text = (
        f"Guten Tag,\nhier ist er.\n\nKreis öffnen:\n{BASE}/kreise/05766/\n\n{BASE}/praxis/\n\nEnde"
    )
    assert parse(text) == [
        {"kind": "text", "text": "Guten Tag,\nhier ist er."},
        {"kind": "link", "label": "Kreis öffnen", "text": f"{BASE}/kreise/05766/"},
        {"kind": "link", "label": "Im Forum öffnen", "text": f"{BASE}/praxis/"},
        {"kind": "text", "text": "Ende"},
    ]


@pytest.mark.parametrize(
    "paragraph",
    [
        "https://evil.example/",
        f"{BASE}.evil.example/",
        f"{BASE}@evil.example/",
        f"Kreis öffnen:\n{BASE}/kreise/ und mehr",
        f"Zwei Zeilen\nKreis öffnen:\n{BASE}/kreise/",
    ],
)
def test_nothing_else_becomes_a_button(paragraph: str) -> None:
    assert parse(paragraph) == [{"kind": "text", "text": paragraph}]


# With the real connector: the job stands in the same transaction as the mail.
@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_leaves_neither_mail_nor_job() -> None:
    with transaction.atomic():
        send()
        assert (OutgoingMail.objects.count(), ProcrastinateJob.objects.count()) == (1, 1)
        transaction.set_rollback(True)
    assert (OutgoingMail.objects.count(), ProcrastinateJob.objects.count()) == (0, 0)
