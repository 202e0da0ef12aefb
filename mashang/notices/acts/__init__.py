from mashang.notices.acts.queueing import notices_for, queue, queue_to_address, withdraw

__all__ = ["notices_for", "queue", "queue_to_address", "withdraw"]
