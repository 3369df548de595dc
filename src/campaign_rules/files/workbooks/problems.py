"""What is found wrong while one workbook is read, each problem in its cell."""

from __future__ import annotations

from msgspec import Struct

from campaign_rules.base.errors import Problem
from campaign_rules.base.sources import Spot, spot_problem
from campaign_rules.base.texts import Text


class Problems(Struct):
    """The problems of one workbook so far: those that leave gaps, those that are told after them, and warnings."""

    file: str
    wrong: list[Problem] = []
    later: list[Problem] = []
    warnings: list[Problem] = []

    def tell(self, spot: Spot, code: str, text: Text) -> None:
        """Tell of what can't be read: what it leaves is no whole record."""
        self.wrong.append(spot_problem(self.file, spot, code, text))

    def tell_later(self, spot: Spot, code: str, text: Text) -> None:
        """Tell of what can be read, and is refused."""
        self.later.append(spot_problem(self.file, spot, code, text))

    def warn(self, spot: Spot, code: str, text: Text) -> None:
        """Tell of what is only strange."""
        self.warnings.append(spot_problem(self.file, spot, code, text))
