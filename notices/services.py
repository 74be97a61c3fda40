"""Telling people: notices and mail, written in the caller's transaction, delivered by a job."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import escape

from content.services import record, set_changed
from notices.choices import DIGESTS, MOST_COUNTED, SILENT, Channel, MailState
from notices.jobs import defer_delivery
from notices.kinds import kinds_for, task_kinds
from notices.letters import html_of, mail_domain, one_line, parse
from notices.mailtexts import filled, mail_kind
from notices.models import MailText, Notice, OutgoingMail, Preference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from content.people import Leaver
    from members.models import User
    from notices.kinds import NoticeKind
    from notices.querysets import NoticeQuerySet

_NO_TIME = timedelta(0)
_WORDS_OF_MAIL = ("subject", "text", "html")


def send_mail(to: str, *, template: str, context: dict[str, Any], once: str = "") -> OutgoingMail:
    """Queue a mail to one recipient, text and HTML from one source.

    For what concerns an account, or somebody who has none; all else is a notice. `template` names
    two templates, `<template>_subject.txt` and `<template>_message.txt`. The mail is stored and
    its delivery deferred in the transaction of the caller, so that a mail leaves exactly when the
    change it tells of was committed. With `once`, a key of the occasion, a second call queues
    nothing and returns the mail of the first (S52). Raises ValidationError for what is no
    address, line breaks included (S48).
    """
    validate_email(to)
    subject, text = _worded(template, {**context, "base_url": settings.BASE_URL})
    with transaction.atomic():
        mail, created = OutgoingMail.objects.get_or_create(
            message_id=_message_id(once),
            defaults={
                "to": to,
                "subject": subject,
                "text": text,
                "html": html_of(subject, parse(text)),
                "template": template,
            },
        )
        if created:
            defer_delivery(mail)
    return mail


def _worded(key: str, values: dict[str, Any]) -> tuple[str, str]:
    """Return subject and text: in the office's words where it has its own, else in the first."""
    kind = mail_kind(key)
    if kind is None:
        subject, text = (_plain(f"{key}_{part}.txt", values) for part in ("subject", "message"))
    else:
        own = MailText.objects.filter(pk=key).exclude(body="").first()
        words = kind.values(values)
        said = {name: words[name] for name in kind.in_subject}
        subject = filled(own.subject if own else kind.subject, said)
        text = filled(own.body if own else kind.body, words)
    return one_line(subject), text.strip() + "\n"


def _plain(name: str, values: dict[str, Any]) -> str:
    # Plain text must not be escaped for HTML; the frame escapes it again for the HTML part.
    template = get_template(name, using="text")
    return template.render(values)


def _message_id(once: str) -> str:
    number = uuid.uuid5(uuid.NAMESPACE_URL, once) if once else uuid.uuid4()
    return f"<{number}@{mail_domain()}>"


@transaction.atomic(savepoint=False)
def notify(
    kind: NoticeKind, thing: object, told: Mapping[User, User | None], *, happening: str
) -> None:
    """Tell people of a happening, each once whatever is called twice.

    `told` names of each whom he deputises for, or None. Who wants mail at once gets one; it is
    written when it is sent, and the right is asked then (S50).
    """
    channels = _channels_of(told, kind)
    key = {"kind": kind.name, "thing": str(thing), "happening": happening}
    Notice.objects.bulk_create(
        (
            Notice(person=person, on_behalf_of=absent, channel=channels[person.pk], **key)
            for person, absent in told.items()
            if channels[person.pk] != Channel.OFF
        ),
        ignore_conflicts=True,
    )
    if Channel.AT_ONCE in channels.values():
        fresh = Notice.objects.filter(person__in=told, mail=None, channel=Channel.AT_ONCE, **key)
        notices = list(fresh.select_related("person").order_by("pk"))
        _mail_at_once(notices, kind.takes_back)


def _channels_of(people: Iterable[User], kind: NoticeKind) -> dict[int, Channel]:
    chosen = Preference.objects.filter(person__in=people, kind=kind.name)
    own = dict(chosen.values_list("person_id", "channel"))
    return {person.pk: Channel(own.get(person.pk, kind.default)) for person in people}


def _mail_at_once(notices: list[Notice], wait: timedelta) -> None:
    for notice in notices:
        once = f"notice {notice.pk}"
        notice.mail, _ = _mail_to(notice.person, Channel.AT_ONCE, once=once, wait=wait)
    Notice.objects.bulk_update(notices, ["mail"])


def _mail_to(
    person: User, channel: Channel, *, once: str, wait: timedelta = _NO_TIME
) -> tuple[OutgoingMail, bool]:
    mail, created = OutgoingMail.objects.get_or_create(
        message_id=_message_id(once),
        defaults={"to": person.email, "person": person, "channel": channel},
    )
    if created:
        defer_delivery(mail, after=wait)
    return mail, created


@transaction.atomic
def collect_digest(person: User, channel: Channel, *, due: datetime) -> bool:
    """Put what waits for this digest into one mail; tell whether something did.

    Two workers, or one after a fall, make one mail: a notice belongs to one mail at most, and a
    digest of one time has one Message-ID (S52, S75). What comes too late for it waits for the next.
    """
    waiting = Notice.objects.visible_to(person).waiting().still_mailed().filter(channel=channel)
    notices = list(waiting.filter(happened_at__lt=due).select_for_update().order_by("pk"))
    if not notices:
        return False
    once = f"digest {channel} {due.isoformat()} {person.pk}"
    mail, created = _mail_to(person, channel, once=once)
    if not created:
        return False
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(mail=mail)
    return True


@transaction.atomic
def send_again(mail: OutgoingMail, *, by: User | None) -> bool:
    """Try a failed mail once more; tell whether it had failed (S73)."""
    if not _leave_failed(mail, MailState.QUEUED):
        return False
    defer_delivery(mail)
    record("mail.sent_again", mail, by=by)
    return True


def forget_in_mails(leaver: Leaver) -> int:
    """Take a person's name and addresses out of the words of mails to others; return of how many.

    The person's own mails go as declared. Those to others still hold words if they wait, failed,
    or are kept by the trial.
    """
    told = OutgoingMail.objects.exclude(person_id=leaver.pk)
    said = Q(pk__in=[])
    for words in filter(None, (leaver.name, escape(leaver.name), *leaver.addresses)):
        for column in _WORDS_OF_MAIL:
            said |= Q(**{f"{column}__icontains": words})
    mails = list(told.filter(said).select_for_update(of=("self",)).order_by("pk"))
    for mail in mails:
        for column in _WORDS_OF_MAIL:
            setattr(mail, column, leaver.forgotten_in(getattr(mail, column)))
    OutgoingMail.objects.bulk_update(mails, _WORDS_OF_MAIL)
    return len(mails)


@transaction.atomic
def give_up(mail: OutgoingMail, *, by: User) -> bool:
    """Send a failed mail no more and empty it; tell whether it had failed (S73)."""
    if not _leave_failed(mail, MailState.DROPPED, text="", html=""):
        return False
    record("mail.given_up", mail, by=by)
    return True


def _leave_failed(mail: OutgoingMail, state: MailState, **columns: str) -> bool:
    """Lead a mail out of its failure; of two at once, one does."""
    failed = OutgoingMail.objects.filter(pk=mail.pk, state=MailState.FAILED)
    return bool(failed.update(state=state, **columns))


def settle(
    kinds: Iterable[NoticeKind],
    thing: object,
    *,
    happening: str = "",
    people: QuerySet[User] | None = None,
) -> int:
    """Let everybody's notices count as read: what they ask for is done. Return how many.

    With a happening, only those of it; with people, only theirs.
    """
    names = [kind.name for kind in kinds]
    about = Notice.objects.filter(kind__in=names, thing=str(thing))
    if happening:
        about = about.filter(happening=happening)
    if people is not None:
        about = about.filter(person__in=people)
    return about.unread().update(read_at=timezone.now())


def settle_tasks_of(person: User) -> None:
    """Let a person's tasks count as read: they stay with the Kreis or the office he leaves."""
    tasks = [kind.name for kind in task_kinds()]
    own = Notice.objects.visible_to(person).filter(kind__in=tasks)
    own.unread().update(read_at=timezone.now())


def mark_read(notices: NoticeQuerySet, *, by: User) -> datetime | None:
    """Let these of a person's notices count as read; return when, None if all were already.

    Undoing it takes the time: `mark_unread(Notice.objects.filter(read_at=time), by=...)`.
    """
    now = timezone.now()
    marked = notices.visible_to(by).unread().update(read_at=now)
    return now if marked else None


def mark_unread(notices: NoticeQuerySet, *, by: User) -> int:
    """Let these of a person's notices count as unread; return how many were read.

    They wait for no digest any more: the person knows them.
    """
    known = notices.visible_to(by).filter(read_at__isnull=False)
    known.filter(channel__in=DIGESTS, mail=None).update(channel=Channel.PORTAL)
    return known.update(read_at=None)


def see(kinds: Iterable[NoticeKind], *things: object, by: User | AnonymousUser) -> None:
    """Note that a person looked at things, or at all of these kinds: their notices are read.

    Costs nothing for who has no unread ones of these.
    """
    names, keys = {kind.name for kind in kinds}, {str(thing) for thing in things}
    unread = getattr(by, "unread", [])

    def is_seen(pair: str) -> bool:
        kind, key = pair.split(" ", 1)
        return kind in names and (not keys or key in keys)

    left = [pair for pair in unread if not is_seen(pair)]
    # Whoever has more than the session's person carries may have others.
    if len(left) < len(unread) or len(unread) >= MOST_COUNTED:
        about = Notice.objects.visible_to(by).filter(kind__in=names)
        if keys:
            about = about.filter(thing__in=keys)
        about.unread().update(read_at=timezone.now())
        # The bell of this very page counts what is left.
        unread[:] = left


@transaction.atomic
def stop_mail(person: User, *, kind: str = "", channel: str = "") -> dict[str, Channel]:
    """Show in the portal alone what came by mail: one kind, or all of a channel.

    What waits for a mail stays where it is: no mail takes it along while this holds. Return what
    stood there before, for bring_mail_back.
    """
    stopped = {
        name: one
        for name, one in _chosen_by(person).items()
        if one not in SILENT and (name == kind or one == channel)
    }
    _choose(person, dict.fromkeys(stopped, Channel.PORTAL))
    return stopped


@transaction.atomic
def bring_mail_back(person: User, stopped: Mapping[str, Channel]) -> bool:
    """Undo stop_mail, also for what waited meanwhile; tell whether anything changed."""
    return bool(_choose(person, stopped))


@transaction.atomic
def set_preferences(person: User, channels: Mapping[str, Channel]) -> bool:
    """Write how a person wants to hear of each kind; tell whether anything changed.

    It holds for what happens from now on. What waits for a digest follows into another digest,
    or out of it.
    """
    changed = _choose(person, channels)
    for kind, channel in changed.items():
        waiting = Notice.objects.visible_to(person).waiting().filter(kind=kind)
        if channel == Channel.OFF:
            waiting.update(read_at=timezone.now())
        elif channel != Channel.AT_ONCE:
            waiting.update(channel=channel)
    return bool(changed)


def _chosen_by(person: User) -> dict[str, Channel]:
    """Return how the person hears of each kind now, and lock what was chosen."""
    own = Preference.objects.select_for_update().filter(person=person)
    now = {kind.name: kind.default for kind in kinds_for(person)}
    return now | {name: Channel(chosen) for name, chosen in own.values_list("kind", "channel")}


def _choose(person: User, channels: Mapping[str, Channel]) -> dict[str, Channel]:
    """Write down what a person chose; return what of it is new."""
    now = _chosen_by(person)
    defaults = {kind.name: kind.default for kind in kinds_for(person)}
    own = Preference.objects.filter(person=person)
    changed = {kind: channel for kind, channel in channels.items() if now.get(kind) != channel}
    for kind, channel in changed.items():
        # A default is not written down: a later one holds for who chose nothing else.
        if defaults.get(kind) == channel:
            own.filter(kind=kind).delete()
        else:
            values = {"channel": channel}
            Preference.objects.update_or_create(person=person, kind=kind, defaults=values)
    return changed


@transaction.atomic
def word_mail(text: MailText, *, by: User, subject: str, body: str, version: int) -> bool:
    """Word a mail otherwise, or with nothing as it was at first; tell whether that is another.

    What equals the first words is not kept: better ones of a later release hold then. Raises
    OutdatedError (S72).
    """
    current = MailText.objects.select_for_update().get(pk=text.pk)
    kind = mail_kind(current.key)
    body = body.replace("\r\n", "\n").strip()
    if kind and (subject, body) == (kind.subject, kind.body):
        subject = body = ""
    changed = set_changed(current, {"subject": subject, "body": body}, version=version)
    if not changed:
        return False
    current.changed_at = timezone.now()
    current.save(update_fields=[*changed, "changed_at", "version"])
    record("mailtext.changed", current, by=by, fields=changed)
    return True
