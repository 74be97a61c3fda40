"""Acts of the audit trail and kinds of things, in German words."""

from __future__ import annotations

from django.apps import apps

_THINGS = {
    "access": "Zugangsanfrage",
    "backup": "Sicherung",
    "contributions": "Rückmeldungen",
    "feed": "Kalender-Abo",
    "follow_up": "Rückfrage des Landkreistages",
    "mail": "E-Mail",
    "minutes": "Protokoll",
    "opinion": "Stimme zur Auswertung",
    "person": "Person",
    "summary": "Auswertung",
}
# Where the same verb means something else.
_ACTS = {
    "consultation.closed": "abgeschlossen",
    "post.asked": "Rückfrage gestellt",
}
_VERBS = {
    "access_closed": "Zugang beendet",
    "access_reopened": "Zugang wieder geöffnet",
    "added": "angelegt",
    "admitted": "Person aufgenommen",
    "agreement": "zur Abstimmung vorgelegt",
    "answer_noted": "Antwort zur Kenntnis genommen",
    "answered": "beantwortet",
    "archived": "archiviert",
    "asked": "gestellt",
    "asked_anew": "Bestätigung neu erbeten",
    "audience": "Sichtbarkeit geändert",
    "began": "begonnen",
    "best_answer": "beste Antwort markiert",
    "cancelled": "abgesagt",
    "changed": "geändert",
    "closed": "geschlossen",
    "confirmed": "bestätigt",
    "contact_handed_over": "Ansprechperson gewechselt",
    "created": "angelegt",
    "data_asked": "eigene Daten angefordert",
    "data_fetched": "eigene Daten heruntergeladen",
    "deadline": "Frist geändert",
    "decided": "entschieden",
    "declined": "abgelehnt",
    "deleted": "gelöscht",
    "discarded": "verworfen",
    "downloaded": "heruntergeladen",
    "draft": "zurückgezogen",
    "draft_discarded": "Entwurf verworfen",
    "edited": "bearbeitet",
    "ended": "beendet",
    "erased": "endgültig entfernt",
    "expelled": "Person entfernt",
    "exported": "ausgeführt (Datei)",
    "factor_reset": "zweiter Faktor zurückgesetzt",
    "given": "abgegeben",
    "given_up": "nicht mehr gesendet",
    "handed_over": "zur Freigabe vorgelegt",
    "hidden": "ausgeblendet",
    "host": "Gastgeberrolle geändert",
    "invitation_accepted": "Einladung angenommen",
    "invitation_revoked": "Einladung zurückgezogen",
    "invited": "eingeladen",
    "invited_again": "noch einmal eingeladen",
    "kreis_changed": "Kreis gewechselt",
    "leaving_asked": "Löschung des Kontos erbeten",
    "leaving_taken_back": "Löschung des Kontos zurückgenommen",
    "left": "verlassen",
    "left_standing": "stehen gelassen",
    "let_back": "Sperre aufgehoben",
    "locked": "gesperrt",
    "locked_out": "Person gesperrt",
    "made": "ausgestellt",
    "made_lead": "zur Leitung gemacht",
    "membership_began": "Mitgliedschaft begonnen",
    "membership_ended": "Mitgliedschaft beendet",
    "message": "Nachricht geschrieben",
    "moved": "verschoben",
    "named": "benannt",
    "narrowed": "eingeschränkt",
    "noted": "notiert",
    "open": "geöffnet",
    "opened": "geöffnet",
    "outcome": "Ergebnis notiert",
    "password_link": "Kennwort-Link erstellt",
    "pinned": "angeheftet oder gelöst",
    "practice_begun": "Praxisbeispiel begonnen",
    "profile_changed": "Profil geändert",
    "published": "veröffentlicht",
    "purged": "nach Frist gelöscht",
    "query": "Rückfrage gestellt",
    "read_in_admin": "in der Verwaltung gelesen",
    "registered": "Person angemeldet",
    "registration_changed": "Anmeldung geändert",
    "released": "freigegeben",
    "remark_answered": "Rückfrage beantwortet",
    "removed": "entfernt",
    "renewed": "erneuert",
    "reopened": "wieder geöffnet",
    "reported": "gemeldet",
    "restored": "zurückgeholt",
    "revision_began": "Überarbeitung begonnen",
    "role_changed": "Rolle geändert",
    "rules_accepted": "Regeln bestätigt",
    "sent_again": "noch einmal gesendet",
    "settled": "beantwortet",
    "shown": "wieder eingeblendet",
    "source_seen": "Änderung des Originals gesehen",
    "state": "Stand geändert",
    "submitted": "eingereicht",
    "summarised": "kurz gefasst",
    "synthesis": "Auswertung begonnen",
    "task_removed": "Aufgabe entfernt",
    "to_review": "zur Überprüfung gestellt",
    "unlocked": "entsperrt",
    "warned": "vorgewarnt",
    "withdrawn": "zurückgezogen",
}


def act_in_words(act: str) -> str:
    """Say „practice.published“ as „Praxisbeispiel: veröffentlicht“."""
    thing, _, verb = act.partition(".")
    return f"{_thing(thing)}: {_ACTS.get(act) or _VERBS.get(verb, verb)}"


def kind_in_words(kind: str) -> str:
    """Say „forum.post“ as „Beitrag“; what is no model any more stays as it was kept."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind


def _thing(name: str) -> str:
    if name in _THINGS:
        return _THINGS[name]
    found = (model for model in apps.get_models() if model._meta.model_name == name)
    model = next(found, None)
    return str(model._meta.verbose_name) if model else name


def has_words(act: str) -> bool:
    """Whether both halves of an act are said in German."""
    thing, _, verb = act.partition(".")
    return verb in _VERBS and _thing(thing) != thing
