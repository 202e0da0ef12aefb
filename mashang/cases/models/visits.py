"""A service visit to a firm: planned, recorded, split into problems that are followed as cases, confirmed by the firm."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.cases.models.cases import Case
from mashang.cases.models.guards import FollowsItsMoves, LeadsToItsState
from mashang.register.models import Firm
from mashang.register.models.guards import Placed, append_only


class VisitKind(models.TextChoices):
    """The four ways of going down to the grass roots [四下基层]."""

    POLICY = "policy", _("Explaining policy")
    RESEARCH = "research", _("Looking into matters")
    PETITIONS = "petitions", _("Hearing petitions")
    ON_SITE = "on_site", _("Settling matters on site")


class Campaign(Placed):
    """A time in which many firms are visited. `roster` keeps the filters by which its firms were chosen."""

    area = models.ForeignKey("accounts.Area", models.RESTRICT, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    kinds = ArrayField(models.CharField(max_length=10, choices=VisitKind), default=list)
    span = DateRangeField()
    roster = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+", db_index=False
    )
    sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="campaign_name_once", fields=["area", "name"]),
            models.CheckConstraint(name="campaign_takes_days", condition=Q(span__isempty=False)),
        ]
        indexes = [models.Index(name="campaign_of_area", fields=["area_path", "-id"])]

    def __str__(self) -> str:
        return self.name


class Visit(Placed):
    """One visit to one firm. `ref` is made where it is written, on a phone without a line too: sent twice it is one visit.

    `planned_on` is the day agreed or meant, `at` when it was. `met` names posts, never people. `facts` are proposals to
    the register, each decided by a steward. `visitors` are accounts; `department` is the office that went. What was said
    stands in VisitText, what is to be followed in cases of its own.
    """

    class Mode(models.TextChoices):
        SITE = "site", pgettext_lazy("how a visit is made", "At the firm")
        PHONE = "phone", pgettext_lazy("how a visit is made", "By telephone")
        MEETING = "meeting", pgettext_lazy("how a visit is made", "At a meeting")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("visit", "Planned")
        BOOKED = "booked", pgettext_lazy("visit", "Announced to the firm")
        DECLINED = "declined", pgettext_lazy("visit", "Declined by the firm")
        CALLED_OFF = "called_off", pgettext_lazy("visit", "Called off")
        RECORDED = "recorded", pgettext_lazy("visit", "Recorded")
        SPLIT = "split", pgettext_lazy("visit", "Problems split out")
        CLOSED = "closed", pgettext_lazy("visit", "Confirmed by the firm")

    ref = models.UUIDField()
    area = models.ForeignKey("accounts.Area", models.RESTRICT, related_name="+", db_index=False)
    number = models.CharField(max_length=24, db_collation="C")
    firm = models.ForeignKey(Firm, models.RESTRICT, related_name="visits", db_index=False)
    campaign = models.ForeignKey(
        Campaign, models.RESTRICT, null=True, blank=True, related_name="visits", db_index=False
    )
    department = models.ForeignKey(
        "accounts.Department", models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+", db_index=False)
    visitors = ArrayField(models.BigIntegerField(), default=list)
    kinds = ArrayField(models.CharField(max_length=10, choices=VisitKind), default=list)
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.SITE)
    planned_on = models.DateField(null=True)
    planned_at = models.TimeField(null=True)
    at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    met = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    facts = models.JSONField(default=list)
    firm_confirmed_at = models.DateTimeField(null=True)
    sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="visit_ref_once", fields=["ref"]),
            models.UniqueConstraint(name="visit_number_once", fields=["area", "number"]),
            models.CheckConstraint(
                name="visit_recorded_when_made",
                condition=Q(state__in=["recorded", "split", "closed"], at__isnull=False, recorded_at__isnull=False)
                | (~Q(state__in=["recorded", "split", "closed"]) & Q(at__isnull=True, recorded_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="visit_has_a_day", condition=Q(planned_on__isnull=False) | Q(at__isnull=False)
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(name="visit_of_firm", fields=["firm", "-at"]),
            models.Index(name="visit_of_firm_planned", fields=["firm", "planned_on"], condition=Q(at=None)),
            models.Index(name="visit_of_area", fields=["area_path", "-id"]),
        ]
        triggers = [FollowsItsMoves(name="follows_its_moves", function="cases_visit_follows_moves")]

    def __str__(self) -> str:
        return self.number


class CampaignFirm(Placed):
    """A firm that a campaign means to visit, by whom and until when; `visit` is the one that counts for it."""

    campaign = models.ForeignKey(Campaign, models.RESTRICT, related_name="firms", db_index=False)
    firm = models.ForeignKey(Firm, models.RESTRICT, related_name="+", db_index=False)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+", db_index=False)
    due_on = models.DateField()
    visit = models.OneToOneField(Visit, models.RESTRICT, null=True, blank=True, related_name="of_campaign")

    class Meta:
        constraints = [models.UniqueConstraint(name="campaign_firm_once", fields=["campaign", "firm"])]
        indexes = [models.Index(name="campaign_firm_open", fields=["officer", "due_on"], condition=Q(visit=None))]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.firm_id}"


class VisitMove(models.Model):
    """Every step of a visit: from where to where, by whom, when and why. `shown`: the firm reads the reason. Never changed."""

    visit = models.ForeignKey(Visit, models.RESTRICT, related_name="moves", db_index=False)
    act = models.CharField(max_length=20, db_collation="C")
    from_state = models.CharField(max_length=12, blank=True, db_collation="C")
    to_state = models.CharField(max_length=12, db_collation="C")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    by_role = models.CharField(max_length=30, blank=True, db_collation="C")
    reason = models.CharField(max_length=500, blank=True)
    shown = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(name="visit_move_of", fields=["visit", "id"])]
        triggers = [
            *append_only(), LeadsToItsState(name="leads_to_its_state", function="cases_visit_move_leads_on"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.from_state} {self.act} {self.to_state}"


class VisitText(models.Model):
    """What was said on a visit, in free words. A text put right on the same day is kept with the instant of its successor."""

    class Part(models.TextChoices):
        SAID = "said", pgettext_lazy("part of a visit", "What was said")
        NOTE = "note", pgettext_lazy("part of a visit", "Later note of the office")
        OBJECTION = "objection", pgettext_lazy("part of a visit", "Objection of the firm")

    visit = models.ForeignKey(Visit, models.RESTRICT, related_name="texts")
    part = models.CharField(max_length=10, choices=Part)
    body = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+", db_index=False)
    replaced_at = models.DateTimeField(null=True)
    expunged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_text_expunged_is_empty", condition=Q(expunged_at__isnull=True) | Q(body="")
            ),
            models.UniqueConstraint(
                name="visit_text_one_said", fields=["visit"], condition=Q(part="said", replaced_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.part}"


class VisitProblem(models.Model):
    """A problem heard on a visit, followed as a case of its own. `heard` are the firm's words. Never changed."""

    visit = models.ForeignKey(Visit, models.RESTRICT, related_name="problems", db_index=False)
    no = models.PositiveSmallIntegerField()
    case = models.OneToOneField(Case, models.RESTRICT, related_name="of_visit")
    heard = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="visit_problem_once", fields=["visit", "no"])]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.visit_id} {self.no}"
