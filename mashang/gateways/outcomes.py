"""What an answer of a service means for a notice; the same for every service that takes JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mashang.gateways.posting import Answer, Away, BadAddress, post_json
from mashang.notices import ports


def deliver(url: str, body: bytes, headers: Mapping[str, str], *, one_of_many: bool = False) -> Mapping[str, Any]:
    """Post and return what a service said that took it (status 200 and JSON); TryLater or NeverDeliverable otherwise.

    `one_of_many`: the address is one of several, such as a chat group's: that it is away says nothing of the others.
    A status 401 or 403 is our signature's fault and no message's, so nothing is given up for it.
    """
    whole = not one_of_many
    try:
        answer = post_json(url, body, headers)
    except BadAddress:
        raise ports.NeverDeliverable("provider_refused_address") from None
    except Away as away:
        raise ports.TryLater("provider_slow" if away.slow else f"provider_away_{away}", whole_channel=whole) from None
    if answer.status == 200 and answer.said is not None:
        return answer.said
    raise _failure(answer, whole)


def _failure(answer: Answer, whole: bool) -> Exception:
    status = answer.status
    if status == 200:
        return ports.TryLater("provider_riddle")
    if status == 429:
        return ports.TryLater("provider_busy_429", whole_channel=whole, after_seconds=answer.retry_after or 60)
    if status in (401, 403):
        return ports.TryLater(f"provider_signature_{status}", whole_channel=whole)
    if status >= 500:
        return ports.TryLater(f"provider_failed_{status}", after_seconds=answer.retry_after)
    return ports.NeverDeliverable(f"provider_refused_{status}")
