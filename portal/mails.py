"""The mails that the portal itself writes, and what can be put into their words."""

from __future__ import annotations

from notices.mailtexts import MailKind, Word, declare_mail

declare_mail(
    MailKind(
        "mail/barrier_answered",
        "Antwort auf einen Hinweis zur Barrierefreiheit",
        {
            "name": Word(
                "ein Leerzeichen und der Name, wenn einer angegeben ist",
                "{% if barrier.name %} {{ barrier.name }}{% endif %}",
                " Robin Beispiel",
                is_as_written=True,
            ),
            "tag": Word("Tag des Hinweises", '{{ barrier.at|date:"d.m.Y" }}', "01.12.2026"),
            "antwort": Word(
                "die Antwort der Geschäftsstelle",
                "{{ barrier.answer }}",
                "Die Stelle ist behoben.",
                is_as_written=True,
            ),
            "link": Word(
                "Link zur Erklärung zur Barrierefreiheit",
                "{{ base_url }}{% url 'portal:barrierefreiheit' %}",
                "https://forum.example/barrierefreiheit/",
            ),
        },
        needed=("antwort",),
    )
)
