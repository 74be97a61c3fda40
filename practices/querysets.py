from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery

from content.access import clearance_of
from content.choices import Audience
from practices.choices import READABLE, ElementChoice, State

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User
    from practices.models import (  # noqa: F401  (the base classes name them)
        AdoptedElement,
        Adoption,
        AdoptionOutcome,
        Edition,
        MergedRevision,
        Practice,
        PracticeFile,
        ReviewRemark,
        SavedPractice,
    )

# What components/practice_card.html shows. A list that shows more names it here.
_LISTED = (
    *("title", "summary", "staffing", "state", "checked_on", "review_due"),
    *("adoption_count", "adoption_stopped"),
    *("kreis__name", "kreis__land", "kreis__member_until"),
)

# What a practice's page shows beside its drawing, and what decides about rights.
_READ = (
    *("title", "summary", "state", "audience", "kreis", "version", "edition", "revises"),
    *("checked_on", "review_due", "contact_person", "contact_email", "is_sample"),
    *("adoption_count", "adoption_running", "adoption_stopped"),
    *("archived_at", "archived_by", "archived_by_office", "archive_reason"),
    *("kreis__name", "kreis__land", "kreis__contact_email", "kreis__member_until"),
    *("revises__title", "revises__state"),
    *(f"contact_person__{name}" for name in ("first_name", "last_name", "email", "function")),
    *(f"archived_by__{name}" for name in ("first_name", "last_name", "email")),
)


def _readable(user: User | AnonymousUser, practice: str = "") -> Q:
    """Say of practices, or of what belongs to one by the path `practice`, what may be read."""
    published = Q((f"{practice}state__in", READABLE))
    readable = published & Q((f"{practice}audience__lte", clearance_of(user)))
    if not user.is_authenticated or not user.is_active:
        return readable
    if user.is_moderator:
        return ~Q((f"{practice}state", State.DRAFT))
    if user.kreis_id is not None:
        readable |= Q((f"{practice}kreis_id", user.kreis_id))
    return readable


class PracticeQuerySet(models.QuerySet["Practice"]):
    """Practices."""

    def visible_to(self, user: User | AnonymousUser) -> PracticeQuerySet:
        """Return what this reader may read: published by audience, the own Kreis's in every state.

        Moderators read everything from its submission on.
        """
        return self.filter(_readable(user))

    def published(self) -> PracticeQuerySet:
        """Leave out drafts, submitted and archived ones."""
        return self.filter(state__in=READABLE)

    def for_list(self) -> PracticeQuerySet:
        """Join what a list shows of each practice; its long texts stay in the database."""
        shown = self.select_related("kreis").only(*_LISTED)
        return shown.order_by("-checked_on", "title", "pk")

    def for_page(self) -> PracticeQuerySet:
        """Join what a practice's page shows; vocabularies come as lists of labels, in one query."""
        found: PracticeQuerySet = self.select_related(
            *("kreis", "main_theme", "revises", "contact_person", "changed_by", "archived_by")
        ).annotate(
            further_kreise_labels=self._further_kreise(),
            theme_labels=self._labels("themes"),
            target_groups_labels=self._labels("target_groups"),
            partners_labels=self._labels("partners"),
            legal_bases_labels=self._labels("legal_bases"),
            funding_sources_labels=self._labels("funding_sources"),
            tag_names=ArraySubquery(
                self.model.tags.through.objects.filter(
                    content_type__app_label="practices",
                    content_type__model="practice",
                    object_id=OuterRef("pk"),
                )
                .order_by("tag__name")
                .values("tag__name")
            ),
        )
        return found

    def for_reading(self, *, internal: bool, look: str) -> PracticeQuerySet:
        """Join what a page shows beside its drawing, and that in `parts`: None where none holds.

        It is the one with the fields „Mitglieder“ on request.
        """
        drawn = self._drawings(look).filter(internal=internal).values("parts")
        joined = self.select_related("kreis", "revises", "contact_person", "archived_by")
        known = {"parts": Subquery(drawn)}
        return joined.only(*_READ).annotate(**known)

    def not_drawn(self, look: str) -> PracticeQuerySet:
        """Return the published practices whose drawings do not hold any more, or are missing."""
        inner, outer = (self._drawings(look).filter(internal=one) for one in (True, False))
        return self.published().filter(~Exists(inner) | ~Exists(outer))

    def _drawings(self, look: str) -> models.QuerySet[Any]:
        """Return, within a query of practices, the drawings that hold."""
        drawings = self.model._meta.get_field("drawings").related_model._default_manager
        return drawings.filter(practice_id=OuterRef("pk"), version=OuterRef("version"), look=look)

    def _further_kreise(self) -> ArraySubquery:
        named = self.model._default_manager.filter(pk=OuterRef("pk"), further_kreise__isnull=False)
        return ArraySubquery(
            named.order_by("further_kreise__sort_name").values("further_kreise__name")
        )

    def _labels(self, vocabulary: str) -> ArraySubquery:
        terms = self.model._default_manager.filter(pk=OuterRef("pk"))
        named = terms.filter(**{f"{vocabulary}__isnull": False})
        return ArraySubquery(
            named.order_by(f"{vocabulary}__position").values(f"{vocabulary}__label")
        )


class ReviewRemarkQuerySet(models.QuerySet["ReviewRemark"]):
    """Queries of the office."""

    def visible_to(self, user: User | AnonymousUser) -> ReviewRemarkQuerySet:
        """Return those of the own Kreis's practices, and all of what the office may read."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_moderator:
            return self.exclude(practice__state=State.DRAFT)
        return self.filter(practice__kreis_id=user.kreis_id) if user.kreis_id else self.none()

    def open(self) -> ReviewRemarkQuerySet:
        """Return those without an answer."""
        return self.filter(answered_at__isnull=True)


class EditionQuerySet(models.QuerySet["Edition"]):
    """Published states."""

    def visible_to(self, user: User | AnonymousUser) -> EditionQuerySet:
        """Return those opened to this reader, of practices that may be read today.

        The own Kreis and moderators read all of them.
        """
        readable = self.filter(_readable(user, "practice__"))
        opened = Q(audience__lte=clearance_of(user))
        if not user.is_authenticated or not user.is_active:
            return readable.filter(opened)
        if user.is_moderator:
            return readable
        if user.kreis_id is not None:
            opened |= Q(practice__kreis_id=user.kreis_id)
        return readable.filter(opened)


class MergedRevisionQuerySet(models.QuerySet["MergedRevision"]):
    """Old addresses."""

    def visible_to(self, user: User | AnonymousUser) -> MergedRevisionQuerySet:
        """Return those of practices this reader may read."""
        return self.filter(_readable(user, "practice__"))


class SavedPracticeQuerySet(models.QuerySet["SavedPractice"]):
    """Entries of „Merklisten“."""

    def visible_to(self, user: User | AnonymousUser) -> SavedPracticeQuerySet:
        """Return the own ones, of practices that may be read today."""
        return self.filter(_readable(user, "practice__"), person_id=user.pk)


# What lists and pages show of an adoption; not the long texts of its practice and its Kreise.
_ADOPTION_JOINS = ("practice", "kreis", "source_kreis")
_CHANGED = (ElementChoice.CHANGED, ElementChoice.DROPPED, ElementChoice.ADDED)
_OF_PRACTICE = ("title", "state", "audience", "kreis", "edition", "is_sample")
_OF_KREIS = ("name", "sort_name", "member_since", "member_until")


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    """What Kreise take over from one another."""

    def visible_to(self, user: User | AnonymousUser) -> AdoptionQuerySet:
        """Return those this reader may know of: Kreis and state, of practices that may be read.

        The own Kreis keeps its own, also when it may read the source no longer. The public and
        the liaison know numbers only, which stand with the practice.
        """
        if clearance_of(user) < Audience.NETWORK:
            return self.none()
        return self.filter(_known_adoption(user))

    def as_read_by(self, user: User | AnonymousUser) -> AdoptionQuerySet:
        """Join what pages show, and know whether this reader reads the source."""
        own = [field.name for field in self.model._meta.concrete_fields]
        joined = [f"practice__{name}" for name in _OF_PRACTICE]
        joined += [f"{kreis}__{name}" for kreis in _ADOPTION_JOINS[1:] for name in _OF_KREIS]
        itself = self.model._default_manager.filter(pk=OuterRef("pk"))
        changed = itself.filter(elements__choice__in=_CHANGED).values("elements__choice")
        readable = _readable(user, "practice__")
        known = {
            "source_is_readable": ExpressionWrapper(readable, models.BooleanField()),
            "changes": ArraySubquery(changed),
        }
        found: AdoptionQuerySet = self.select_related(*_ADOPTION_JOINS).annotate(**known)
        found = found.only(*own, *joined)
        if clearance_of(user) < Audience.MEMBERS:
            # An order by what stays hidden would tell it (S26).
            return found.order_by("practice__title", "kreis__sort_name", "pk")
        return found.order_by(F("started_on").desc(nulls_last=True), "-pk")

    def with_outcomes(self) -> AdoptionQuerySet:
        """Know of each after how many months an outcome is written: `written_after`."""
        itself = self.model._default_manager.filter(pk=OuterRef("pk"))
        written = itself.filter(outcomes__isnull=False).values("outcomes__after_months")
        known = {"written_after": ArraySubquery(written)}
        return self.annotate(**known)


def _known_adoption(user: User | AnonymousUser, adoption: str = "") -> Q:
    """Say of adoptions, or of their parts by the path `adoption`, which this reader knows.

    The own Kreis keeps its own. Only for readers who may know more than numbers.
    """
    known = _readable(user, f"{adoption}practice__")
    if user.is_authenticated and user.kreis_id is not None:
        known |= Q((f"{adoption}kreis_id", user.kreis_id))
    return known


class AdoptedElementQuerySet(models.QuerySet["AdoptedElement"]):
    """What became of the steps of a source."""

    def visible_to(self, user: User | AnonymousUser) -> AdoptedElementQuerySet:
        """Return those whose adoption's details this reader may see."""
        if clearance_of(user) < Audience.MEMBERS:
            return self.none()
        return self.filter(_known_adoption(user, "adoption__"))


class AdoptionOutcomeQuerySet(models.QuerySet["AdoptionOutcome"]):
    """How adoptions went."""

    def visible_to(self, user: User | AnonymousUser) -> AdoptionOutcomeQuerySet:
        """Return those whose adoption's details this reader may see."""
        if clearance_of(user) < Audience.MEMBERS:
            return self.none()
        return self.filter(_known_adoption(user, "adoption__"))


class PracticeFileQuerySet(models.QuerySet["PracticeFile"]):
    """Files at practices."""

    def visible_to(self, user: User | AnonymousUser) -> PracticeFileQuerySet:
        """Return those of practices this reader may read today, for the network only (S27)."""
        if clearance_of(user) < Audience.NETWORK:
            return self.none()
        return self.filter(_readable(user, "practice__"))
