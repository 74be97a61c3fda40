"""The mails about accounts, and what can be put into their words."""

from __future__ import annotations

from notices.mailtexts import MailKind, Word, declare_mail

_DAY = Word("der Tag, an dem es geschah", '{{ timestamp|date:"d.m.Y" }}', "01.12.2026")
_HOUR = Word("die Uhrzeit", '{{ timestamp|date:"H:i" }}', "14:30")
_SIGN_IN = Word("Link zur Anmeldung", "{{ url }}", "https://forum.example/konto/anmelden/")
_RESET = Word(
    "Link zu „Kennwort vergessen“",
    "{{ base_url }}{% url 'account_reset_password' %}",
    "https://forum.example/konto/kennwort/vergessen/",
)
_BY_NAME = (
    "{{ invitation.invited_by.name }}"
    "{% if invitation.invited_by.kreis %} ({{ invitation.invited_by.kreis }}){% endif %}"
)
_ROLE = (
    "{{ invitation.get_role_display }}{% if invitation.kreis %}, {{ invitation.kreis }}{% endif %}"
    "{% if invitation.is_lead %}, mit der Leitung für den Kreis{% endif %}"
)

declare_mail(
    MailKind(
        "mail/invitation",
        "Einladung in das Forum",
        {
            "wer": Word("wer einlädt, mit dem Kreis", _BY_NAME, "Alex Beispiel (Kreis Lippe)"),
            "rolle": Word("Rolle, Kreis und Leitung", _ROLE, "Koordination, Kreis Lippe"),
            "bis": Word(
                "letzter Tag der Einladung",
                '{{ invitation.expires_at|date:"d.m.Y" }}',
                "15.12.2026",
            ),
            "link": Word("Link zur Einladung", "{{ url }}", "https://forum.example/einladung/abc/"),
        },
        needed=("link",),
    )
)
declare_mail(
    MailKind(
        "mail/access_known",
        "Zugangsanfrage: Konto gibt es schon",
        {"link": _SIGN_IN},
        needed=("link",),
    )
)
declare_mail(
    MailKind(
        "mail/access_declined",
        "Zugangsanfrage: Absage",
        {
            "name": Word(
                "wer angefragt hat",
                "{{ request.first_name }} {{ request.last_name }}",
                "Nina Beispiel",
            ),
            "kreis": Word("der Kreis der Anfrage", "{{ request.kreis }}", "Kreis Lippe"),
        },
    )
)
declare_mail(
    MailKind(
        "mail/factor_reset",
        "Zweiter Faktor zurückgesetzt",
        {
            "wer": Word("wer ihn zurückgesetzt hat", "{{ by.name }}", "Kim Beispiel"),
            "link": _SIGN_IN,
        },
        needed=("wer", "link"),
    )
)
declare_mail(
    MailKind(
        "mail/kreis_changed",
        "Wechsel zu einem anderen Kreis",
        {
            "kreis": Word("der neue Kreis", "{{ person.kreis }}", "Kreis Lippe"),
            "link": Word(
                "Link zur Seite des Kreises", "{{ url }}", "https://forum.example/kreise/"
            ),
        },
        needed=("kreis",),
    )
)
declare_mail(
    MailKind(
        "account/email/email_confirmation",
        "Neue E-Mail-Adresse bestätigen",
        {
            "link": Word(
                "Link zum Bestätigen", "{{ activate_url }}", "https://forum.example/konto/adresse/"
            )
        },
        needed=("link",),
    )
)
declare_mail(
    MailKind(
        "account/email/email_changed",
        "E-Mail-Adresse geändert",
        {
            "tag": _DAY,
            "uhrzeit": _HOUR,
            "bisher": Word("die bisherige Adresse", "{{ from_email }}", "alt@kreis.example"),
            "neu": Word("die neue Adresse", "{{ to_email }}", "neu@kreis.example"),
            "link": Word(
                "Link zur Hilfe",
                "{{ base_url }}{% url 'portal:hilfe' %}",
                "https://forum.example/hilfe/",
            ),
        },
        needed=("neu",),
    )
)
declare_mail(
    MailKind(
        "account/email/email_deleted",
        "Änderung der E-Mail-Adresse zurückgenommen",
        {
            "tag": _DAY,
            "uhrzeit": _HOUR,
            "adresse": Word("die Adresse", "{{ deleted_email }}", "neu@kreis.example"),
            "link": _RESET,
        },
        needed=("adresse",),
    )
)
declare_mail(
    MailKind(
        "account/email/password_changed",
        "Kennwort geändert",
        {"tag": _DAY, "uhrzeit": _HOUR, "link": _RESET},
        needed=("link",),
    )
)
declare_mail(
    MailKind(
        "account/email/password_reset",
        "Kennwort neu festgelegt",
        {"tag": _DAY, "uhrzeit": _HOUR, "link": _RESET},
        needed=("link",),
    )
)
declare_mail(
    MailKind(
        "account/email/password_reset_key",
        "Link für ein neues Kennwort",
        {
            "name": Word("der Name der Person", "{{ name }}", "Kim Beispiel"),
            "link": Word(
                "Link für das neue Kennwort",
                "{{ password_reset_url }}",
                "https://forum.example/konto/kennwort/neu/",
            ),
        },
        needed=("link",),
    )
)
declare_mail(
    MailKind(
        "mail/leaving",
        "Konto wird gelöscht",
        {
            "tag": Word("Tag der Löschung", '{{ person.leaves_at|date:"d.m.Y" }}', "15.12.2026"),
            "link": Word("Link zum Zurücknehmen", "{{ url }}", "https://forum.example/konto/"),
        },
        needed=("tag", "link"),
    )
)
declare_mail(
    MailKind(
        "mail/own_data",
        "Eigene Daten liegen bereit",
        {
            "bis": Word("letzter Tag zum Herunterladen", '{{ until|date:"d.m.Y" }}', "15.12.2026"),
            "link": Word("Link zu den Daten", "{{ url }}", "https://forum.example/konto/daten/"),
        },
        needed=("link",),
    )
)
declare_mail(
    MailKind(
        "mail/inactive",
        "Ungenutztes Konto wird gesperrt",
        {
            "tag": Word("Tag der Sperre", '{{ on|date:"d.m.Y" }}', "15.12.2026"),
            "link": _SIGN_IN,
        },
        needed=("tag", "link"),
    )
)
