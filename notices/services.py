"""Outgoing mail: written in the caller's transaction, delivered by a job."""

from __future__ import annotations

import re
import uuid
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import get_template, render_to_string

from notices.jobs import deliver_mail
from notices.models import OutgoingMail

_SUBJECT_LENGTH = 200


def send_mail(to: str, *, template: str, context: dict[str, Any], once: str = "") -> OutgoingMail:
    """Queue a mail to one recipient, text and HTML from one source.

    `template` names two templates, `<template>_subject.txt` and `<template>_message.txt`. The
    mail is stored and its delivery deferred in the transaction of the caller, so that a mail
    leaves exactly when the change it tells of was committed. With `once`, a key of the occasion,
    a second call queues nothing and returns the mail of the first (S52). Raises ValidationError
    for what is no address, line breaks included (S48).
    """
    validate_email(to)
    values = {**context, "base_url": settings.BASE_URL}
    subject = " ".join(_plain(f"{template}_subject.txt", values).split())[:_SUBJECT_LENGTH]
    text = _plain(f"{template}_message.txt", values).strip() + "\n"
    number = uuid.uuid5(uuid.NAMESPACE_URL, once) if once else uuid.uuid4()
    with transaction.atomic():
        mail, created = OutgoingMail.objects.get_or_create(
            message_id=f"<{number}@{_mail_domain()}>",
            defaults={
                "to": to,
                "subject": subject,
                "text": text,
                "html": render_to_string(
                    "mail/frame.html", {"subject": subject, "blocks": blocks(text)}
                ),
                "template": template,
            },
        )
        if created:
            deliver_mail.defer(mail_id=mail.pk)
    return mail


def blocks(text: str) -> list[dict[str, str]]:
    """Cut a text into paragraphs; one that ends in a line with a link of ours becomes a button.

    The line before the link, ending in a colon, is the button's label. Links elsewhere stay text:
    what a person typed must not turn into a button.
    """
    link = re.compile(rf"(?:(?P<label>[^\n]+):\n)?(?P<link>{re.escape(settings.BASE_URL)}/\S*)")
    found = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        match = link.fullmatch(paragraph.strip())
        if match:
            label = match["label"] or "Im Forum öffnen"
            found.append({"kind": "link", "label": label, "text": match["link"]})
        else:
            found.append({"kind": "text", "text": paragraph.strip()})
    return found


def _plain(name: str, values: dict[str, Any]) -> str:
    # Plain text must not be escaped for HTML; the frame escapes it again for the HTML part.
    template = get_template(name, using="text")
    return template.render(values)


def _mail_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
