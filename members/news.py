"""What happens around access that people are told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from members.access import may_invite_at_all
from members.choices import RequestState
from members.models import AccessRequest, Deputyship, Invitation, User
from notices.choices import Channel
from notices.kinds import Line, NoticeKind, declare

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from notices.models import Notice

_AREA = "Zugang"


def _people(user: User) -> QuerySet[User]:
    """Return whom the person knows of; who invited somebody may know that it was taken."""
    known = User.objects.visible_to(user).values("pk")
    invited = Invitation.objects.filter(invited_by_id=user.pk).values(address=Lower("email"))
    people: QuerySet[User] = User.objects.filter(is_active=True)
    people = people.annotate(address=Lower("email")).select_related("kreis")
    return people.filter(Q(pk__in=known) | Q(address__in=invited))


def _joined(person: User, notice: Notice) -> Line:  # noqa: ARG001  (every kind gets both)
    kreis = f", {person.kreis}" if person.kreis else ""
    return Line(
        text="Einladung angenommen",
        title=f"{person.name} ({person.get_role_display()}{kreis})",
        url=person.kreis.get_absolute_url() if person.kreis else reverse("portal:start"),
    )


JOINED = declare(
    NoticeKind(
        name="beitritt",
        label="Jemand hat meine Einladung angenommen",
        area=_AREA,
        default=Channel.WEEKLY,
        readable=_people,
        line=_joined,
        concerns=may_invite_at_all,
    )
)


def _open_invitations(user: User) -> QuerySet[Invitation]:
    return Invitation.objects.visible_to(user).for_list().filter(renewal_asked_at__isnull=False)


def _renewal(invitation: Invitation, notice: Notice) -> Line:  # noqa: ARG001
    return Line(
        text="Neuer Einladungslink erbeten",
        title=invitation.email,
        url=reverse("members:invitation-list"),
        advice="Die Einladung ist abgelaufen, und die eingeladene Person bittet um einen neuen "
        "Link. In der Liste der Einladungen senden Sie ihn mit „Erneut senden“.",
    )


RENEWAL_ASKED = declare(
    NoticeKind(
        name="einladung-erneuern",
        label="Jemand bittet um einen neuen Einladungslink",
        area=_AREA,
        default=Channel.AT_ONCE,
        readable=_open_invitations,
        line=_renewal,
        concerns=may_invite_at_all,
    )
)


def _open_requests(user: User) -> QuerySet[AccessRequest]:
    if not user.is_moderator:
        return AccessRequest.objects.none()
    return AccessRequest.objects.filter(state=RequestState.OPEN).select_related("kreis")


def _request(request: AccessRequest, notice: Notice) -> Line:  # noqa: ARG001
    return Line(
        text="Zugang angefragt",
        title=str(request),
        url=reverse("admin:members_accessrequest_change", args=[request.pk]),
        # Anybody outside chooses these names: they are no words of the portal's own mail.
        title_in_mail=str(request.kreis),
        advice="Laden Sie die Person ein, oder lehnen Sie die Anfrage ab.",
    )


ACCESS_ASKED = declare(
    NoticeKind(
        name="zugangsanfrage",
        label="Jemand fragt einen Zugang an",
        area=_AREA,
        default=Channel.AT_ONCE,
        readable=_open_requests,
        line=_request,
        concerns=lambda user: user.is_moderator,
        is_task=True,
    )
)


def _deputyships(user: User) -> QuerySet[Deputyship]:
    own = Q(person_id=user.pk) | Q(deputy_id=user.pk)
    return Deputyship.objects.visible_to(user).filter(own).for_list()


NAMED, ENDED = "benannt", "beendet"


def _deputyship(deputyship: Deputyship, notice: Notice) -> Line:
    days = f"{deputyship.starts_on:%d.%m.%Y} bis {deputyship.ends_on:%d.%m.%Y}"
    ended = notice.happening == ENDED
    return Line(
        text="Vertretung beendet" if ended else "Vertretung benannt",
        title=f"{deputyship.deputy.name} für {deputyship.person.name}, {days}",
        url=reverse("members:profile"),
        advice=""
        if ended
        else "In dieser Zeit gehen Aufgaben, die den Kreis betreffen, und die Mails dazu an beide. "
        "Die Rechte im Portal ändern sich dadurch nicht.",
    )


DEPUTISING = declare(
    NoticeKind(
        name="vertretung",
        label="Eine Vertretung, die mich betrifft, beginnt oder endet",
        area=_AREA,
        default=Channel.AT_ONCE,
        readable=_deputyships,
        line=_deputyship,
        concerns=lambda user: user.kreis_id is not None,
    )
)
