from django.db import migrations, models


class Migration(migrations.Migration):
    """A shared view is shown along the line of the area in which it was kept; older ones to their owner alone."""

    dependencies = [("accounts", "0005_no_switch_for_the_second_factor")]

    operations = [
        migrations.AddField(
            model_name="savedview",
            name="area_path",
            field=models.CharField(db_collation="C", default="", max_length=16),
        ),
    ]
