"""Words of titles are found by pairs of their characters, as names are (docs/why/0017)."""

from django.db import migrations

# A function of its own: while an index is made, no other one of ours is found by its name.
PAIRS = """
create function mashang_pairs(said text) returns text[] language plpgsql immutable parallel safe as $$
declare
    small text := lower(said);
    pairs text[] := '{}';
begin
    for i in 1 .. length(small) - 1 loop
        pairs := pairs || substr(small, i, 2);
    end loop;
    return pairs;
end
$$
"""
# With statistics on fewer pairs the planner does not see which words are in nearly every title.
INDEX = """
create index case_title_pairs on cases_case using gin (mashang_pairs(title)) with (fastupdate = on, gin_pending_list_limit = 1024);
alter index case_title_pairs alter column 1 set statistics 200
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_rate_counts")]

    operations = [
        migrations.RunSQL(PAIRS, "drop function mashang_pairs(text)"),
        migrations.RunSQL(INDEX, "drop index case_title_pairs"),
    ]
