#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Counts the test cases of one ctest run: tally.py FOLDER prints "passed failed skipped".

FOLDER holds ctest.xml, and for most entries a JUnit file of their own with the cases inside. An
entry without one counts as one case. An entry that failed although its cases passed (a crash, a
time-out) counts as one failure, and so does each report of a sanitizer.
"""
import pathlib
import sys
import xml.etree.ElementTree as xml

REPORT_LINES_MAX = 80


def outcome(case):
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    not_run = case.get("status") == "notrun" or case.get("result") in ("skipped", "suppressed")
    return "skipped" if case.find("skipped") is not None or not_run else "passed"


def cases_of(file):
    """Outcomes in a JUnit file; none if an entry died before it wrote it whole."""
    try:
        return [outcome(case) for case in xml.parse(file).iter("testcase")]
    except (OSError, xml.ParseError):
        return []


def tally(folder):
    outcomes = []
    try:
        entries = list(xml.parse(folder / "ctest.xml").iter("testcase"))
    except (OSError, xml.ParseError):
        return ["failed"]
    for entry in entries:
        cases = cases_of(folder / f"{entry.get('name')}.xml")
        passed = entry.get("status") == "run"
        if not passed and "failed" not in cases:
            cases.append("failed")
        outcomes += cases or ["passed"]
    for report in sorted(folder.glob("sanitizer.*")):
        lines = report.read_text(errors="replace").splitlines()
        print(f"--- {report.name}", *lines[:REPORT_LINES_MAX], sep="\n", file=sys.stderr)
        outcomes.append("failed")
    return outcomes or ["failed"]


if __name__ == "__main__":
    found = tally(pathlib.Path(sys.argv[1]))
    print(*(found.count(word) for word in ("passed", "failed", "skipped")))
