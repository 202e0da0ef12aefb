"""Codes by which somebody without an account proves a telephone number."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class PhoneCode(models.Model):
    """A code sent to a number that is asked from; the newest of a number counts, and only once.

    Neither number nor code nor network address stands here, only their digests under keys.
    """

    phone_index = models.BinaryField(max_length=32)
    address_mark = models.BinaryField(max_length=32)
    code_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(name="phone_code_of_number", fields=["phone_index", "-id"]),
            models.Index(name="phone_code_of_address", fields=["address_mark", "created_at"]),
        ]
        constraints = [models.CheckConstraint(name="phone_code_lives", condition=Q(expires_at__gt=F("created_at")))]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"
