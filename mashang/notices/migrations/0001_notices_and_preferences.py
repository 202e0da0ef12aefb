import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(db_collation='C', max_length=200, unique=True)),
                ('topic', models.CharField(db_collation='C', max_length=60)),
                ('address_sealed', models.BinaryField(null=True)),
                ('secret_sealed', models.BinaryField(null=True)),
                ('channel', models.CharField(choices=[('app', 'On the platform'), ('mail', 'E-mail')], max_length=8)),
                ('template', models.CharField(max_length=60)),
                ('args', models.JSONField(default=dict)),
                ('locale', models.CharField(max_length=10)),
                ('url', models.CharField(default='', max_length=200)),
                ('subject_kind', models.CharField(default='', max_length=40)),
                ('subject_id', models.BigIntegerField(default=0)),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('shown', 'Not sent, only shown here'), ('failed', 'Failed, will be tried again'), ('dead', 'Given up'), ('cancelled', 'Withdrawn')], default='queued', max_length=10)),
                ('attempts', models.SmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(db_default=models.Func(function='now'))),
                ('next_at', models.DateTimeField(db_default=models.Func(function='now'))),
                ('sent_at', models.DateTimeField(null=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('provider_ref', models.CharField(default='', max_length=120)),
                ('error', models.CharField(default='', max_length=60)),
                ('district_id', models.BigIntegerField(default=0)),
                ('area_path', models.CharField(db_collation='C', default='', max_length=16)),
                ('recipient', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'sending', 'failed'])), fields=['next_at', 'id'], name='notice_due'), models.Index(condition=models.Q(('channel', 'app')), fields=['recipient', '-id'], name='notice_of_recipient'), models.Index(condition=models.Q(('channel', 'app'), ('read_at__isnull', True)), fields=['recipient'], name='notice_unread')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('address_sealed__isnull', True), ('recipient__isnull', False)), models.Q(('address_sealed__isnull', False), ('recipient__isnull', True)), _connector='OR'), name='notice_one_recipient'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'app'), _negated=True), ('recipient__isnull', False), _connector='OR'), name='notice_app_needs_account'), models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sending', 'sent', 'shown', 'failed', 'dead', 'cancelled'])), name='notice_state_known')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(db_collation='C', max_length=60)),
                ('channel', models.CharField(choices=[('app', 'On the platform'), ('mail', 'E-mail')], max_length=8)),
                ('on', models.BooleanField()),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'topic', 'channel'), name='preference_once')],
            },
        ),
    ]
