"""Every shortcut of the keyboard, for the page /hilfe/tastatur/ and the dialog that „?“ opens."""

from __future__ import annotations

from typing import NamedTuple


class Shortcut(NamedTuple):
    """Keys pressed together, and what they do."""

    keys: tuple[str, ...]
    does: str


class Group(NamedTuple):
    """Shortcuts that work in the same place."""

    title: str
    shortcuts: tuple[Shortcut, ...]


GROUPS = (
    Group(
        "Auf jeder Seite",
        (
            Shortcut(("/",), "in das Suchfeld springen"),
            Shortcut(("?",), "diese Übersicht öffnen"),
        ),
    ),
    Group(
        "Im Browser",
        (
            Shortcut(("Tab",), "zum nächsten Link, Feld oder Knopf gehen"),
            Shortcut(("Umschalt", "Tab"), "zum vorigen gehen"),
            Shortcut(("Eingabe",), "einen Link öffnen oder einen Knopf drücken"),
            Shortcut(("Leertaste",), "ein Kästchen setzen oder einen Knopf drücken"),
            Shortcut(("Esc",), "Kontomenü, Vorschläge und diese Übersicht schließen"),
        ),
    ),
    Group(
        "Beim Schreiben im Austausch",
        (
            Shortcut(("Strg", "Eingabe"), "veröffentlichen oder speichern"),
            Shortcut(("@",), "Personen und Kreise vorschlagen, die mitlesen"),
        ),
    ),
    Group(
        "In der Warteschlange der Verwaltung",
        (
            Shortcut(("J",), "zum nächsten Eintrag gehen, den offenen überspringen"),
            Shortcut(("K",), "zum vorigen Eintrag gehen"),
            Shortcut(("Eingabe",), "den Eintrag öffnen"),
            Shortcut(("U",), "zurück zur Liste und zur Übersicht gehen"),
            Shortcut(("F",), "den ersten Schritt wählen; die anderen nennen ihren Buchstaben"),
            Shortcut(("Strg", "Eingabe"), "die Entscheidung absenden"),
        ),
    ),
    Group(
        "Beim Auswerten der Rückmeldungen, sobald eine Antwort den Fokus hat",
        (
            Shortcut(("B",), "als Beleg eintragen"),
            Shortcut(("J",), "zur nächsten Antwort gehen"),
            Shortcut(("K",), "zur vorigen Antwort gehen"),
        ),
    ),
)
