"""What was reported and what became of it, what is hidden, and who is locked out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models.functions import Left
from django.utils.html import format_html

from content.queues import settled_by
from forum.access import may_decide
from forum.admin.rooms import RoomBoundAdmin
from forum.choices import Act
from forum.models import Decision, HiddenPost, Post, Report, RoomLock
from forum.querysets import PREVIEW
from forum.services import DecidedError, Ruling, decide, let_back

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

_EXCERPT = 160


class ReasonForm(ActionForm):
    """Which act, and why: its reason goes to whom it concerns."""

    reason = forms.CharField(label="Begründung:", required=False, max_length=1000)


class _DecidingAdmin(RoomBoundAdmin):
    """Lists whose acts need a reason; they call the services, one thing after the other."""

    action_form = ReasonForm

    def _decide(self, request: HttpRequest, act: Act, posts: list[tuple[Post, int | None]]) -> None:
        """Decide about posts, knowing of reports up to one; skip what others decided (S73)."""
        reason = request.POST.get("reason", "").strip()[:1000]
        if not reason:
            self.message_user(request, "Schreiben Sie eine Begründung dazu.", messages.ERROR)
            return
        done = 0
        for post, known in posts:
            if not may_decide(request.user, post):
                text = f"„{post}“: Darüber entscheidet, wer den Raum moderiert."
                self.message_user(request, text, messages.ERROR)
                continue
            last = post.decisions.first()
            seen = last.pk if last else 0
            by = self.acting(request)
            try:
                decide(post, act, Ruling(by=by, reason=reason, seen=seen, known=known))
            except DecidedError as error:
                self._say_late(request, error.decision)
            else:
                done += 1
        if done:
            self.message_user(request, f"{act.label}: {done}", messages.SUCCESS)

    def _say_late(self, request: HttpRequest, decision: Decision) -> None:
        text = settled_by(decision.by, None, decision.get_act_display())
        self.message_user(request, text, messages.WARNING)


@admin.register(Report)
class ReportAdmin(_DecidingAdmin):
    """Reports of the rooms this person moderates; but for what he wrote himself.

    What was reported stands in the list for who moderates there. A superuser opens it, and that
    is recorded (S68).
    """

    list_display = ("at", "excerpt", "topic", "author", "cause", "days_open", "outcome", "on_page")
    list_filter = ("cause", "decision__act")
    search_fields = ("post__topic__title",)
    search_help_text = "Sucht im Titel des Themas."
    date_hierarchy = "at"
    fields = ("post", "post_text", "cause", "text", "reporter", "at", "decision")
    readonly_fields = fields
    actions = ("leave", "hide")

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        hidden = {"excerpt"} if self.acting(request).is_superuser else set()
        return tuple(name for name in self.list_display if name not in hidden)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        found = found.annotate(preview=Left("post__text", PREVIEW))
        return found.select_related("post__topic__room", "decision__by", "reporter")

    @admin.display(description="Beitrag")
    def excerpt(self, report: Report) -> str:
        return report.preview[:_EXCERPT]

    @admin.display(description="Thema")
    def topic(self, report: Report) -> str:
        return f"{report.post.topic.title} ({report.post.topic.room.name})"

    @admin.display(description="von")
    def author(self, report: Report) -> str:
        return f"{report.post.author_name}, {report.post.author_kreis}"

    @admin.display(description="Tage offen")
    def days_open(self, report: Report) -> str:
        return str(report.days) if report.decision is None else ""

    @admin.display(description="Entscheidung", empty_value="offen")
    def outcome(self, report: Report) -> str | None:
        decision = report.decision
        if decision is None:
            return None
        return f"{decision.get_act_display()}{f', {decision.by.name}' if decision.by else ''}"

    @admin.display(description="Auf der Seite")
    def on_page(self, report: Report) -> str:
        url = f"{report.post.topic.get_absolute_url()}{report.post.number}/moderieren/"
        return format_html('<a href="{}">prüfen und entscheiden</a>', url)

    @admin.display(description="Beitrag im Wortlaut")
    def post_text(self, report: Report) -> str:
        return report.post.text

    @admin.action(description="Beitrag stehen lassen", permissions=["view"])
    def leave(self, request: HttpRequest, reports: QuerySet[Report]) -> None:
        self._decide_reports(request, Act.LEAVE, reports)

    @admin.action(description="Beitrag ausblenden", permissions=["view"])
    def hide(self, request: HttpRequest, reports: QuerySet[Report]) -> None:
        self._decide_reports(request, Act.HIDE, reports)

    def _decide_reports(self, request: HttpRequest, act: Act, reports: QuerySet[Report]) -> None:
        """Decide once about each post, however many reports of it are chosen."""
        known: dict[int, tuple[Post, int | None]] = {}
        for report in reports.order_by("pk"):
            if report.decision is not None and report.decision.act != Act.QUERY:
                self._say_late(request, report.decision)
            else:
                known[report.post_id] = (report.post, report.pk)
        if known:
            self._decide(request, act, list(known.values()))


@admin.register(Decision)
class DecisionAdmin(RoomBoundAdmin):
    """What was decided, and what was answered."""

    list_display = ("at", "act", "room", "person", "by", "answered_at", "noted_by")
    list_select_related = ("room", "person", "by", "noted_by")
    list_filter = ("act", ("answered_at", admin.EmptyFieldListFilter))
    date_hierarchy = "at"
    search_fields = ("room_name", "person__last_name")
    search_help_text = "Sucht in Raum und Nachname."
    exclude = ("room_name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        everything = Decision.objects.all()
        if self.acting(request).is_superuser:
            return everything
        return everything.moderated_by(request.user)


@admin.register(HiddenPost)
class HiddenPostAdmin(_DecidingAdmin):
    """Posts that the moderation hid; here they are shown again."""

    list_display = ("topic", "number", "author_name", "author_kreis", "hidden_at", "hidden_reason")
    list_select_related = ("topic",)
    ordering = ("-hidden_at",)
    date_hierarchy = "hidden_at"
    search_fields = ("topic__title", "author_name")
    search_help_text = "Sucht in Titel und Name."
    exclude = ("html", "fragment", "token")
    actions = ("show_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(hidden_at__isnull=False)

    @admin.action(description="Wieder einblenden", permissions=["view"])
    def show_again(self, request: HttpRequest, posts: QuerySet[Post]) -> None:
        found = posts.select_related("topic__room", "author__kreis")
        self._decide(request, Act.SHOW, [(post, None) for post in found])


@admin.register(RoomLock)
class RoomLockAdmin(RoomBoundAdmin):
    """Locks; moderators see and lift those of the rooms they read."""

    list_display = ("room", "person", "reason", "until", "by", "at")
    list_select_related = ("room", "person", "by")
    search_fields = ("room__name", "person__last_name")
    search_help_text = "Sucht in Raum und Nachname."
    action_form = ReasonForm
    actions = ("lift",)

    @admin.action(description="Ausgewählte Sperren aufheben", permissions=["view"])
    def lift(self, request: HttpRequest, queryset: QuerySet[RoomLock]) -> None:
        """Let people back into rooms."""
        by, reason = self.acting(request), request.POST.get("reason", "").strip()[:1000]
        locks = queryset.select_related("room", "person")
        lifted = sum(let_back(lock.room, lock.person, by=by, reason=reason) for lock in locks)
        self.message_user(request, f"Aufgehoben: {lifted}")
