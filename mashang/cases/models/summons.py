"""A whistle calls departments in; each has a summons with two clocks of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.cases.models.cases import Case
from mashang.cases.models.guards import FollowsItsMoves, LeadsToItsState
from mashang.register.models.guards import Placed, append_only


class Whistle(Placed):
    """A call for departments over one case. The sub-district lets it through or turns it back, so that it stays rare."""

    class Kind(models.TextChoices):
        HARD = "hard", _("Hard problem")
        JOINT = "joint", _("Joint service")
        EMERGENCY = "emergency", pgettext_lazy("kind of whistle", "Emergency")

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for the sub-district")
        THROUGH = "through", _("Let through")
        TURNED_BACK = "turned_back", _("Turned back")

    case = models.ForeignKey(Case, models.RESTRICT, related_name="whistles")
    area = models.ForeignKey("accounts.Area", models.RESTRICT, related_name="+", db_index=False)
    number = models.CharField(max_length=24, db_collation="C")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    blown_at = models.DateTimeField()
    blown_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+", db_index=False)
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="whistle_number_once", fields=["area", "number"]),
            models.UniqueConstraint(name="whistle_one_at_the_gate", fields=["case"], condition=Q(state="asked")),
            models.CheckConstraint(
                name="whistle_ruled", condition=Q(state="asked", ruled_at__isnull=True)
                | (~Q(state="asked") & Q(ruled_at__isnull=False)),
            ),
        ]  # fmt: skip
        indexes = [models.Index(name="whistle_at_the_gate", fields=["area_path"], condition=Q(state="asked"))]

    def __str__(self) -> str:
        return self.number


class Summons(Placed):
    """One department called to one case: it reports in, then answers. `round` 2 follows an upheld objection."""

    class Part(models.TextChoices):
        LEAD = "lead", pgettext_lazy("part of a department", "Lead")
        ASSIST = "assist", pgettext_lazy("part of a department", "Assisting")

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for the sub-district")
        CALLED = "called", _("Called, not reported in")
        REPORTED = "reported", _("Reported in")
        OBJECTED = "objected", _("Objects")
        ON_SITE = "on_site", _("On site")
        ANSWERED = "answered", pgettext_lazy("summons", "Answered")
        CLOSED = "closed", pgettext_lazy("summons", "Answer accepted")
        UPHELD = "upheld", _("Objection upheld")
        WITHDRAWN = "withdrawn", pgettext_lazy("summons", "Called off")

    class Outcome(models.TextChoices):
        DONE = "done", pgettext_lazy("outcome", "Done")
        NO_HELP = "no_help", _("Done, no help")
        NOT_FOR_ME = "not_for_me", _("Not for me")
        CARRIED = "carried", pgettext_lazy("outcome", "Carried over")

    ENDED = (State.CLOSED, State.UPHELD, State.WITHDRAWN)

    case = models.ForeignKey(Case, models.RESTRICT, related_name="summonses")
    whistle = models.ForeignKey(Whistle, models.RESTRICT, related_name="summonses")
    department = models.ForeignKey("accounts.Department", models.RESTRICT, related_name="+", db_index=False)
    part = models.CharField(max_length=8, choices=Part)
    round = models.PositiveSmallIntegerField(default=1)
    asked = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    called_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    arrival_confirmed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    sent_back = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="summons_once_a_round", fields=["case", "department", "round"]),
            models.UniqueConstraint(
                name="summons_one_lead", fields=["case"],
                condition=Q(part="lead") & ~Q(state__in=["closed", "upheld", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="summons_answered_says_what", condition=Q(answered_at__isnull=True) | ~Q(outcome="")
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                name="summons_open_of_department", fields=["department", "state"],
                condition=~Q(state__in=["closed", "upheld", "withdrawn"]),
            )
        ]  # fmt: skip
        triggers = [FollowsItsMoves(name="follows_its_moves", function="cases_summons_follows_moves")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.department_id}"


class SummonsMove(models.Model):
    """Every step of a summons. `by` is empty for who answered by a one-time link of the department. Never changed."""

    summons = models.ForeignKey(Summons, models.RESTRICT, related_name="moves", db_index=False)
    act = models.CharField(max_length=20, db_collation="C")
    from_state = models.CharField(max_length=10, blank=True, db_collation="C")
    to_state = models.CharField(max_length=10, db_collation="C")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    by_link = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(name="summons_move_of", fields=["summons", "id"])]
        triggers = [
            *append_only(), LeadsToItsState(name="leads_to_its_state", function="cases_summons_move_leads_on"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.from_state} {self.act} {self.to_state}"


class Ruling(Placed):
    """Something that another person decides: an objection, an extension, carrying over, leaving out of a rate.

    Asked once, ruled once, then final. Whoever asked does not rule.
    """

    class Kind(models.TextChoices):
        OBJECTION = "objection", _("Objection")
        EXTENSION = "extension", _("Extension")
        CARRY_OVER = "carry_over", _("Carrying over")
        EXCLUSION = "exclusion", _("Leaving out of a rate")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("ruling", "Waits to be decided")
        GRANTED = "granted", pgettext_lazy("ruling", "Granted")
        REFUSED = "refused", pgettext_lazy("ruling", "Refused")
        LAPSED = "lapsed", pgettext_lazy("ruling", "No longer needed")

    class Rate(models.TextChoices):
        RESPONSE = "response", _("Response rate")
        RESOLUTION = "resolution", _("Resolution rate")
        SATISFACTION = "satisfaction", _("Satisfaction rate")
        ON_TIME = "on_time", _("On-time rate")

    case = models.ForeignKey(Case, models.RESTRICT, related_name="rulings")
    summons = models.ForeignKey(Summons, models.RESTRICT, null=True, blank=True, related_name="rulings")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    days = models.PositiveSmallIntegerField(null=True)  # extension: by how many of the clock's own unit
    recheck_on = models.DateField(null=True)  # carrying over: when it is looked at again
    rate = models.CharField(max_length=12, choices=Rate, blank=True)  # exclusion: of which rate
    basis = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="ruling_objection_once", fields=["summons"], condition=Q(kind="objection")
            ),
            models.UniqueConstraint(
                name="ruling_one_waits", fields=["case", "kind", "summons", "rate"], condition=Q(state="asked"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="ruling_by_another", condition=Q(ruled_by__isnull=True) | Q(asked_by__isnull=True)
                | ~Q(ruled_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="ruling_ruled", condition=Q(state__in=["asked", "lapsed"], ruled_at__isnull=True)
                | Q(state__in=["granted", "refused"], ruled_at__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [models.Index(name="ruling_waits", fields=["area_path"], condition=Q(state="asked"))]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"
