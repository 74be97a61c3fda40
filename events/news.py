"""What happens to events that people are told of. Of confidential ones no word is in a mail."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db.models.functions import Now

from content.access import clearance_of
from content.choices import Audience
from events.calendar import Entry, invitation
from events.choices import EventState, RegistrationState
from events.models import Event, EventMessage, Minutes, MinutesTask, Registration
from events.wording import moment_of, place_of, times_of
from notices.choices import Channel
from notices.kinds import Enclosed, Line, NoticeKind, declare

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import User
    from notices.models import Notice

_AREA = "Termine"
_CONFIDENTIAL = "ein Termin, zu dem Sie angemeldet sind"

# What of an event matters to who comes: a letter in a notice, the words people read.
CHANGES = {
    "starts_at": ("b", "Beginn"),
    "ends_at": ("e", "Ende"),
    "place": ("o", "Ort"),
    "address": ("a", "Anschrift"),
    "format": ("f", "Format"),
    "join_link": ("l", "Zugangslink"),
}


def takes_part(user: User) -> bool:
    """Whether events are a matter of this person's: of everybody with a role."""
    return clearance_of(user) > Audience.PUBLIC


def in_words(fields: list[str]) -> str:
    """„Beginn, Ort“."""
    return ", ".join(CHANGES[name][1] for name in CHANGES if name in fields)


def _events(user: User) -> QuerySet[Event]:
    return Event.objects.visible_to(user).announced()


def _calendar_file(event: Event) -> Enclosed:
    """Return what puts the event into a calendar, moves it there or takes it out."""
    return Enclosed("termin.ics", invitation(Entry(event, leaves_portal=True)), "text/calendar")


def _line(event: Event, text: str, advice: str = "", *, for_calendar: bool = False) -> Line:
    hidden = event.audience == Audience.MEMBERS
    return Line(
        text=text,
        title=event.title,
        url=event.get_absolute_url(),
        about=f"termin {event.pk}",
        title_in_mail=_CONFIDENTIAL if hidden else "",
        advice="" if hidden else advice,
        encloses=partial(_calendar_file, event) if for_calendar else None,
    )


def _facts(event: Event) -> str:
    return f"{times_of(event)}. Ort: {place_of(event)}."


def _link(event: Event) -> str:
    if not event.join_link:
        return ""
    opens = moment_of(event.join_link_opens)
    return f" Den Zugangslink lesen Sie ab {opens} auf der Seite des Termins."


# By the first word of the happening: what it says, and whether it says when and where.
_CONFIRMED = {
    "angemeldet": ("Sie sind angemeldet", True),
    "warteliste": ("Sie stehen auf der Warteliste", True),
    "abgemeldet": ("Sie sind abgemeldet", False),
    "verfallen": ("Ihr Angebot für einen Platz ist abgelaufen", False),
}


def _confirmed(event: Event, notice: Notice) -> Line:
    state = notice.happening.partition(" ")[0]
    text, with_facts = _CONFIRMED[state]
    advice = _facts(event) + _link(event) if with_facts else ""
    return _line(event, text, advice, for_calendar=state == "angemeldet")


CONFIRMED = declare(
    NoticeKind(
        name="termin-anmeldung",
        label="Bestätigungen meiner An- und Abmeldungen",
        area=_AREA,
        default=Channel.AT_ONCE,
        readable=_events,
        line=_confirmed,
        concerns=takes_part,
    )
)


def _changed(event: Event, notice: Notice) -> Line:
    letters = notice.happening.rpartition(" ")[2]
    fields = [name for name, (letter, _) in CHANGES.items() if letter in letters]
    text = f"Termin geändert: {in_words(fields)}"
    return _line(event, text, f"Jetzt: {_facts(event)}", for_calendar=True)


CHANGED = declare(
    NoticeKind(
        name="termin-geaendert",
        label="Änderungen von Terminen, zu denen ich angemeldet bin",
        area=_AREA,
        default=Channel.AT_ONCE,
        readable=_events,
        line=_changed,
        concerns=takes_part,
    )
)


def _cancelled(event: Event, notice: Notice) -> Line:  # noqa: ARG001  (every kind gets both)
    reason = f" Grund: {event.cancel_reason}" if event.cancel_reason else ""
    return _line(event, "Termin abgesagt", f"{times_of(event)}.{reason}", for_calendar=True)


CANCELLED = declare(
    NoticeKind(
        name="termin-abgesagt",
        label="Absagen von Terminen, zu denen ich angemeldet bin",
        area=_AREA,
        default=Channel.AT_ONCE,
        readable=_events,
        line=_cancelled,
        concerns=takes_part,
    )
)


def _coming(user: User) -> QuerySet[Event]:
    """Return what the person has a place at, until it is over."""
    own = {
        "registrations__person_id": user.pk,
        "registrations__state": RegistrationState.REGISTERED,
    }
    return _events(user).filter(state=EventState.PUBLISHED, ends_at__gte=Now(), **own)


def _reminder(event: Event, notice: Notice) -> Line:  # noqa: ARG001  (every kind gets both)
    return _line(event, f"Erinnerung: {moment_of(event.starts_at)}", _facts(event) + _link(event))


REMINDER = declare(
    NoticeKind(
        name="termin-erinnerung",
        label="Erinnerungen 7 Tage und 1 Tag vor Terminen, zu denen ich angemeldet bin",
        area=_AREA,
        default=Channel.AT_ONCE,
        readable=_coming,
        line=_reminder,
        concerns=takes_part,
    )
)


def _offers(user: User) -> QuerySet[Registration]:
    return Registration.objects.offered_to(user).select_related("event")


def _offer(registration: Registration, notice: Notice) -> Line:  # noqa: ARG001
    assert registration.offered_until is not None  # noqa: S101  (for the type checker)
    event = registration.event
    return Line(
        text=f"Ein Platz ist frei geworden, bis {moment_of(registration.offered_until)} für Sie",
        title=event.title,
        url=f"{event.get_absolute_url()}#anmeldung",
        about=f"termin {event.pk}",
        title_in_mail=_CONFIDENTIAL if event.audience == Audience.MEMBERS else "",
        advice="Nehmen Sie den Platz an oder lehnen Sie ihn ab, dann rückt jemand anderes nach.",
    )


OFFERED = declare(
    NoticeKind(
        name="termin-angebot",
        label="Angebote von der Warteliste eines Termins",
        area=_AREA,
        default=Channel.AT_ONCE,
        readable=_offers,
        line=_offer,
        concerns=takes_part,
        is_task=True,
    )
)


def _messages(user: User) -> QuerySet[EventMessage]:
    return EventMessage.objects.visible_to(user).select_related("event")


def _message(message: EventMessage, notice: Notice) -> Line:  # noqa: ARG001
    event = message.event
    return Line(
        text=f"Nachricht von {message.author_name}: {message.subject}",
        title=event.title,
        url=f"{event.get_absolute_url()}#nachrichten",
        about=f"termin {event.pk}",
        title_in_mail=_CONFIDENTIAL if event.audience == Audience.MEMBERS else "",
        text_in_mail="Nachricht der Organisation",
        advice="Die Nachricht lesen Sie auf der Seite des Termins.",
    )


MESSAGE = declare(
    NoticeKind(
        name="termin-nachricht",
        label="Nachrichten zu Terminen, zu denen ich angemeldet bin",
        area=_AREA,
        default=Channel.AT_ONCE,
        readable=_messages,
        line=_message,
        concerns=takes_part,
    )
)


def _minutes(user: User) -> QuerySet[Minutes]:
    return Minutes.objects.visible_to(user).published().select_related("event")


def _minutes_line(minutes: Minutes, notice: Notice) -> Line:  # noqa: ARG001
    return Line(
        text="Das Protokoll ist da",
        title=minutes.event.title,
        url=minutes.get_absolute_url(),
        about=f"termin {minutes.event_id}",
        title_in_mail=_title_of_minutes_in_mail(minutes),
    )


def _title_of_minutes_in_mail(minutes: Minutes) -> str:
    closed = Audience.MEMBERS in {minutes.audience, minutes.event.audience}
    return _CONFIDENTIAL if closed else ""


MINUTES = declare(
    NoticeKind(
        name="termin-protokoll",
        label="Protokolle von Terminen, an denen ich teilgenommen habe",
        area=_AREA,
        default=Channel.WEEKLY,
        readable=_minutes,
        line=_minutes_line,
        concerns=takes_part,
    )
)


def _tasks(user: User) -> QuerySet[MinutesTask]:
    published = MinutesTask.objects.visible_to(user).filter(minutes__published_at__isnull=False)
    return published.select_related("minutes__event")


def _task_line(task: MinutesTask, notice: Notice) -> Line:  # noqa: ARG001
    until = f" bis {task.due:%d.%m.%Y}" if task.due else ""
    minutes = task.minutes
    return Line(
        text=f"Aufgabe aus dem Protokoll{until}: {task.text}",
        title=minutes.event.title,
        url=task.get_absolute_url(),
        about=f"termin {minutes.event_id}",
        title_in_mail=_title_of_minutes_in_mail(minutes),
        text_in_mail=f"Aufgabe aus dem Protokoll{until}",
        advice="Haken Sie die Aufgabe auf der Seite des Protokolls ab, wenn sie erledigt ist.",
    )


MINUTES_TASK = declare(
    NoticeKind(
        name="termin-aufgabe",
        label="Aufgaben für mich aus Protokollen",
        area=_AREA,
        default=Channel.AT_ONCE,
        readable=_tasks,
        line=_task_line,
        concerns=takes_part,
        is_task=True,
    )
)
