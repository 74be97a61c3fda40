from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.lookups import Unaccent
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone

from content.access import clearance_of
from content.choices import Audience
from members.choices import ExportState, Role
from members.facts import session_facts
from notices.choices import MOST_COUNTED
from notices.models import Notice, Preference, RefusedAddress

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    # The base classes name them.
    from members.models import DataExport, Deputyship, Invitation, Kreis, User  # noqa: F401


def _each_word(words: str, *fields: str) -> Q:
    """Ask that each word stands in one of the fields, with or without its umlauts."""
    every = Q()
    for word in words.split():
        plain = word.lower()
        for written, umlaut in (("ae", "a"), ("oe", "o"), ("ue", "u")):
            plain = plain.replace(written, umlaut)
        either = Q()
        for spelling, field in product({word, plain}, fields):
            either |= Q(**{f"{field}__unaccent__icontains": spelling})
        every &= either
    return every


class KreisQuerySet(models.QuerySet["Kreis"]):
    """Kreise; only those that are or were members have a page."""

    def visible_to(self, user: User | AnonymousUser) -> KreisQuerySet:  # noqa: ARG002
        """Return the Kreise with a public page: members and former members."""
        return self.filter(member_since__isnull=False)

    def members(self) -> KreisQuerySet:
        """Return the Kreise whose membership runs today."""
        today = timezone.localdate()
        return self.filter(
            Q(member_until__isnull=True) | Q(member_until__gte=today), member_since__lte=today
        )

    def outsiders(self) -> KreisQuerySet:
        """Return the Kreise and cities that are not members today."""
        today = timezone.localdate()
        return self.filter(
            Q(member_since__isnull=True) | Q(member_since__gt=today) | Q(member_until__lt=today)
        )

    def in_order(self) -> KreisQuerySet:
        """Sort the German way; „Landkreis“ and „Kreis“ do not count."""
        return self.order_by(Unaccent(Lower("sort_name")), "sort_name", "ags")

    def named(self, words: str) -> KreisQuerySet:
        """Return the Kreise whose name, or a name people use for them, holds every word.

        „Lüneburg“, „Luneburg“ and „Lueneburg“ find the same.
        """
        return self.filter(_each_word(words, "name", "aliases"))

    def with_theme_keys(self) -> KreisQuerySet:
        """Know of each Kreis the keys of its priorities: `theme_keys`, all in one pass."""
        keys = ArrayAgg("priorities__key", filter=Q(priorities__isnull=False), default=Value([]))
        return self.annotate(theme_keys=keys)


class UserQuerySet(models.QuerySet["User"]):
    """People."""

    def visible_to(self, user: User | AnonymousUser) -> UserQuerySet:
        """Return whom this reader may know of: all in the Forum; partners, agreed contacts."""
        clearance = clearance_of(user)
        own = Q(pk=user.pk, is_active=True)
        listed = Q(is_active=True) & ~Q(role="") & self._of_a_member()
        if clearance >= Audience.NETWORK:
            return self.filter(listed)
        if clearance >= Audience.PARTNERS:
            return self.filter((listed & Q(contact_for_partners=True)) | own)
        return self.filter(own)

    def with_access(self) -> UserQuerySet:
        """Return whom the portal lets in today; the same answer as members.access.has_access."""
        return self.filter(self._of_a_member(), is_active=True).select_related("kreis")

    @staticmethod
    def _of_a_member() -> Q:
        """Without a Kreis, or of one whose membership runs today."""
        today = timezone.localdate()
        runs = Q(kreis__member_until__isnull=True) | Q(kreis__member_until__gte=today)
        return Q(kreis__isnull=True) | (Q(kreis__member_since__lte=today) & runs)

    def as_pages_need_them(self) -> UserQuerySet:
        """Know of each person what every page asks: Kreis, second factor, news.

        What few have, is here whether they do: who deputises for nobody is not asked for whom.
        """
        known = self.select_related("kreis").with_second_factor().with_deputyships()
        return known.with_news().with_channels().annotate(**session_facts())

    def with_second_factor(self) -> UserQuerySet:
        """Know of each person whether a second factor is set up: `has_second_factor`."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"))
        return self.annotate(has_second_factor=Exists(factors))

    def with_news(self) -> UserQuerySet:
        """Know of each person which notices are unread, as far as the bell counts: `unread`."""
        own = Notice.objects.unread().filter(person_id=OuterRef("pk")).order_by("-pk")
        pairs = own.values(pair=Concat("kind", Value(" "), "thing"))
        return self.annotate(unread=ArraySubquery(pairs[:MOST_COUNTED]))

    def with_channels(self) -> UserQuerySet:
        """Know of each person how he chose to hear of what: `chosen_channels`, few have any."""
        own = Preference.objects.filter(person_id=OuterRef("pk")).order_by()
        pairs = own.values(pair=Concat("kind", Value(" "), "channel"))
        return self.annotate(chosen_channels=ArraySubquery(pairs))

    def with_deputyships(self) -> UserQuerySet:
        """Know of each person whether he deputises for somebody today: `is_deputy`."""
        deputyships: Any = self.model._meta.get_field("deputyships").related_model
        own = deputyships.objects.running().filter(deputy_id=OuterRef("pk"))
        return self.annotate(is_deputy=Exists(own))

    def with_refusals(self) -> UserQuerySet:
        """Know of each person whether mail servers refuse the address: `mail_is_refused`."""
        refused = RefusedAddress.objects.believed().filter(address__iexact=OuterRef("email"))
        return self.annotate(mail_is_refused=Exists(refused))

    def named(self, words: str) -> UserQuerySet:
        """Return those whose name, function or Kreis holds every word."""
        return self.filter(_each_word(words, "first_name", "last_name", "function", "kreis__name"))

    def coordinators(self) -> UserQuerySet:
        """Return the coordinators, leads first."""
        named = self.filter(role=Role.COORDINATOR).select_related("kreis")
        return named.order_by("-is_lead", "last_name", "first_name")

    def colleagues_of(self, person: User) -> UserQuerySet:
        """Return who could take over: of the same Kreis, or without one of the same role."""
        same = {"kreis_id": person.kreis_id} if person.kreis_id else {"role": person.role}
        others = self.with_access().exclude(Q(pk=person.pk) | Q(role="")).filter(**same)
        return others.filter(leaves_at__isnull=True).order_by("last_name", "first_name", "pk")

    def moderators(self) -> UserQuerySet:
        """Return the people of the office."""
        return self.with_access().filter(role=Role.MODERATOR)

    def answering_for(self, kreis_id: str | None, *, first: int | None) -> list[User]:
        """Return this person, if still of the Kreis and with access; else the Kreis's leads."""
        of_kreis = self.with_access().filter(kreis_id=kreis_id, kreis__isnull=False)
        return list(of_kreis.filter(pk__in=[first])) or list(of_kreis.filter(is_lead=True))

    def locked_with_team(self, person: User) -> dict[int, User]:
        """Lock a person and everybody of the Kreis, in one order; return them as they are now.

        Whoever counts the leads of a Kreis, or pairs two of its people, asks for this first: of
        two leads leaving at once, one stays.
        """
        kreis = self.filter(pk=person.pk, kreis__isnull=False).values("kreis_id")
        team = self.filter(Q(pk=person.pk) | Q(kreis_id__in=kreis)).select_related("kreis")
        return {one.pk: one for one in team.select_for_update(of=("self",)).order_by("pk")}


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations."""

    def visible_to(self, user: User | AnonymousUser) -> InvitationQuerySet:
        """Return all to moderators and superusers, the own Kreis's to its lead."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_moderator or user.is_superuser:
            return self
        if user.is_lead and user.kreis_id is not None:
            return self.filter(kreis_id=user.kreis_id)
        return self.none()

    def for_list(self) -> InvitationQuerySet:
        """Join what a list shows: the open ones, newest first."""
        return (
            self.filter(accepted_at__isnull=True, revoked_at__isnull=True)
            .select_related("kreis", "invited_by")
            .order_by("-created_at", "-pk")
        )


class DeputyshipQuerySet(models.QuerySet["Deputyship"]):
    """Who deputises for whom."""

    def visible_to(self, user: User | AnonymousUser) -> DeputyshipQuerySet:
        """Return those of the own Kreis; to moderators and superusers all."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_moderator or user.is_superuser:
            return self
        if user.kreis_id is not None:
            return self.filter(person__kreis_id=user.kreis_id)
        return self.none()

    def current(self) -> DeputyshipQuerySet:
        """Return those that run today or will."""
        return self.filter(ended_at__isnull=True, ends_on__gte=timezone.localdate())

    def running(self) -> DeputyshipQuerySet:
        """Return those that run today."""
        return self.current().filter(starts_on__lte=timezone.localdate())

    def for_list(self) -> DeputyshipQuerySet:
        """Join what a list shows: both people, the earliest first."""
        return self.select_related("person", "deputy").order_by("starts_on", "pk")


class DataExportQuerySet(models.QuerySet["DataExport"]):
    """Archives of what the portal holds of a person."""

    def visible_to(self, user: User | AnonymousUser) -> DataExportQuerySet:
        """Return the own one; nobody else's is there for anybody."""
        return self.filter(person_id=user.pk) if user.is_authenticated else self.none()

    def on_hand(self) -> DataExportQuerySet:
        """Return those that can be fetched now."""
        return self.filter(state=ExportState.READY, expires_at__gt=timezone.now())
