"""Whom to call at a firm or a tower. Names and numbers lie sealed; the trail never holds them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.register.models.firms import Firm
from mashang.register.models.guards import Placed
from mashang.register.models.places import Tower


class Contact(Placed):
    """A person at a firm or a tower, kept for stated purposes and no longer than `keep_until`."""

    class Post(models.TextChoices):
        OWNER = "owner", _("In charge of the firm")
        LEGAL = "legal", _("Legal representative")
        OFFICE = "office", pgettext_lazy("post", "Office")
        FINANCE = "finance", pgettext_lazy("post", "Finance")
        STAFF = "staff", _("Personnel")
        PROPERTY = "property", _("Property management")
        SAFETY = "safety", _("Fire safety")
        OTHER = "other", pgettext_lazy("post", "Other")

    firm = models.ForeignKey(Firm, models.RESTRICT, null=True, blank=True, related_name="contacts")
    tower = models.ForeignKey(Tower, models.RESTRICT, null=True, blank=True, related_name="contacts")
    post = models.CharField(max_length=10, choices=Post, default=Post.OFFICE)
    ref = models.UUIDField(unique=True)  # what the sealed values are bound to
    sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True, db_index=True)
    purposes = ArrayField(models.CharField(max_length=20), default=list)
    consented_on = models.DateField(null=True, blank=True)
    keep_until = models.DateField()
    given_by = models.ForeignKey("accounts.User", models.RESTRICT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contact_of_a_firm_or_a_tower",
                condition=Q(firm__isnull=False, tower__isnull=True) | Q(firm__isnull=True, tower__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_erased_is_empty",
                condition=Q(erased_at__isnull=True) | Q(sealed__isnull=True, phone_index__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.pk}"
