from django.db import migrations

SNIPPETS = [
    (
        "beitrag-belassen",
        "Regeln eingehalten",
        "Der Beitrag hält die Regeln des Forums ein.",
    ),
    (
        "beitrag-rueckfrage",
        "Ratsuchende erkennbar",
        "Guten Tag {name},\n\nin Ihrem Beitrag zu „{titel}“ könnten einzelne Ratsuchende zu "
        "erkennen sein. Bitte nehmen Sie Namen, Orte und Daten heraus. Sie können den Beitrag "
        "selbst bearbeiten und uns hier antworten.",
    ),
    (
        "beitrag-rueckfrage",
        "Ton",
        "Guten Tag {name},\n\nIhr Beitrag zu „{titel}“ kann auf andere verletzend wirken. Würden "
        "Sie ihn bitte noch einmal ansehen? Sie können ihn selbst bearbeiten.",
    ),
    (
        "beitrag-ausblenden",
        "Ratsuchende erkennbar",
        "Im Beitrag sind einzelne Ratsuchende zu erkennen.",
    ),
    (
        "beitrag-ausblenden",
        "Vertrauliches",
        "Der Beitrag enthält Vertrauliches, das nicht in diesen Raum gehört.",
    ),
    (
        "person-sperren",
        "Regeln mehrfach verletzt",
        "Die Regeln des Forums wurden trotz Hinweisen mehrfach verletzt.",
    ),
    (
        "praxis-rueckfrage",
        "Zu allgemein",
        "Könnten Sie das bitte etwas genauer beschreiben, so dass ein anderer Kreis es nachmachen "
        "kann?",
    ),
    (
        "praxis-rueckfrage",
        "Beleg fehlt",
        "Woran sehen Sie das? Eine Zahl oder ein Beispiel genügt; „noch keine Belege“ ist auch "
        "eine Antwort.",
    ),
    (
        "frist-verlaengern",
        "Mehrere Kreise baten darum",
        "Mehrere Kreise haben um mehr Zeit gebeten.",
    ),
    (
        "barriere-antwort",
        "Dank und nächster Schritt",
        "Guten Tag {name},\n\nvielen Dank für Ihren Hinweis. Wir haben ihn geprüft und gehen ihm "
        "nach. Bis die Barriere beseitigt ist, erhalten Sie den Inhalt gern auf anderem Weg von "
        "uns.",
    ),
]


def add(apps, schema_editor):
    snippet = apps.get_model("content", "Snippet")
    for position, (place, label, text) in enumerate(SNIPPETS):
        snippet.objects.create(place=place, label=label, text=text, position=position)


class Migration(migrations.Migration):
    """Templates of wording to begin with; the office changes them."""

    dependencies = [("content", "0005_snippets")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
