"""Words for census rounds: in the trail, and for the news that they send."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from mashang.kernel.actor import Actor
from mashang.notices.topics import TOPICS, Topic
from mashang.trail.words import ACT_WORDS, FIELD_WORDS, NAMERS, SUBJECT_WORDS, add_value_words


def tell() -> None:
    """Hand the words to the trail and the notices; called once at start."""
    from mashang.register.models import RoundTower

    ACT_WORDS.update(
        {
            "census.open": _("Census round opened"),
            "census.assign": _("Tower of a round given to a steward"),
            "census.ask": _("Sheet asked for"),
            "census.look": _("Floor gone over"),
            "census.hand_in": _("Sheet for a round handed in"),
            "census.verify": _("Tower verified"),
            "census.approve": _("Tower approved"),
            "census.send_back": _("Tower sent back"),
            "census.settle_floor": _("What was seen on a floor settled"),
            "census.drop_floor": _("Look at a floor not followed"),
            "census.leave_out": _("Tower left out of a round"),
            "census.take_up": _("Tower taken up in a round again"),
            "census.publish": _("Tower published"),
            "census.snapshot": _("Snapshot published"),
            "census.correct": _("Snapshot corrected by another"),
        }
    )
    SUBJECT_WORDS.update({"round": _("Census round"), "snapshot": _("Snapshot"), "round_tower": _("Tower of a round")})
    FIELD_WORDS.update(
        {
            "round": _("Census round"),
            "round_state": _("State in the round"),
            "opens_on": _("From day"),
            "closes_on": _("To day"),
            "towers": _("Towers"),
            "valid_on": _("As of"),
            "dropped": _("Looks not followed"),
            "floors_unseen": _("Floors not gone over"),
        }
    )
    NAMERS["round"] = round_names
    add_value_words("round_state", dict(RoundTower.State.choices))
    for topic, words in (
        ("census.assigned", _("A tower of a census round was given to you")),
        ("census.sheet_wanted", _("The office asks for your tenant sheet")),
        ("census.to_approve", _("A tower of a census round waits for approval")),
        ("census.sent_back", _("A tower of a census round was sent back")),
        ("census.waits", _("A census round waits for a tower of yours")),
        ("census.published", _("The census round of your tower is published")),
    ):
        TOPICS[topic] = Topic(words)


def round_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Rounds by their name, of areas the actor may see."""
    from mashang.register.models import CensusRound

    seen = CensusRound.objects.filter(pk__in=ids)
    return {one.pk: one.name for one in seen if actor.covers(one.area_path) or one.area_path in actor.area_path}
