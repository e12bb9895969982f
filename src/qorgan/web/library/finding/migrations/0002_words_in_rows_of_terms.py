from django.db import migrations, models


def begin_anew(apps, schema_editor):
    """The index is filled from what is published (`reindex`, which `prepare` runs): nothing need be carried over.
    Numbers go on rising."""
    schema_editor.execute("DROP TABLE IF EXISTS finding_words")
    for name in ("Trigram", "Form", "Document", "Entry", "Change"):
        apps.get_model("finding", name).objects.all().delete()


def as_it_lies(apps, schema_editor):
    """PostgreSQL need not try to make the places smaller: they are read more often than written."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE finding_posting ALTER COLUMN data SET STORAGE EXTERNAL")


class Migration(migrations.Migration):

    dependencies = [("finding", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Fresh",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("words", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Gone",
            fields=[("number", models.BigIntegerField(primary_key=True, serialize=False))],
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120)),
                ("block", models.IntegerField()),
                ("data", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("key", "block"), name="finding_posting_place")
                ],
            },
        ),
        migrations.RunPython(as_it_lies, migrations.RunPython.noop),
        migrations.RunPython(begin_anew, migrations.RunPython.noop),
    ]
