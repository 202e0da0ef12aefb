"""What a campaign found, as a table: each line with its bar, and whether it was met."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """One thing measured; `good` is nothing where there is no bar."""

    name: str
    value: str
    bar: str = ""
    good: bool | None = None


@dataclass
class Result:
    """A campaign and its lines."""

    code: str
    title: str
    lines: list[Line] = field(default_factory=list)

    def tell(self, name: str, value: object) -> None:
        """A line without a bar."""
        self.lines.append(Line(name, str(value)))

    def hold(self, name: str, value: object, bar: str, good: bool) -> None:
        """A line that must be good."""
        self.lines.append(Line(name, str(value), bar, good))

    @property
    def good(self) -> bool:
        """Was every bar met, and was there one?"""
        judged = [line.good for line in self.lines if line.good is not None]
        return bool(judged) and all(judged)

    def table(self) -> str:
        """For the terminal."""
        head = f"{self.code}  {self.title}"
        body = [
            f"  {'✓' if line.good else '·' if line.good is None else '✗'} {line.name:<58}{line.value:>16}  {line.bar}"
            for line in self.lines
        ]
        return "\n".join([head, *body])
