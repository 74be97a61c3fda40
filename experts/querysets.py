from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from content.access import clearance_of
from content.choices import Audience
from experts.choices import ContributionState, QuoteConsent, Stage
from members.choices import Role
from practices.models import Practice

if TYPE_CHECKING:
    from typing import Any

    from django.contrib.auth.models import AnonymousUser

    from experts.models import (  # noqa: F401  (the base classes name them)
        Answer,
        Consultation,
        ConsultationFile,
        Contribution,
        ContributionVersion,
        FollowUp,
        Opinion,
        Outcome,
        Paragraph,
        Quotation,
        Release,
        Source,
    )
    from members.models import User

    type Reader = User | AnonymousUser

AGREED = (QuoteConsent.NAMED, QuoteConsent.KREIS, QuoteConsent.ANONYMOUS)


def is_of_kreis(user: Reader) -> bool:
    """Whether the person speaks for a Kreis in the circle of experts."""
    return user.is_authenticated and user.is_active and user.kreis_id is not None


def is_liaison(user: Reader) -> bool:
    """Whether the person asks for the Landkreistag."""
    return user.is_authenticated and user.is_active and user.role == Role.LIAISON


def is_moderator(user: Reader) -> bool:
    """Whether the person writes and releases summaries."""
    return user.is_authenticated and user.is_active and user.is_moderator


def _nothing() -> Q:
    return Q(pk__in=[])


def _readable(user: Reader, path: str = "") -> Q:
    """Say of consultations, or of what belongs to one by `path`, what may be read.

    Before it is opened, a question is a matter between the Landkreistag and the office.
    """
    if clearance_of(user) < Audience.PARTNERS:
        return _nothing()
    if is_moderator(user) or is_liaison(user):
        return Q()
    return Q((f"{path}opened_at__isnull", False))


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Questions of the Landkreistag."""

    def visible_to(self, user: Reader) -> ConsultationQuerySet:
        """Return the opened ones; to the liaison and moderators those asked, too."""
        return self.filter(_readable(user))

    def released(self) -> ConsultationQuerySet:
        """Return those of which a summary was released."""
        return self.filter(edition__gt=0)


class ConsultationFileQuerySet(models.QuerySet["ConsultationFile"]):
    """Files of the background."""

    def visible_to(self, user: Reader) -> ConsultationFileQuerySet:
        """Return those of questions this person reads (S27)."""
        return self.filter(_readable(user, "consultation__"))


# ---- Contributions -------------------------------------------------------------------------------


def _known(user: Reader, path: str = "") -> Q:
    """Say of contributions, or of what belongs to one by `path`, what may be read.

    The own Kreis reads its own. Others read what was submitted, once their own is or the deadline
    passed; moderators at once. Neither the programme team nor the liaison ever does.
    """
    if clearance_of(user) < Audience.MEMBERS or not user.is_authenticated:
        return _nothing()
    submitted = Q((f"{path}state", ContributionState.SUBMITTED))
    if is_moderator(user):
        return submitted
    if user.kreis_id is None:
        return _nothing()
    contributions: Any = apps.get_model("experts", "Contribution")._default_manager
    own_is_in = contributions.filter(
        consultation=OuterRef(f"{path}consultation"),
        kreis=user.kreis_id,
        state=ContributionState.SUBMITTED,
    )
    passed = Q((f"{path}consultation__deadline__lt", timezone.localdate())) | ~Q(
        (f"{path}consultation__stage", Stage.OPEN)
    )
    return Q((f"{path}kreis_id", user.kreis_id)) | submitted & (passed | Q(Exists(own_is_in)))


class ContributionQuerySet(models.QuerySet["Contribution"]):
    """Answers of Kreise."""

    def visible_to(self, user: Reader) -> ContributionQuerySet:
        """Return the own Kreis's, and of others' what was submitted once that may be read."""
        return self.filter(_known(user))

    def submitted(self) -> ContributionQuerySet:
        """Leave out drafts and withdrawn ones."""
        return self.filter(state=ContributionState.SUBMITTED)


class AnswerQuerySet(models.QuerySet["Answer"]):
    """What was submitted to single items."""

    def visible_to(self, user: Reader) -> AnswerQuerySet:
        """Return those of contributions this person reads."""
        return self.filter(_known(user, "contribution__"))


class ContributionVersionQuerySet(models.QuerySet["ContributionVersion"]):
    """What was submitted before."""

    def visible_to(self, user: Reader) -> ContributionVersionQuerySet:
        """Return those of the own Kreis; to moderators those of contributions that count."""
        if is_moderator(user):
            return self.filter(contribution__state=ContributionState.SUBMITTED)
        if not user.is_authenticated or not is_of_kreis(user):
            return self.none()
        return self.filter(contribution__kreis_id=user.kreis_id)


# ---- The summary in work -------------------------------------------------------------------------


def _in_agreement(user: Reader, path: str) -> Q:
    """Say that a Kreis reads the draft: while it is asked what it says to it."""
    if not is_of_kreis(user):
        return _nothing()
    return Q((f"{path}stage", Stage.AGREEMENT))


class ParagraphQuerySet(models.QuerySet["Paragraph"]):
    """Paragraphs of the summary in work."""

    def visible_to(self, user: Reader) -> ParagraphQuerySet:
        """Return all to moderators; to Kreise those of drafts that are to be agreed upon."""
        return self if is_moderator(user) else self.filter(_in_agreement(user, "consultation__"))


class SourceQuerySet(models.QuerySet["Source"]):
    """Where paragraphs come from."""

    def visible_to(self, user: Reader) -> SourceQuerySet:
        """Return all to moderators; to Kreise no contribution but their own."""
        if is_moderator(user):
            return self
        if not user.is_authenticated or not is_of_kreis(user):
            return self.none()
        known = (
            Q(contribution__kreis_id=user.kreis_id)
            | ~Q(document="")
            | Q(practice__in=Practice.objects.visible_to(user).values("pk"))
        )
        return self.filter(known, _in_agreement(user, "paragraph__consultation__"))


class QuotationQuerySet(models.QuerySet["Quotation"]):
    """Passages of contributions, word by word."""

    def visible_to(self, user: Reader) -> QuotationQuerySet:
        """Return all to moderators; to a Kreis its own, and in a draft what others agreed to."""
        if is_moderator(user):
            return self
        if not user.is_authenticated or not is_of_kreis(user):
            return self.none()
        agreed = Q(consent__in=AGREED) & _in_agreement(user, "paragraph__consultation__")
        return self.filter(Q(contribution__kreis_id=user.kreis_id) | agreed)


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """What Kreise say to a draft."""

    def visible_to(self, user: Reader) -> OpinionQuerySet:
        """Return all to moderators, to a Kreis its own."""
        if is_moderator(user):
            return self
        if not user.is_authenticated or not is_of_kreis(user):
            return self.none()
        return self.filter(kreis_id=user.kreis_id)

    def to_the_whole(self) -> OpinionQuerySet:
        """Return what was said to the whole draft in the wording that stands there now."""
        paragraphs: Any = apps.get_model("experts", "Paragraph")._default_manager
        newer = paragraphs.filter(
            consultation=OuterRef("consultation"), changed_at__gt=OuterRef("at")
        )
        return self.filter(~Exists(newer), paragraph=None)


# ---- What was released ---------------------------------------------------------------------------


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Released editions."""

    def visible_to(self, user: Reader) -> ReleaseQuerySet:
        """Return those for an audience of this reader's, as far as that was not narrowed."""
        clearance = clearance_of(user)
        return self.filter(audience__lte=clearance, consultation__release_audience__lte=clearance)

    def newest(self) -> ReleaseQuerySet:
        """Return of each consultation the last edition."""
        return self.filter(edition=models.F("consultation__edition"))


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    """What the Landkreistag made of summaries."""

    def visible_to(self, user: Reader) -> OutcomeQuerySet:
        """Return those of consultations this person reads."""
        return self.filter(_readable(user, "consultation__"))


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Questions back."""

    def visible_to(self, user: Reader) -> FollowUpQuerySet:
        """Return them to the liaison, the moderators and the Kreise that speak through them."""
        if is_moderator(user) or is_liaison(user):
            return self
        if not is_of_kreis(user):
            return self.none()
        return self.filter(_readable(user, "consultation__"))
