"""Findings as JUnit XML: one suite per file, one test case per finding.

Findings below the severity that fails pass, with their text as output; suppressed ones are skipped. A file without
findings has one test case that passes. Input that could not be read is a test case with an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from rolecast.checks.findings import Finding
from rolecast.checks.reports.results import FileResult, Results
from rolecast.checks.reports.text import described, finding_lines
from rolecast.reading.faults import Fault, visible


def render(results: Results) -> str:
    root = Element("testsuites", name="rolecast check")
    failures = set(map(id, results.failures))
    for file in results.files:
        _suite(root, file, failures)
    if results.faults:
        _unread(root, results.faults)
    for count in ("tests", "failures", "skipped", *(("errors",) if results.faults else ())):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(root: Element, file: FileResult, failures: set[int]) -> None:
    suite = SubElement(root, "testsuite", name=visible(file.name))
    for finding in file.findings:
        _case(suite, file, finding, is_failure=id(finding) in failures)
    if not file.findings:
        SubElement(suite, "testcase", classname=visible(file.name), name="no findings")
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))


def _unread(root: Element, faults: Sequence[Fault]) -> None:
    count = str(len(faults))
    suite = SubElement(root, "testsuite", name="not checked", tests=count, failures="0", skipped="0", errors=count)
    for fault in faults:
        source = visible(fault.place.source) if fault.place else "not checked"
        case = SubElement(suite, "testcase", classname=source, name=visible(fault.message))
        SubElement(case, "error", message=visible(fault.message)).text = str(fault)


def _case(suite: Element, file: FileResult, finding: Finding, *, is_failure: bool) -> None:
    case = SubElement(suite, "testcase", classname=visible(file.name), name=f"{finding.rule}: {described(finding)}")
    text = "\n".join(finding_lines(finding))
    if finding.suppression:
        SubElement(case, "skipped", message=visible(finding.suppression.reason))
    elif is_failure:
        SubElement(case, "failure", type=finding.severity.value, message=described(finding)).text = text
    else:
        SubElement(case, "system-out").text = text
