from mashang.register.acts.rounds.approving import approve_tower, send_back_tower
from mashang.register.acts.rounds.checking import drop_floor_check, settle_floor_check, take_floor_check
from mashang.register.acts.rounds.collecting import ask_for_sheet, verify_tower
from mashang.register.acts.rounds.opening import assign_round_tower, open_round
from mashang.register.acts.rounds.publishing import correct_snapshot, publish_round
from mashang.register.acts.rounds.reminding import remind_of_rounds

__all__ = [
    "approve_tower",
    "ask_for_sheet",
    "assign_round_tower",
    "correct_snapshot",
    "drop_floor_check",
    "open_round",
    "publish_round",
    "remind_of_rounds",
    "send_back_tower",
    "settle_floor_check",
    "take_floor_check",
    "verify_tower",
]
