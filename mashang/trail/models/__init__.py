from mashang.trail.models.append_only import AppendOnly, GuardedBy, NoTruncate
from mashang.trail.models.entry import Entry, Era, Seal, View
from mashang.trail.models.request import NumberCounter, RequestKey

__all__ = ["AppendOnly", "Entry", "Era", "GuardedBy", "NoTruncate", "NumberCounter", "RequestKey", "Seal", "View"]
