"""What happens around access that people are told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from members.access import may_invite_at_all
from members.choices import RequestState
from members.models import AccessRequest, Invitation, User
from notices.choices import Channel
from notices.kinds import Line, NoticeKind, declare

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from notices.models import Notice

_AREA = "Zugang"


def _people(user: User) -> QuerySet[User]:
    people: QuerySet[User] = User.objects.visible_to(user)
    return people.select_related("kreis")


def _joined(person: User, notice: Notice) -> Line:  # noqa: ARG001  (every kind gets both)
    kreis = f", {person.kreis}" if person.kreis else ""
    return Line(
        text="Einladung angenommen",
        title=f"{person.name} ({person.get_role_display()}{kreis})",
        url=reverse("members:invitation-list"),
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
    return Invitation.objects.visible_to(user).for_list()


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
        is_task=True,
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
