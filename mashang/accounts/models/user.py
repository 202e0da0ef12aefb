"""Users and what they are where."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from mashang.accounts.models.area import Area, Department
from mashang.accounts.rules.roles import Role


class Users(BaseUserManager["User"]):
    """Finds users by login, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(login__iexact=username)

    def create_user(self, login: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(login=login, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person, device or system that may sign in. What they may do comes from memberships alone."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        DEVICE = "device", _("Device")
        SYSTEM = "system", _("System")

    login = models.CharField(_("Login name"), max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    email = models.EmailField(_("E-mail"), blank=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PERSON)
    locale = models.CharField(_("Language"), max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # A mobile number that its owner proved by a code; sealed, and found again by its blind index.
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(max_length=32, null=True)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = Users()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("login"), name="user_login_once_in_any_case"),
            models.CheckConstraint(
                name="user_phone_sealed_with_index",
                condition=Q(phone_sealed__isnull=True, phone_index__isnull=True)
                | Q(phone_sealed__isnull=False, phone_index__isnull=False),
            ),
        ]
        indexes = [models.Index(name="user_of_phone", fields=["phone_index"], condition=Q(phone_index__isnull=False))]

    def __str__(self) -> str:
        return self.name


class PhoneCheck(models.Model):
    """A code sent to a number that somebody wants as their own; the newest of a person counts, and only once."""

    user = models.ForeignKey(User, models.RESTRICT, related_name="phone_checks")
    sealed = models.BinaryField()
    code_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(name="phone_check_of_user", fields=["user", "-id"])]
        constraints = [models.CheckConstraint(name="phone_check_lives", condition=Q(expires_at__gt=F("created_at")))]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"


class Membership(models.Model):
    """A user holds a role in an area's subtree for a span of days `[from, to)`."""

    user = models.ForeignKey(User, models.RESTRICT, related_name="memberships")
    role = models.CharField(max_length=30, choices=[(r.value, r.value) for r in Role])
    area = models.ForeignKey(Area, models.RESTRICT, related_name="memberships")
    department = models.ForeignKey(Department, models.RESTRICT, null=True, blank=True, related_name="memberships")
    span = DateRangeField()
    invited_by = models.ForeignKey(User, models.RESTRICT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(User, models.RESTRICT, null=True, blank=True, related_name="+")
    # Two persons: whoever proposed or invited is not the one who approves; until then the role is not in force.
    awaits_approval = models.BooleanField(default=False)
    # An end that holds at once; `span` counts in days and is never empty.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="membership_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    (Coalesce("department_id", 0), RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="membership_approved_by_another",
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("user")) & (Q(invited_by__isnull=True) | ~Q(approved_by=F("invited_by")))),
            ),
            models.CheckConstraint(
                name="membership_awaits_or_is_approved",
                condition=Q(awaits_approval=False) | Q(approved_by__isnull=True),
            ),
            models.CheckConstraint(name="membership_span_not_empty", condition=Q(span__isempty=False)),
            models.CheckConstraint(
                name="membership_liaison_has_department",
                condition=~Q(role=Role.DEPARTMENT_LIAISON.value) | Q(department__isnull=False),
            ),
            models.CheckConstraint(name="membership_role_known", condition=Q(role__in=[r.value for r in Role])),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.area_id}"


class SavedView(models.Model):
    """A named set of filters of one page, kept by a person and shared as they wish."""

    class Sharing(models.TextChoices):
        ME = "me", _("Only me")
        DEPARTMENT = "department", _("My department")
        ALL = "all", _("Everyone")

    owner = models.ForeignKey(User, models.RESTRICT, related_name="saved_views")
    page = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)
    shared_with = models.CharField(max_length=12, choices=Sharing, default=Sharing.ME)
    # The owner's area when it was kept or shared last; empty: not known, then nobody else sees it.
    area_path = models.CharField(max_length=16, default="", db_collation="C")

    class Meta:
        constraints = [models.UniqueConstraint(name="saved_view_name_once", fields=["owner", "page", "name"])]

    def __str__(self) -> str:
        return self.name
