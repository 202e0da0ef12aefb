"""What somebody asked the office for, in whose hands it is, and everything that happened to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.cases.models.guards import FollowsItsMoves, LeadsToItsState, OneLevel
from mashang.register.models import Document, Firm, Tower
from mashang.register.models.guards import Placed, append_only


class Hands(models.TextChoices):
    """In whose hands a case is. The working time in each adds up to the whole."""

    OFFICE = "office", _("The office")
    WAITING = "waiting", _("Waiting for a department to report in")
    DEPARTMENT = "department", pgettext_lazy("whose hands", "A department")
    TEAM = "team", _("The service team on site")
    FIRM = "firm", _("The firm")
    OUTSIDE = "outside", _("A procedure outside")
    NOBODY = "nobody", _("Settled")


class Case(Placed):
    """A request, problem, question or hotline ticket, followed by its first receiver to the end.

    `due_at` is when the whole is due; `next_due_at` the clock that ends first, over it or over a department called in.
    Both are copies of running deadlines, kept by the same act and checked by a test. `number` counts the cases of an
    area without gaps. What was said stands in CaseText alone.
    """

    class Kind(models.TextChoices):
        REQUEST = "request", pgettext_lazy("kind of case", "Request")
        PROBLEM = "problem", pgettext_lazy("kind of case", "Problem heard on a visit")
        CONSULT = "consult", pgettext_lazy("kind of case", "Question")
        HOTLINE = "hotline", pgettext_lazy("kind of case", "Hotline ticket")

    class Channel(models.TextChoices):
        PORTAL = "portal", _("Portal")
        CODE = "code", _("Phone number and code")
        WINDOW = "window", pgettext_lazy("channel", "Window")
        PHONE = "phone", pgettext_lazy("channel", "Telephone")
        VISIT = "visit", pgettext_lazy("channel", "Visit")
        LINK = "link", _("One-time link")
        HOTLINE = "hotline", pgettext_lazy("channel", "Hotline")

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("case", "Received")
        SUPPLEMENT = "supplement", _("Waiting for papers")
        ACCEPTED = "accepted", pgettext_lazy("case", "Accepted")
        IN_HAND = "in_hand", _("Being handled")
        CALLED = "called", _("Departments called in")
        SPECIAL = "special", _("Special procedure")
        CARRIED = "carried", _("Carried over")
        DONE_WAITING = "done_waiting", _("Answered, waiting for the firm")
        REFUSED = "refused", _("Not accepted")
        LAPSED = "lapsed", _("Lapsed")
        CLOSED = "closed", pgettext_lazy("case", "Closed")
        WITHDRAWN = "withdrawn", pgettext_lazy("case", "Withdrawn")
        TRANSFERRED = "transferred", _("Transferred out")
        JOINED = "joined", _("Joined to another")

    class Priority(models.TextChoices):
        NORMAL = "normal", pgettext_lazy("priority", "Normal")
        URGENT = "urgent", pgettext_lazy("priority", "Urgent")
        EMERGENCY = "emergency", pgettext_lazy("priority", "Emergency")

    class Outcome(models.TextChoices):
        SOLVED = "solved", _("Solved")
        PART = "part", _("Solved in part")
        EXPLAINED = "explained", _("Explained")
        NOT_POSSIBLE = "not_possible", _("Cannot be done, with reasons")

    ref = models.UUIDField(unique=True)  # made outside: it stands in addresses that firms get
    area = models.ForeignKey("accounts.Area", models.RESTRICT, related_name="+", db_index=False)
    number = models.CharField(max_length=24, db_collation="C")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REQUEST)
    item = models.CharField(max_length=40, db_collation="C")
    channel = models.CharField(max_length=10, choices=Channel)
    firm = models.ForeignKey(Firm, models.RESTRICT, null=True, blank=True, related_name="cases", db_index=False)
    tower = models.ForeignKey(Tower, models.RESTRICT, null=True, blank=True, related_name="cases", db_index=False)
    place = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    hands = models.CharField(max_length=10, choices=Hands, default=Hands.OFFICE)
    department = models.ForeignKey(
        "accounts.Department", models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    first_receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    # Who asks without an account: name and number, sealed and bound to `ref`.
    asker_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.NORMAL)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    next_clock = models.CharField(max_length=40, blank=True, db_collation="C")
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    round = models.PositiveSmallIntegerField(default=1)  # grows each time it is reopened
    duplicate_of = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="duplicates", db_index=False
    )
    # The same problem of many firms: the members of one ask point to the one that leads it.
    cluster = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="members", db_index=False)
    parent = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="parts", db_index=False)
    routed_by = models.CharField(max_length=40, blank=True, db_collation="C")
    external_source = models.CharField(max_length=40, blank=True, db_collation="C")
    external_no = models.CharField(max_length=60, blank=True, db_collation="C")
    external_due_at = models.DateTimeField(null=True)  # when that office wants it answered, beside our own clock
    sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="case_number_once", fields=["area", "number"]),
            models.UniqueConstraint(
                name="case_external_number_once", fields=["area", "external_source", "external_no"],
                condition=~Q(external_no=""),
            ),
            models.CheckConstraint(
                name="case_closed_when_ended",
                condition=Q(
                    closed_at__isnull=False,
                    state__in=["refused", "lapsed", "closed", "withdrawn", "transferred", "joined"],
                )
                | (
                    Q(closed_at__isnull=True)
                    & ~Q(state__in=["refused", "lapsed", "closed", "withdrawn", "transferred", "joined"])
                ),
            ),
            models.CheckConstraint(name="case_no_part_of_itself", condition=~Q(parent=F("pk"))),
            models.CheckConstraint(name="case_no_double_of_itself", condition=~Q(duplicate_of=F("pk"))),
            models.CheckConstraint(name="case_no_member_of_itself", condition=~Q(cluster=F("pk"))),
            models.CheckConstraint(name="case_part_alone", condition=Q(parent=None) | Q(cluster=None)),
            models.CheckConstraint(
                name="case_department_hands", condition=~Q(hands="department") | Q(department__isnull=False)
            ),
        ]  # fmt: skip
        # Ten in all with the keys: each more costs every opening. The last two hold few rows, and cost it nothing.
        indexes = [
            models.Index(name="case_open_due", fields=["next_due_at", "id"], condition=Q(closed_at=None)),
            models.Index(name="case_open_hands", fields=["department", "next_due_at"], condition=Q(closed_at=None)),
            models.Index(name="case_open_officer", fields=["officer", "next_due_at"], condition=Q(closed_at=None)),
            models.Index(name="case_of_district", fields=["district_id", "-opened_at", "-id"]),
            models.Index(name="case_of_firm", fields=["firm", "-opened_at"]),
            models.Index(name="case_of_tower", fields=["tower", "-opened_at"]),
            models.Index(name="case_of_phone", fields=["phone_index"], condition=Q(phone_index__isnull=False)),
            models.Index(name="case_of_cluster", fields=["cluster"], condition=Q(cluster__isnull=False)),
            models.Index(
                name="case_of_hotline",
                fields=["external_source", "area_path", "-opened_at"],
                condition=Q(channel="hotline"),
            ),
            models.Index(name="case_of_parent", fields=["parent"], condition=Q(parent__isnull=False)),
        ]
        triggers = [FollowsItsMoves(name="follows_its_moves"), OneLevel(name="one_level")]

    def __str__(self) -> str:
        return self.number


class CaseText(models.Model):
    """What was said in a case: the only place of free words. They may be expunged; the trail keeps their digest."""

    class Part(models.TextChoices):
        ASK = "ask", pgettext_lazy("part of a case", "What is asked for")
        WISH = "wish", _("What is hoped for")
        ANSWER = "answer", pgettext_lazy("part of a case", "Answer")
        QUESTION = "question", _("Question to the firm")
        REPLY = "reply", _("Reply of the firm")
        MINUTES = "minutes", _("Minutes")
        NOTE = "note", pgettext_lazy("part of a case", "Note")
        REFUSAL = "refusal", _("Why it is not accepted")

    class SeenBy(models.TextChoices):
        ALL = "all", pgettext_lazy("seen by", "The firm too")
        OFFICE = "office", pgettext_lazy("seen by", "The office and the departments called in")

    case = models.ForeignKey(Case, models.RESTRICT, related_name="texts")
    part = models.CharField(max_length=10, choices=Part)
    summons = models.ForeignKey("Summons", models.RESTRICT, null=True, blank=True, related_name="texts")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+", db_index=False)
    department = models.ForeignKey(
        "accounts.Department", models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    body = models.TextField()
    seen_by = models.CharField(max_length=8, choices=SeenBy, default=SeenBy.OFFICE)
    expunged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_text_expunged_is_empty", condition=Q(expunged_at__isnull=True) | Q(body="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.part}"


class CaseMove(models.Model):
    """Every step of a case: from where to where, into whose hands, by whom, when and why. Never changed.

    `shown` says that the firm reads the reason. `department` is who acted for one (a liaison) or into whose hands it went.
    """

    case = models.ForeignKey(Case, models.RESTRICT, related_name="moves", db_index=False)
    act = models.CharField(max_length=20, db_collation="C")
    from_state = models.CharField(max_length=12, blank=True, db_collation="C")
    to_state = models.CharField(max_length=12, db_collation="C")
    hands = models.CharField(max_length=10, choices=Hands)
    department = models.ForeignKey(
        "accounts.Department", models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    by_role = models.CharField(max_length=30, blank=True, db_collation="C")
    reason = models.CharField(max_length=500, blank=True)
    shown = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(name="case_move_of", fields=["case", "id"])]
        triggers = [*append_only(), LeadsToItsState(name="leads_to_its_state")]

    def __str__(self) -> str:
        return f"{self.from_state} {self.act} {self.to_state}"


class CaseFile(models.Model):
    """A photo, paper or film that belongs to a case, and who may see it."""

    case = models.ForeignKey(Case, models.RESTRICT, related_name="files")
    document = models.OneToOneField(Document, models.RESTRICT, related_name="of_case")
    summons = models.ForeignKey("Summons", models.RESTRICT, null=True, blank=True, related_name="files")
    seen_by = models.CharField(max_length=8, choices=CaseText.SeenBy, default=CaseText.SeenBy.OFFICE)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.case_id} {self.document_id}"
