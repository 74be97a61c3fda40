"""The fields of a practice: sections, who sees what, what is required.

Page, editor, editions, PDF and search text all use this one list.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """One step of the editor; `key` stands in its address."""

    key: str
    label: str
    lead: str
    fields: tuple[str, ...]
    # Changed one by one beside the form.
    material: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        """All fields of the section, in the order of the schema."""
        return (*self.fields, *self.material)


SECTIONS = (
    Section(
        "ueberblick",
        "Überblick",
        "Worum geht es, für wen, seit wann? Die Kurzfassung steht in der Trefferliste.",
        (
            *("title", "summary", "main_theme", "themes", "target_groups", "tags", "status"),
            *("start_date", "end_date", "duration", "further_kreise"),
        ),
    ),
    Section(
        "ausgangslage",
        "Ausgangslage",
        "Warum haben Sie angefangen, und was wollten Sie erreichen?",
        ("challenge", "rural_context", "goals"),
    ),
    Section(
        "umsetzung",
        "Umsetzung",
        "So, dass jemand aus einem anderen Kreis es nachmachen kann.",
        (
            *("implementation", "steps", "partners", "responsible_unit", "task_type"),
            *("legal_bases", "political_decision"),
        ),
    ),
    Section(
        "aufwand",
        "Aufwand",
        "Ehrliche Größenordnungen helfen mehr als genaue Zahlen.",
        ("staffing", "cost_band", "cost_note", "funding_sources", "funding_until"),
    ),
    Section(
        "wirkung",
        "Wirkung",
        "Was hat sich verändert, und woran sehen Sie das? „Noch keine Belege“ ist eine Antwort.",
        ("results", "indicators", "evaluation", "target_group_view"),
    ),
    Section(
        "uebertragbarkeit",
        "Übertragbarkeit",
        "Was hat geholfen, was nicht, und was muss ein anderer Kreis mitbringen?",
        ("success_factors", "pitfalls", "prerequisites", "transferability"),
    ),
    Section(
        "kontakt",
        "Kontakt und Material",
        "Wen andere Kreise fragen können und was sie mitnehmen dürfen.",
        ("contact_person", "contact_email", "links", "licence"),
        ("files", "image_alt", "image_credit"),
    ),
)
SECTION_OF_KEY = {section.key: section for section in SECTIONS}
SECTION_OF_FIELD = {name: section for section in SECTIONS for name in section.fields}

# „Mitglieder“ in the schema: for the network only, whatever the audience of the practice.
INTERNAL = frozenset(
    {"cost_note", "funding_until", "pitfalls", "contact_person", "contact_email", "files"}
)

# To be published. A contact is one of two fields, and said beside the first.
REQUIRED = (
    *("title", "summary", "main_theme", "target_groups", "status", "start_date"),
    *("challenge", "goals", "implementation", "staffing", "cost_band", "funding_sources"),
    *("results", "success_factors", "pitfalls", "transferability", "contact_person"),
)

# Words that usually are enough: too few explain nothing, too many nobody reads.
WORD_TARGETS = {
    "summary": (30, 80),
    "challenge": (60, 200),
    "goals": (30, 120),
    "implementation": (150, 600),
    "results": (60, 250),
    "success_factors": (40, 150),
    "pitfalls": (40, 150),
}

HELP = {
    "title": "In einem Satz, worum es geht, ohne Abkürzungen und bloße Projektnamen.",
    "summary": "Zwei bis vier Sätze: Was wird gemacht, für wen, mit welchem Ergebnis?",
    "main_theme": "Danach wird das Beispiel eingeordnet.",
    "themes": "Bis zu drei weitere.",
    "target_groups": "Wen erreicht die Praxis unmittelbar? Höchstens sechs.",
    "tags": "Wörter, unter denen andere suchen würden, mit Komma getrennt. Höchstens zehn.",
    "start_date": "Monat und Jahr, zum Beispiel 02.2025.",
    "end_date": "Leer lassen, wenn die Praxis weiterläuft.",
    "further_kreise": (
        "Nur, wenn mehrere Kreise sie gemeinsam umsetzen. Mehrere wählen Sie mit gedrückter "
        "Strg-Taste."
    ),
    "challenge": "Welches Problem gab es vor Ort? Was war der Anlass?",
    "rural_context": (
        "Was ist an Ihrer Lösung besonders ländlich: weite Wege, wenige Teilnehmende, "
        "fehlende Träger?"
    ),
    "goals": "Möglichst so, dass sich prüfen lässt, ob sie erreicht sind.",
    "implementation": "Ablauf und Bausteine. Überschriften und Listen sind mit Markdown möglich.",
    "steps": (
        "In zeitlicher Reihenfolge, je Schritt ein Feld. Wer die Praxis übernimmt, sagt zu jedem "
        "Schritt, ob er bleibt."
    ),
    "responsible_unit": "Amt, Fachbereich oder Stabsstelle, keine Namen.",
    "political_decision": "Zum Beispiel Kreistagsbeschluss mit Datum.",
    "staffing": "In Vollzeitstellen (VZÄ), ohne Ehrenamt.",
    "cost_band": "Laufende Kosten mit Personal, grob geschätzt.",
    "cost_note": "Zum Beispiel einmalige Anschaffungen. Nur für das Forum sichtbar.",
    "funding_until": "Nur für das Forum sichtbar.",
    "results": "Zahlen und Beobachtungen. Was hat sich nachweislich verändert?",
    "indicators": "Zum Beispiel „Teilnehmende pro Jahr“, „84“, „2025“.",
    "target_group_view": "Was sagen die Menschen, für die Sie es machen?",
    "success_factors": "Was war entscheidend dafür, dass es gelungen ist?",
    "pitfalls": (
        "Was würden Sie heute anders machen? Nur für das Forum sichtbar und zum "
        "Veröffentlichen nötig: Daraus lernen andere am meisten."
    ),
    "prerequisites": "Was muss ein anderer Kreis mitbringen?",
    "transferability": "Ihre eigene Einschätzung.",
    "contact_person": "Nur für das Forum sichtbar. Eine Person oder ein Funktionspostfach.",
    "contact_email": "Nur für das Forum sichtbar.",
    "links": "Adresse und Titel, höchstens acht.",
    "image_alt": (
        "Beschreiben Sie für Menschen, die das Bild nicht sehen können, was zu sehen ist."
    ),
    "image_credit": "Wer hat das Bild gemacht, und wer erlaubt die Nutzung?",
}
