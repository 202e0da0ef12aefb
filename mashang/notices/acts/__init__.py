from mashang.notices.acts.queueing import queue, queue_to_address, withdraw

__all__ = ["queue", "queue_to_address", "withdraw"]
