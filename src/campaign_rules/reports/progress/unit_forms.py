"""The form of one unit: its figures, what each cell says, and what does not fit in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from campaign_rules.base.texts import Lang
from campaign_rules.reports.progress.remarks import Remark, left_open, parts_too_large, remarks_data
from campaign_rules.reports.progress.units import Unit
from campaign_rules.reports.progress.values import CellValue, Number
from campaign_rules.rules.forms import Form


@dataclass(frozen=True, eq=False)
class UnitForm:
    """The form of one unit."""

    unit: Unit
    form: Form
    values: Mapping[str, Number | None]
    """Every figure by its name (``1.1``, ``3.3.amount``)."""
    unsure: Mapping[str, int]
    """By figure, how many entries may count: the record does not say."""

    @cached_property
    def cells(self) -> dict[str, CellValue]:
        """What each cell says, by its name."""
        made: dict[str, CellValue] = {}
        for figure in self.form.figures():
            value = self.values[figure.name]
            if figure.key is None or value is None:
                made.setdefault(figure.cell, value)
            else:
                several = made.setdefault(figure.cell, {})
                if isinstance(several, dict):
                    several[figure.key] = value
        return made

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """The faults of the form, and what the records leave open about it."""
        return (*parts_too_large(self.form, self.values), *left_open(self.form, self.unsure))

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "unit": self.unit.title(lang),
            "cells": self.cells,
            **remarks_data(self.remarks, lang),
        }
