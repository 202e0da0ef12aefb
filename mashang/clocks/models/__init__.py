from mashang.clocks.models.deadlines import Deadline, DeadlineChange

__all__ = ["Deadline", "DeadlineChange"]
