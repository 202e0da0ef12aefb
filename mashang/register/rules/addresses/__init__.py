"""Chinese addresses of any city: building, part, floors and rooms."""

from .reading import ParsedAddress, Space, parse_address

__all__ = ["ParsedAddress", "Space", "parse_address"]
