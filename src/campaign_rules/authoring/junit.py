"""Results of scenarios as JUnit XML, which build servers read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from campaign_rules.authoring.scenario_runs import Result, render
from campaign_rules.base.texts import Lang, printable

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def report(results: Sequence[Result], lang: Lang) -> str:
    """Return the results: a suite for each file, a case for each scenario and day."""
    root = ElementTree.Element("testsuites", name="campaign-rules")
    files: dict[str, list[Result]] = {}
    for one in results:
        files.setdefault(one.placed.source.file, []).append(one)
    for file, held in files.items():
        failed = sum(not one.passed for one in held)
        suite = ElementTree.SubElement(
            root, "testsuite", name=_plain(file), tests=str(len(held)), failures=str(failed), errors="0"
        )
        for one in held:
            scenario, place = one.placed.scenario, one.place
            case = ElementTree.SubElement(
                suite, "testcase", classname=_plain(scenario.clause), name=_plain(f"{scenario.title(lang)} [{one.day}]"), file=_plain(file), line=str(place.line)
            )  # fmt: skip
            if one.failures:
                told = "\n".join(line for failure in one.failures for line in render(failure, lang))
                ElementTree.SubElement(case, "failure", message=_plain(one.failures[0].what)).text = _plain(told)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _plain(text: str) -> str:
    """Leave out what XML can't hold, or what would steer a terminal that shows it."""
    return "\n".join(printable(_NOT_XML.sub("\ufffd", line)) for line in text.split("\n"))
