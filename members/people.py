"""What accounts and the team of a Kreis hold of people; the ground floor's and allauth's, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry

from content.models import Draft, Record
from content.people import Fate, Held, Holding, Link, declare, eraser, held_source, names_nobody
from members.models import AccessRequest, DataExport, Deputyship, Invitation, Session, User
from members.services.forgetting import forget_in_accounts

if TYPE_CHECKING:
    from collections.abc import Iterator

# The row of a person stays, without name and address: the trail's numbers lead there.
_SAID = ("password", "email", "first_name", "last_name", "function", "phone")

declare(
    Holding(User, "Ihr Konto", (Link("pk", Fate.KEEP, emptied=_SAID),), secrets=("password",)),
    Holding(EmailAddress, "Ihre Adresse", (Link("user", Fate.DELETE),), with_row=("email",)),
    Holding(
        EmailConfirmation,
        "Bestätigungen Ihrer Adresse",
        (Link("email_address__user", Fate.DELETE),),
        secrets=("key",),
    ),
    Holding(Authenticator, "Ihr zweiter Faktor", (Link("user", Fate.DELETE),), secrets=("data",)),
    Holding(
        UserSession,
        "Ihre Geräte",
        (Link("user", Fate.DELETE),),
        secrets=("session_key", "data"),
    ),
    Holding(
        Session,
        "Ihre Sitzungen",
        (Link("person", Fate.DELETE),),
        secrets=("session_key", "session_data"),
    ),
    Holding(Deputyship, "Vertretungen", (Link("person", Fate.DELETE), Link("deputy", Fate.DELETE))),
    Holding(
        Invitation,
        "Einladungen",
        # What the person sent and nobody took yet ends before: members.services.erasing.
        (Link("invited_by", Fate.KEEP),),
        addresses={"email": Fate.DELETE},
        secrets=("token_hash",),
    ),
    Holding(
        AccessRequest,
        "Zugangsanfragen",
        (Link("decided_by", Fate.KEEP, columns=()),),
        addresses={"email": Fate.DELETE},
        with_row=("first_name", "last_name", "function"),
    ),
    Holding(DataExport, "Datenauskünfte", (Link("person", Fate.DELETE),), secrets=("file",)),
    Holding(Draft, "Was Sie zuletzt getippt haben", (Link("person", Fate.DELETE),)),
    Holding(Record, "Was Sie im Portal getan haben", (Link("by", Fate.KEEP),), frozen=True),
    Holding(LogEntry, "Was Sie in der Verwaltung getan haben", (Link("user", Fate.KEEP),)),
)
names_nobody("members.Kreis", "name", "sort_name", "contact_email")
names_nobody("auth.Group", "name")
names_nobody("auth.Permission", "name", "codename")
names_nobody("taggit.Tag", "name")
names_nobody("search.FacetValue", "name")
eraser(forget_in_accounts)


@held_source
def deputising(person: User) -> Iterator[Held]:
    """Name whom this person deputises for; somebody else is named on the team's page."""
    current = Deputyship.objects.current().filter(deputy_id=person.pk)
    for deputyship in current.for_list():
        yield Held(
            key=f"vertretung-{deputyship.pk}",
            sort="Vertretungen, die Sie übernommen haben",
            title=f"{deputyship.person.name}, bis {deputyship.ends_on:%d.%m.%Y}",
            url="",
            otherwise="Die Vertretung endet; eine neue benennen die Person selbst oder die "
            "Leitung.",
        )
