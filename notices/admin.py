from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import format_html, format_html_join, urlize

from content.admin import PortalAdmin, ProtectedAdmin, ReadOnlyAdmin
from notices.choices import MailState
from notices.mailtexts import filled, mail_kind, missing_in, unknown_in
from notices.models import MailText, Notice, OutgoingMail, Preference, RefusedAddress
from notices.services import send_again, word_mail

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin, ProtectedAdmin):
    """Mail on its way. Moderators see what became of it; its text is for superusers, on record.

    It can hold a link that sets a password. Where mail is kept instead of sent (the trial),
    moderators read it too: everybody there tries every role.
    """

    list_display = ("envelope", "to", "channel", "state", "error", "created_at", "sent_at")
    list_filter = ("state", "channel")
    search_fields = ("to", "subject")
    search_help_text = "Sucht in Adresse und Betreff."
    date_hierarchy = "created_at"
    fields = ("to", "subject", "channel", "state", "error", "created_at", "sent_at", "body")
    readonly_fields = fields
    actions = ("send_again",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        reads = settings.DEMO_MODE or self.acting(request).is_superuser
        return self.fields if reads else self.fields[:-1]

    @admin.display(description="Betreff", ordering="subject")
    def envelope(self, mail: OutgoingMail) -> str:
        return str(mail)

    @admin.display(description="Text")
    def body(self, mail: OutgoingMail) -> str:
        if not mail.text:
            return "Kein Text: noch nicht geschrieben, oder nach dem Versand gelöscht."
        # urlize escapes what is no link; the second filter need not do it again.
        return linebreaks_filter(urlize(mail.text, autoescape=True), autoescape=False)

    @admin.action(description="Erneut senden (nur gescheiterte)", permissions=["view"])
    def send_again(self, request: HttpRequest, mails: QuerySet[OutgoingMail]) -> None:
        again = [mail for mail in mails if send_again(mail, by=self.acting(request))]
        if again:
            said = f"{len(again)} E-Mail{'s' if len(again) > 1 else ''} noch einmal eingereiht."
            self.message_user(request, said, messages.SUCCESS)
        if len(again) < len(mails):
            said = f"Erneut gesendet wird nur, was „{MailState.FAILED.label}“ ist."
            self.message_user(request, said, messages.WARNING)


@admin.register(RefusedAddress)
class RefusedAddressAdmin(ReadOnlyAdmin):
    """Addresses that a mail server refused for good; the next mail they take clears them."""

    list_display = ("address", "code", "times", "first_at", "last_at")
    search_fields = ("address",)
    search_help_text = "Sucht in der Adresse."


class _OwnMatterAdmin(ReadOnlyAdmin, ProtectedAdmin):
    """Whom the portal told of what is between it and the person; superusers look for a fault."""

    moderator_may = frozenset()
    list_filter = ("kind", "channel")
    search_fields = ("person__email",)
    search_help_text = "Sucht in der E-Mail-Adresse."


@admin.register(Notice)
class NoticeAdmin(_OwnMatterAdmin):
    list_display = ("happened_at", "kind", "thing", "person", "channel", "read_at", "mail_state")
    list_select_related = ("person", "mail")
    date_hierarchy = "happened_at"

    @admin.display(description="E-Mail")
    def mail_state(self, notice: Notice) -> str:
        return notice.mail.get_state_display() if notice.mail else "–"


@admin.register(Preference)
class PreferenceAdmin(_OwnMatterAdmin):
    list_display = ("person", "kind", "channel")
    list_select_related = ("person",)


class MailTextForm(forms.ModelForm[MailText]):
    """The words of a mail, beginning with what it says now."""

    started_from = forms.IntegerField(widget=forms.HiddenInput)
    is_reset = forms.BooleanField(
        label="Wieder die Vorgabe verwenden",
        required=False,
        help_text="Betreff und Text oben werden dann verworfen.",
    )

    class Meta:
        model = MailText
        fields = ("subject", "body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = mail_kind(self.instance.key)
        self.initial["started_from"] = self.instance.version
        for name in ("subject", "body"):
            self.fields[name].required = True
            if self.kind and not self.initial.get(name):
                self.initial[name] = getattr(self.kind, name)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("started_from") != self.instance.version:
            message = (
                "Inzwischen hat jemand anderes diesen Text geändert. Laden Sie die Seite neu und "
                "übernehmen Sie Ihren Text von hier."
            )
            raise forms.ValidationError(message)
        if self.kind is None or said.get("is_reset"):
            return said
        for name, known in (("subject", self.kind.in_subject), ("body", set(self.kind.words))):
            unknown = unknown_in(known, said.get(name, ""))
            if unknown:
                listed = ", ".join(f"{{{one}}}" for one in unknown)
                self.add_error(name, f"Diesen Platzhalter gibt es hier nicht: {listed}")
        missing = missing_in(self.kind, said.get("body", ""))
        if missing:
            listed = ", ".join(f"{{{one}}}" for one in missing)
            self.add_error("body", f"Ohne diesen Platzhalter nützt die E-Mail nichts: {listed}")
        return said


@admin.register(MailText)
class MailTextAdmin(PortalAdmin):
    """The words of mails about accounts; which mails there are, the portal decides."""

    moderator_may = frozenset({"view", "change"})
    form = MailTextForm
    list_display = ("label", "is_own", "changed_at")
    search_fields = ("label",)
    search_help_text = "Sucht im Namen der E-Mail."
    fields = ("subject", "body", "is_reset", "started_from", "words", "preview")
    readonly_fields = ("words", "preview")

    @admin.display(description="eigener Text", boolean=True)
    def is_own(self, text: MailText) -> bool:
        return bool(text.body)

    @admin.display(description="Platzhalter")
    def words(self, text: MailText) -> str:
        kind = mail_kind(text.key)
        pairs = kind.words.items() if kind else ()
        lines = ((f"{{{name}}}", word.says) for name, word in pairs)
        return format_html_join("", "<div><code>{}</code> {}</div>", lines)

    @admin.display(description="So sieht die E-Mail aus")
    def preview(self, text: MailText) -> str:
        kind = mail_kind(text.key)
        if kind is None:
            return "–"
        examples = kind.examples()
        subject = filled(text.subject or kind.subject, examples)
        body = filled(text.body or kind.body, examples)
        shown = linebreaks_filter(body)
        return format_html("<p><b>Betreff: {}</b></p>{}", subject, shown)

    def save_model(self, request: HttpRequest, obj: MailText, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        said = form.cleaned_data
        subject, body = ("", "") if said["is_reset"] else (said["subject"], said["body"])
        by = self.acting(request)
        word_mail(obj, by=by, subject=subject, body=body, version=said["started_from"])

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False
