import django.db.models.deletion
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


# Not made by pgtrigger: its functions obey the session setting pgtrigger.ignore, which any client may set.
REFUSE_CHANGE = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% of % refused: the table is append-only', lower(tg_op), tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$
"""

GUARD_REQUEST_KEY = """
create function guard_request_key() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.created_at < now() - interval '30 days' then
            return old;
        end if;
        raise exception 'request keys are kept for 30 days' using errcode = 'integrity_constraint_violation';
    end if;
    if old.result_id is null
        and (new.id, new.scope, new.key, new.body_hash, new.created_at)
          = (old.id, old.scope, old.key, old.body_hash, old.created_at) then
        return new;
    end if;
    raise exception 'of a request key only the result may be set, once'
        using errcode = 'integrity_constraint_violation';
end $$
"""

# Transaction numbers start anew in another cluster, so a restored trail goes on in a new era.
CURRENT_ERA = """
create function trail_current_era() returns smallint language plpgsql volatile as $$
declare
    here bigint := (select system_identifier from pg_control_system());
    last_era smallint;
    last_system bigint;
begin
    select era, system_identifier into last_era, last_system from trail_era order by era desc limit 1;
    if last_system is distinct from here then
        insert into trail_era (era, system_identifier) values (coalesce(last_era, 0) + 1, here) on conflict do nothing;
        select era into last_era from trail_era order by era desc limit 1;
    end if;
    return last_era;
end $$
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(REFUSE_CHANGE, "drop function refuse_change()"),
        migrations.RunSQL(GUARD_REQUEST_KEY, "drop function guard_request_key()"),
        migrations.RunSQL(CURRENT_ERA, "drop function trail_current_era()"),
        migrations.CreateModel(
            name='Era',
            fields=[
                ('era', models.SmallIntegerField(primary_key=True, serialize=False)),
                ('system_identifier', models.BigIntegerField()),
                ('began_at', models.DateTimeField(db_default=models.Func(function='now'))),
            ],
        ),
        migrations.CreateModel(
            name='NumberCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_id', models.BigIntegerField()),
                ('series', models.CharField(db_collation='C', max_length=20)),
                ('year', models.SmallIntegerField()),
                ('last', models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='RequestKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(db_collation='C', max_length=60)),
                ('key', models.UUIDField()),
                ('body_hash', models.BinaryField(max_length=32)),
                ('result_kind', models.CharField(default='', max_length=40)),
                ('result_id', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField(db_default=models.Func(function='now'))),
            ],
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stream', models.CharField(choices=[('entry', 'Entry'), ('view', 'View')], max_length=5)),
                ('era', models.SmallIntegerField()),
                ('no', models.BigIntegerField()),
                ('xid_to', models.BigIntegerField()),
                ('n', models.BigIntegerField()),
                ('root', models.BinaryField(max_length=32)),
                ('prev', models.BinaryField(max_length=32)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='View',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('role', models.CharField(max_length=30)),
                ('page', models.CharField(max_length=60)),
                ('subject_kind', models.CharField(db_collation='C', max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('fields', models.JSONField(default=list)),
                ('purpose', models.TextField(default='')),
                ('request_id', models.UUIDField(default=uuid.uuid4)),
                ('district_id', models.BigIntegerField(default=0)),
                ('area_path', models.CharField(db_collation='C', default='', max_length=16)),
                ('form', models.SmallIntegerField(default=1)),
                ('digest', models.BinaryField(max_length=32)),
                ('era', models.SmallIntegerField(db_default=models.Func(function='trail_current_era', output_field=models.SmallIntegerField()))),
                ('xid', models.BigIntegerField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.Cast(models.Func(function='pg_current_xact_id'), models.TextField()), models.BigIntegerField()))),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('role', models.CharField(max_length=30)),
                ('membership_id', models.BigIntegerField(null=True)),
                ('face', models.CharField(max_length=20)),
                ('act', models.CharField(db_collation='C', max_length=60)),
                ('subject_kind', models.CharField(db_collation='C', max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('diff', models.JSONField(default=dict)),
                ('reason', models.TextField(default='')),
                ('request_id', models.UUIDField(default=uuid.uuid4)),
                ('district_id', models.BigIntegerField(default=0)),
                ('area_path', models.CharField(db_collation='C', default='', max_length=16)),
                ('form', models.SmallIntegerField(default=1)),
                ('digest', models.BinaryField(max_length=32)),
                ('era', models.SmallIntegerField(db_default=models.Func(function='trail_current_era', output_field=models.SmallIntegerField()))),
                ('xid', models.BigIntegerField(db_default=django.db.models.functions.comparison.Cast(django.db.models.functions.comparison.Cast(models.Func(function='pg_current_xact_id'), models.TextField()), models.BigIntegerField()))),
                ('actor', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='era',
            trigger=pgtrigger.compiler.Trigger(name='era_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(execute='refuse_change()', func='return null;', hash='cb3ac8ff1b54f8ddee7a0a009bdc83d6308450dc', level='STATEMENT', operation='UPDATE OR DELETE OR TRUNCATE', pgid='pgtrigger_era_append_only_852a0', table='trail_era', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='numbercounter',
            constraint=models.UniqueConstraint(fields=('area_id', 'series', 'year'), name='number_counter_once'),
        ),
        migrations.AddConstraint(
            model_name='numbercounter',
            constraint=models.CheckConstraint(condition=models.Q(('last__gt', 0)), name='number_counter_above_zero'),
        ),
        migrations.AddIndex(
            model_name='requestkey',
            index=models.Index(fields=['created_at'], name='request_key_by_age'),
        ),
        migrations.AddConstraint(
            model_name='requestkey',
            constraint=models.UniqueConstraint(fields=('scope', 'key'), name='request_key_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='requestkey',
            trigger=pgtrigger.compiler.Trigger(name='request_key_result_once', sql=pgtrigger.compiler.UpsertTriggerSql(execute='guard_request_key()', func='return null;', hash='867744a72c3cda2a751d7f14e9cd6edeb7f9d42c', operation='UPDATE OR DELETE', pgid='pgtrigger_request_key_result_once_32bfe', table='trail_requestkey', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='requestkey',
            trigger=pgtrigger.compiler.Trigger(name='request_key_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(execute='refuse_change()', func='return null;', hash='2d2c0979d3ad63772c98bf6e8ec8d846d1593339', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_request_key_no_truncate_e6cc6', table='trail_requestkey', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.UniqueConstraint(fields=('stream', 'era', 'no'), name='seal_number_once'),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.UniqueConstraint(fields=('stream', 'prev'), name='seal_chain_does_not_fork'),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.CheckConstraint(condition=models.Q(('n__gt', 0)), name='seal_counts_something'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seal',
            trigger=pgtrigger.compiler.Trigger(name='seal_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(execute='refuse_change()', func='return null;', hash='b710b5216cb7e3b97966cb410c560f91e4fb07f1', level='STATEMENT', operation='UPDATE OR DELETE OR TRUNCATE', pgid='pgtrigger_seal_append_only_49d1e', table='trail_seal', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='view',
            name='actor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['subject_kind', 'subject_id', 'id'], name='entry_of_subject'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['actor', 'id'], name='entry_of_actor'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['era', 'xid', 'id'], name='entry_in_order'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='entry_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(execute='refuse_change()', func='return null;', hash='af8baf5d64213ae295c43c5a016f6e33126b6a79', level='STATEMENT', operation='UPDATE OR DELETE OR TRUNCATE', pgid='pgtrigger_entry_append_only_b3f6e', table='trail_entry', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='view',
            index=models.Index(fields=['subject_kind', 'subject_id', 'id'], name='view_of_subject'),
        ),
        migrations.AddIndex(
            model_name='view',
            index=models.Index(fields=['era', 'xid', 'id'], name='view_in_order'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='view',
            trigger=pgtrigger.compiler.Trigger(name='view_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(execute='refuse_change()', func='return null;', hash='ed402c12cec29536c3ac3fd9221fa45a6970582e', level='STATEMENT', operation='UPDATE OR DELETE OR TRUNCATE', pgid='pgtrigger_view_append_only_db604', table='trail_view', when='BEFORE')),
        ),
        # The first era begins now: begun by a first act, it would hold up the second until that one commits.
        migrations.RunSQL("select trail_current_era()", migrations.RunSQL.noop),
        # Each number is updated in place many times: room on the page keeps those updates cheap.
        migrations.RunSQL("alter table trail_numbercounter set (fillfactor = 10)", migrations.RunSQL.noop),
        migrations.RunSQL(
            "alter table trail_entry add constraint entry_digest_whole check (octet_length(digest) = 32);"
            "alter table trail_view add constraint view_digest_whole check (octet_length(digest) = 32);",
            migrations.RunSQL.noop,
        ),
    ]
