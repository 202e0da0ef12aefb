"""The WSGI application under the supervisor: a worker that outlives its parent would hold the port, so it may not."""

import signal

from mashang.project.launch.children import tie_to_parent

tie_to_parent(signal.SIGKILL)

from mashang.project.wsgi import application  # noqa: E402 - loading takes seconds; the tie must come first

__all__ = ["application"]
