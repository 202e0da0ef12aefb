"""The rooms of a tenancy are found by its line; an index that another begins with goes for it."""

from django.db import migrations, models
from django.db.models.deletion import RESTRICT


class Migration(migrations.Migration):
    dependencies = [("register", "0009_since_when_a_name_is_borne")]

    operations = [
        migrations.AddIndex("occupancy", models.Index(fields=["line"], name="occupancy_line")),
        migrations.AlterField(
            "tenancy",
            "firm",
            models.ForeignKey("register.firm", RESTRICT, related_name="tenancies", db_index=False),
        ),
    ]
