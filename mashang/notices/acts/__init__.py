from mashang.notices.acts.queueing import queue, queue_to_address, queue_to_departments, withdraw

__all__ = ["queue", "queue_to_address", "queue_to_departments", "withdraw"]
