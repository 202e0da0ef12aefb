from mashang.notices.acts.queueing import (
    notices_for,
    people_to_tell,
    queue,
    queue_to_address,
    queue_to_departments,
    withdraw,
)

__all__ = ["notices_for", "people_to_tell", "queue", "queue_to_address", "queue_to_departments", "withdraw"]
