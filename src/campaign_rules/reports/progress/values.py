"""What stands in a cell of the form, and how it is said."""

from __future__ import annotations

from decimal import Decimal

from campaign_rules.base.texts import Text

Number = int | float | bool
"""What stands in a cell: a count, an amount, or yes or no."""

CellValue = Number | dict[str, Number] | None
"""What a cell says: a number, several by name, or None: nobody speaks to it."""


def number(value: Decimal) -> int | float:
    """Return a sum as people write it: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def said(value: Number | None) -> Text:
    """Say a figure as the printed form does: — where nobody speaks to it."""
    if value is None:
        return Text("—", "—")
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    return Text(str(value), str(value))
