from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_recovery")]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="recovery_number",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="agency",
            name="recovery_signature",
            field=models.BinaryField(max_length=64, null=True),
        ),
    ]
