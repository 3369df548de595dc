"""What does not fit in a form: parts larger than the whole, figures that shrank, entries left open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from campaign_rules.base.texts import Lang, Text, counted
from campaign_rules.reports.progress.values import Number, said
from campaign_rules.rules.forms import Form


class Remark(Struct, frozen=True):
    """What does not fit in a form: a fault (a part larger than its whole), or a warning (smaller than before; not known)."""

    cell: str
    level: Literal["fault", "warning"]
    code: Literal["part", "shrunk", "unknown"]
    text: Text

    def to_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"cell": self.cell, "code": self.code, "message": self.text(lang)}


def remarks_data(remarks: Iterable[Remark], lang: Lang) -> dict[str, list[dict[str, Any]]]:
    """Return remarks as plain data for JSON: the ``faults`` and the ``warnings``."""
    held = list(remarks)
    return {f"{level}s": [one.to_dict(lang) for one in held if one.level == level] for level in ("fault", "warning")}


def parts_too_large(form: Form, values: Mapping[str, Number | None]) -> Iterator[Remark]:
    """Yield where a part is larger than what it is a part of: 已整改 than 发现, 其中 than 总数."""
    figures = {figure.name: figure for figure in form.figures()}
    for name, figure in figures.items():
        part, whole = values.get(name), values.get(figure.within or "")
        if figure.within and part is not None and whole is not None and part > whole:
            of = figures[figure.within]
            text = Text(
                f"{figure.label.zh} {part}，大于{of.label.zh} {whole}",
                f"{figure.label.en}: {part}, more than {of.label.en}: {whole}",
            )
            yield Remark(figure.cell, "fault", "part", text)


def shrunk(form: Form, values: Mapping[str, Number | None], before: Mapping[str, Number | None]) -> Iterator[Remark]:
    """Yield where a cumulative figure is smaller than in an earlier form, or any is no longer there."""
    for figure in form.figures():
        now, then = values.get(figure.name), before.get(figure.name)
        if then is None or (now is not None and (now >= then or not figure.cumulative)):
            continue
        if not figure.cumulative:
            text = Text(
                f"{figure.label.zh}：前表 {said(then)('zh')}，现在没有单位填报",
                f"{figure.label.en}: {said(then)('en')} before, now nobody speaks to it",
            )
        else:
            text = Text(
                f"{figure.label.zh}：前表 {said(then)('zh')}，现为 {said(now)('zh')}；累计数只会增加",
                f"{figure.label.en}: {said(then)('en')} before, now {said(now)('en')}; a cumulative figure only grows",
            )
        yield Remark(figure.cell, "warning", "shrunk", text)


_UNSAID = ("more entry does not say whether it counts", "more entries do not say whether they count")


def left_open(form: Form, unsure: Mapping[str, int]) -> Iterator[Remark]:
    """Yield where entries may count and the record does not say; ``unsure`` counts them by figure."""
    for figure in form.figures():
        if count := unsure[figure.name]:
            text = Text(
                f"另有 {count} 条记录没有写明是否计入（--explain {figure.cell} 可看），未计",
                f"{counted(count, *_UNSAID)} (see --explain {figure.cell}); not counted",
            )
            yield Remark(figure.cell, "warning", "unknown", text)
