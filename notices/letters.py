"""What stands in a mail: paragraphs, from which text and HTML are made alike."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parseaddr
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, Signer, TimestampSigner
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from notices.choices import Channel
from notices.reading import Group, Shown, in_groups

if TYPE_CHECKING:
    from collections.abc import Mapping

    from members.models import User
    from notices.kinds import Enclosed

SUBJECT_LENGTH = 200
_GREETING = "Guten Tag,"
# What ends a sentence already.
_ENDS = (".", "?", "!", "…")
_SENDER = "Forum Integration in ländlichen Räumen"
_signer = Signer(salt="notices.unsubscribe")
# Bringing back is for who pressed the wrong button, not for whom finds the link in a history.
_brief_signer = TimestampSigner(salt="notices.bring-back")
_BRIEFLY = timedelta(days=1)

type Block = Mapping[str, Any]


@dataclass(frozen=True)
class Letter:
    """A mail ready to be sent."""

    to: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)
    enclosed: Enclosed | None = None


def one_line(subject: str) -> str:
    """Return it without line breaks (S48), cut to what fits."""
    return " ".join(subject.split())[:SUBJECT_LENGTH]


def html_of(subject: str, blocks: list[Block]) -> str:
    """Return the HTML part."""
    return render_to_string("mail/frame.html", {"subject": subject, "blocks": blocks})


def text_of(blocks: list[Block]) -> str:
    """Return the plain part."""
    return "\n\n".join(_plain(block) for block in blocks) + "\n"


def _plain(block: Block) -> str:
    match block["kind"]:
        case "heading":
            return f"{block['text']}\n{'-' * len(block['text'])}"
        case "link":
            return f"{block['label']}:\n{block['text']}"
        case "small":
            return f"{block['text']}:\n{block['link']}"
        case "item":
            lines = (f"{line['text']}\n{line['link']}" for line in block["lines"])
            return "\n".join([block["title"], *lines])
        case _:
            return str(block["text"])


def parse(text: str) -> list[Block]:
    """Cut a text into paragraphs; one that ends in a line with a link of ours becomes a button.

    The line before the link, ending in a colon, is the button's label. Links elsewhere stay text:
    what a person typed must not turn into a button.
    """
    link = re.compile(rf"(?:(?P<label>[^\n]+):\n)?(?P<link>{re.escape(settings.BASE_URL)}/\S*)")
    found: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        match = link.fullmatch(paragraph.strip())
        if match:
            label = match["label"] or "Im Forum öffnen"
            found.append({"kind": "link", "label": label, "text": match["link"]})
        else:
            found.append({"kind": "text", "text": paragraph.strip()})
    return found


def letter_of(person: User, shown: list[Shown], channel: str) -> Letter:
    """Write the mail that tells a person of these notices; protected text is never in it (S51)."""
    if channel == Channel.AT_ONCE:
        return _of_one(person, shown[0])
    return _digest(person, shown, Channel(channel))


def _of_one(person: User, one: Shown) -> Letter:
    line = one.line
    subject = one_line(_joined(_text(one), _title(one)))
    absent = one.notice.on_behalf_of
    blocks: list[Block] = [{"kind": "text", "text": _GREETING}]
    if absent is not None:
        said = f"Sie erhalten diese Mail, weil Sie {absent.name} vertreten."
        blocks.append({"kind": "text", "text": said})
    blocks.append({"kind": "text", "text": _sentence(subject)})
    if line.advice:
        blocks.append({"kind": "text", "text": line.advice})
    blocks.append({"kind": "link", "label": "Im Forum ansehen", "text": _address(line.url)})
    stop = unsubscribe_url(person, kind=one.kind.name)
    blocks += _footer(f"Mails zu „{one.kind.label}“ abbestellen", stop)
    about = line.about or f"{one.kind.name} {one.notice.thing}"
    thread = f"<{about.replace(' ', '-')}@{mail_domain()}>"
    headers = _headers(stop) | {"References": thread, "In-Reply-To": thread}
    html = html_of(subject, blocks)
    enclosed = line.encloses() if line.encloses else None
    return Letter(person.email, subject, text_of(blocks), html, headers, enclosed)


def _digest(person: User, shown: list[Shown], channel: Channel) -> Letter:
    count = f"{len(shown)} Neuigkeiten" if len(shown) > 1 else "eine Neuigkeit"
    week = channel == Channel.WEEKLY
    subject = f"{'Ihr Wochenüberblick' if week else 'Ihr Tagesüberblick'}: {count} im Forum"
    blocks: list[Block] = [
        {"kind": "text", "text": _GREETING},
        {"kind": "text", "text": "Das ist neu für Sie:"},
    ]
    by_area = sorted(in_groups(shown), key=lambda group: group[0].kind.area)
    for area, groups in groupby(by_area, key=lambda group: group[0].kind.area):
        blocks.append({"kind": "heading", "text": area})
        blocks += [_item(group) for group in groups]
    news = _address(reverse("notices:notice-list"))
    blocks.append({"kind": "link", "label": "Alle Mitteilungen ansehen", "text": news})
    stop = unsubscribe_url(person, channel=channel)
    blocks += _footer(f"{'Wochenüberblick' if week else 'Tagesüberblick'} abbestellen", stop)
    html = html_of(subject, blocks)
    return Letter(person.email, subject, text_of(blocks), html, _headers(stop))


def _item(group: Group) -> Block:
    lines = [{"text": _said(one), "link": _address(one.line.url)} for one in group]
    return {"kind": "item", "title": _title(group[0]), "lines": lines}


def _said(one: Shown) -> str:
    absent = one.notice.on_behalf_of
    instead = f", in Vertretung für {absent.name}" if absent else ""
    # A name is typed by people: it must not begin a line of its own.
    return one_line(f"{_text(one)}, {timezone.localtime(one.notice.happened_at):%d.%m.%Y}{instead}")


def _joined(text: str, title: str) -> str:
    return f"{text} {title}" if text.endswith(_ENDS) else f"{text}: {title}"


def _sentence(text: str) -> str:
    return text if text.endswith(_ENDS) else f"{text}."


def _title(one: Shown) -> str:
    return one.line.title_in_mail or one.line.title


def _text(one: Shown) -> str:
    return one.line.text_in_mail or one.line.text


def _footer(label: str, stop: str) -> list[Block]:
    settings_page = _address(reverse("notices:preferences"))
    return [
        {"kind": "text", "text": _SENDER},
        {"kind": "small", "text": "Mail-Einstellungen ändern", "link": settings_page},
        {"kind": "small", "text": label, "link": stop},
    ]


def _headers(stop: str) -> dict[str, str]:
    return {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<mitteilungen.{mail_domain()}>",
    }


def unsubscribe_url(person: User, **what: str) -> str:
    """Return the address that stops mails of one kind, or of one channel, without signing in."""
    token = _signer.sign_object({"person": person.pk, **what}, compress=True)
    return _address(reverse("notices:unsubscribe", args=[token]))


def bring_back_token(person: User, stopped: Mapping[str, str], said: Mapping[str, Any]) -> str:
    """Return a token that brings back, for a day, the mail which another token stopped."""
    back = {**said, "person": person.pk, "back": dict(stopped)}
    return _brief_signer.sign_object(back, compress=True)


def unsubscribing(token: str) -> dict[str, Any] | None:
    """Return what a token of ours says, only `late` for an outdated one; None for any other."""
    said: dict[str, Any]
    for unsign in (_signer.unsign_object, partial(_brief_signer.unsign_object, max_age=_BRIEFLY)):
        try:
            said = unsign(token)
        except SignatureExpired:
            return {"late": True}
        except (BadSignature, ValueError):
            continue
        return said
    return None


def _address(path: str) -> str:
    return settings.BASE_URL + path


def mail_domain() -> str:
    """Return what stands behind the @ of the portal's own address."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
