"""The table that the search looks at, and the function that makes the grams of its rows."""

import datetime

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

# Pieces as rules/searching.py makes them of a word. A loop, since array functions over a set cost eight times as much.
GRAMS = """
create function mashang_grams(folded text, code text, pinyin text, initials text, scopes text[]) returns text[]
language plpgsql immutable parallel safe as $$
declare
    grams text[] := scopes;
begin
    for i in 1 .. length(folded) - 1 loop
        grams := grams || substr(folded, i, 2);
    end loop;
    for i in 1 .. length(code) - 2 loop
        grams := grams || ('#' || substr(code, i, 3));
    end loop;
    for i in 1 .. length(pinyin) - 2 loop
        grams := grams || ('~' || substr(pinyin, i, 3));
    end loop;
    for i in 1 .. length(initials) - 1 loop
        grams := grams || ('^' || substr(initials, i, 2));
    end loop;
    return grams;
end
$$;
"""
# With statistics on fewer grams the planner does not see which words are in nearly every name.
STATISTICS = "alter table register_findable alter column grams set statistics 200"


class Migration(migrations.Migration):
    dependencies = [("register", "0011_long_texts")]

    operations = [
        migrations.RunSQL(
            GRAMS, "drop function mashang_grams(text, text, text, text, text[])"
        ),
        migrations.CreateModel(
            name="Findable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("district_id", models.BigIntegerField(default=0)),
                ("area_path", models.CharField(db_collation="C", default="", max_length=16)),
                ("kind", models.CharField(choices=[("firm", "firm"), ("tower", "tower")], max_length=5)),
                ("ref_id", models.BigIntegerField()),
                (
                    "said",
                    models.CharField(
                        choices=[
                            ("current", "current"),
                            ("former", "former"),
                            ("alias", "alias"),
                            ("short", "short"),
                            ("address", "address"),
                        ],
                        max_length=8,
                    ),
                ),
                ("title", models.CharField(max_length=240)),
                ("folded", models.CharField(db_collation="C", max_length=240)),
                ("code", models.CharField(blank=True, db_collation="C", max_length=20)),
                ("pinyin", models.CharField(blank=True, db_collation="C", max_length=600)),
                ("initials", models.CharField(blank=True, db_collation="C", max_length=240)),
                ("weight", models.PositiveSmallIntegerField(default=0)),
                ("here_until", models.DateField(default=datetime.date(1, 1, 1))),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), default=list, size=None
                    ),
                ),
                (
                    "grams",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("folded"),
                            models.F("code"),
                            models.F("pinyin"),
                            models.F("initials"),
                            models.F("scopes"),
                            function="mashang_grams",
                        ),
                        output_field=django.contrib.postgres.fields.ArrayField(
                            base_field=models.TextField(), size=None
                        ),
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "ref_id"], name="findable_of"),
                    models.Index(fields=["kind", "-here_until", "-weight", "ref_id"], name="findable_ranked"),
                    models.Index(fields=["folded"], name="findable_folded"),
                    models.Index(fields=["pinyin"], name="findable_pinyin"),
                    models.Index(fields=["initials"], name="findable_initials"),
                    models.Index(fields=["code"], name="findable_code"),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True, fields=["grams"], gin_pending_list_limit=1024, name="findable_grams"
                    ),
                ],
            },
        ),
        migrations.RunSQL(STATISTICS, migrations.RunSQL.noop),
    ]
