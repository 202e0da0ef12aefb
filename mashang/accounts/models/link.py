"""Links that are a key for one matter and one person, and the invitations they carry."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from mashang.accounts.models.area import Area, Department
from mashang.accounts.models.user import User
from mashang.accounts.rules.roles import Role


class OneTimeLink(models.Model):
    """A key handed to one recipient for one act; only the hash of its token is kept.

    Opening it does not use it up, the act does. Once made, only its use and its recall can be written, each once.
    """

    token_hash = models.BinaryField(max_length=32, unique=True)
    act = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    department = models.ForeignKey(Department, models.RESTRICT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="one_time_link_subject")]
        constraints = [models.CheckConstraint(name="one_time_link_lives", condition=Q(expires_at__gt=F("created_at")))]
        triggers = [
            pgtrigger.Trigger(
                name="one_time_link_is_written_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    if tg_op = 'DELETE' then
                        raise exception 'one-time links are kept' using errcode = 'check_violation';
                    end if;
                    if (to_jsonb(new) - array['used_at', 'revoked_at']) <> (to_jsonb(old) - array['used_at', 'revoked_at'])
                        or (old.used_at is not null and new.used_at is distinct from old.used_at)
                        or (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at) then
                        raise exception 'a one-time link is written once' using errcode = 'check_violation';
                    end if;
                    return new;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject_kind} {self.subject_id}"


class Invitation(models.Model):
    """A person asked to come in, in one role and area. Its present link is the newest that was not revoked."""

    name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    locale = models.CharField(max_length=10, default="zh-hans")
    role = models.CharField(max_length=30, choices=[(r.value, r.value) for r in Role])
    area = models.ForeignKey(Area, models.RESTRICT, related_name="+")
    department = models.ForeignKey(Department, models.RESTRICT, null=True, blank=True, related_name="+")
    # Empty: the platform itself, on the word of whoever runs it (the first administrators).
    invited_by = models.ForeignKey(User, models.RESTRICT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(User, models.RESTRICT, null=True, blank=True, related_name="+")
    awaits_approval = models.BooleanField(default=False)
    # A firm or tower for which the person comes; keys point down only, so the register reads it by itself.
    for_kind = models.CharField(max_length=10, blank=True)
    for_id = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.OneToOneField(User, models.RESTRICT, null=True, blank=True, related_name="invitation")
    recalled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "-id"], name="invitation_of_area")]
        constraints = [
            models.CheckConstraint(
                name="invitation_accepted_by_someone",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_accepted_or_recalled",
                condition=Q(accepted_at__isnull=True) | Q(recalled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="invitation_approved_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("invited_by")),
            ),
            models.CheckConstraint(name="invitation_role_known", condition=Q(role__in=[r.value for r in Role])),
            models.CheckConstraint(
                name="invitation_liaison_has_department",
                condition=~Q(role=Role.DEPARTMENT_LIAISON.value) | Q(department__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name
