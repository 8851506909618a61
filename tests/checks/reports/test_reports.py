"""Findings in each format."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring  # what we wrote ourselves

import jsonschema
import pytest
from syrupy.assertion import SnapshotAssertion
from tests.checks.checking import check, role, subject_of_text

from rolecast.checks import rulebook
from rolecast.checks.findings import Finding, Severity, Suppression, Target
from rolecast.checks.reports.formats import ReportFormat, render
from rolecast.checks.reports.results import FileResult, Results
from rolecast.checks.subjects import Places, of_role
from rolecast.reading.faults import Fault, Place

DOCUMENT = """\
{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:GetBucketAcl"], "Resource": "arn:aws:s3:::raw/*"},
    {"Effect": "Allow", "Action": ["s3:ListObjectsV2", "iam:PassRole"], "Resource": "*"}
  ]
}
"""
SUPPRESSION = Suppression("unscoped-resource", "the pipeline's own", policy="policies/*")
UNREAD = (Fault(Place("a,b.yaml", 2, 3), "`x` is\n::not a key", "use `y`"), Fault(None, "there is no file `c`"))
EVIL = "a%b\r\n::error file=x,line=1::boo\x1b[31m"


@pytest.fixture
def results() -> Results:
    """A document, a role whose account is not known, and a file in which nothing is found."""
    document = check(subject_of_text(DOCUMENT, "policies/raw.json"), [SUPPRESSION])
    places = Places(Place("roles.yaml", 5, 3), {"manage-ml-jobs": Place("roles.yaml", 7, 7)})
    of_file = check(of_role(role("activities: {manage-ml-jobs: }"), "roles.yaml", places))
    files = (
        FileResult("policies/raw.json", tuple(document)),
        FileResult("roles.yaml", tuple(of_file)),
        FileResult("good.json", ()),
    )
    return Results(files, Severity.WARNING, "1.2.3")


@pytest.fixture
def evil() -> Results:
    """A finding that is full of what means something to the formats."""
    place = Place("a,b:c%.json", 1, 2)
    target = Target("a,b:c%.json", "role\n", "policy ]]> <x>", 0, "Sid&")
    finding = Finding("full-access", Severity.ERROR, f"{EVIL} {{actions}}", EVIL, target, place, ("<s3:*>",))
    return Results((FileResult("a,b:c%.json", (finding,)),))


@pytest.mark.parametrize("format", ReportFormat)
def test_a_report(format: ReportFormat, results: Results, snapshot: SnapshotAssertion) -> None:
    """A change in what people or programs read is seen."""
    text = render(results, format)
    if format is ReportFormat.SARIF:  # without the pages, which are the rules' own
        text = re.sub(r'"(text|markdown)": "(## |Compares|Takes|Looks|Reports).*"', r'"\1": ...', text)
    assert text == snapshot


@pytest.mark.parametrize("format", ReportFormat)
def test_no_findings(format: ReportFormat, snapshot: SnapshotAssertion) -> None:
    """A report of files in which nothing was found is a report too."""
    assert (
        render(Results((FileResult("good.json", ()), FileResult("better.json", ())), version="1"), format) == snapshot
    )


def test_text_shows_line_breaks_and_escapes_as_such(evil: Results) -> None:
    """A policy's text cannot write lines or colours of its own."""
    lines = render(evil, ReportFormat.TEXT).splitlines()
    assert len(lines) == 3
    assert all(line.isprintable() for line in lines)
    assert "\\r\\n" in lines[1]


def test_github_commands_are_escaped(evil: Results) -> None:
    """One finding is one command, whatever its texts are."""
    (line,) = render(evil, ReportFormat.GITHUB).splitlines()
    assert line.startswith("::error file=a%2Cb%3Ac%25.json,line=1,col=2,title=error%3A full-access::")
    assert "a%25b\\r\\n" in line


def test_json_has_everything_of_a_finding(results: Results) -> None:
    """Suppressed ones too, with the reason; actions in full; the code of Access Analyzer with its address."""
    value = json.loads(render(results, ReportFormat.JSON))
    assert value["format_version"] == "1"
    assert value["files"] == ["policies/raw.json", "roles.yaml", "good.json"]
    by_rule = {finding["rule"]: finding for finding in value["findings"]}
    assert by_rule["unscoped-resource"]["suppressed"] == "the pipeline's own"
    action = by_rule["unknown-action"]
    assert (action["file"], action["line"], action["column"]) == ("policies/raw.json", 5, 36)
    assert action["access_analyzer"]["type"] == "ERROR"
    assert action["access_analyzer"]["address"].endswith(
        "#access-analyzer-reference-policy-checks-error-invalid-action"
    )
    cycle = by_rule["incomplete-life-cycle"]
    assert (cycle["role"], cycle["statement"], cycle["activities"]) == ("compute", 0, ["manage-ml-jobs"])
    assert cycle["actions"] == ["sagemaker:StopTransformJob"]


def test_sarif_is_valid(results: Results, evil: Results) -> None:
    """By the schema that its authors publish, with findings of every kind and with none."""
    schema = json.loads((Path(__file__).parent / "sarif-2.1.0.json").read_bytes())
    for each in (results, evil, Results((FileResult("good.json", ()),)), Results(()), Results((), faults=UNREAD)):
        jsonschema.validate(json.loads(render(each, ReportFormat.SARIF)), schema)


def test_sarif_carries_the_rules_documentation(results: Results) -> None:
    """Each rule that found something is there once, with its page; results point to their rule."""
    (run,) = json.loads(render(results, ReportFormat.SARIF))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["version"] == "1.2.3"
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["help"]["markdown"] == rulebook.rule(rule["id"]).documentation
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    suppressed = [result for result in run["results"] if "suppressions" in result]
    assert [result["suppressions"][0]["justification"] for result in suppressed] == ["the pipeline's own"]


def test_sarif_fingerprints_stay_when_lines_move(results: Results) -> None:
    """They tell findings apart, and are the same for the same document with an empty line before it."""

    def fingerprints(text: str) -> list[str]:
        found = tuple(check(subject_of_text(text, "a.json")))
        (run,) = json.loads(render(Results((FileResult("a.json", found),)), ReportFormat.SARIF))["runs"]
        return [result["partialFingerprints"]["finding/v1"] for result in run["results"]]

    assert fingerprints(DOCUMENT) == fingerprints(f"\n{DOCUMENT}")
    assert len(set(fingerprints(DOCUMENT))) == len(fingerprints(DOCUMENT))


def test_junit_counts(results: Results, evil: Results) -> None:
    """A suite a file; findings below the severity that fails pass, suppressed ones are skipped."""
    root = parsed(render(results, ReportFormat.JUNIT))
    assert [suite.get("name") for suite in root] == ["policies/raw.json", "roles.yaml", "good.json"]
    assert int(root.get("failures", "")) == len(results.failures) == len(root.findall(".//failure"))
    assert root.get("skipped") == "1"
    assert int(root.get("tests", "")) == len(root.findall(".//testcase")) == len(results.findings) + 2
    assert root[2].find("testcase/failure") is None
    strict = results._replace(fail_on=Severity.SUGGESTION)
    assert parsed(render(strict, ReportFormat.JUNIT)).get("failures") == str(len(results.findings))
    assert parsed(render(evil, ReportFormat.JUNIT)).find(".//failure") is not None


def parsed(text: str) -> Element:
    return fromstring(text)  # noqa: S314  # what we wrote ourselves


def test_what_was_not_read_is_in_every_report_of_a_program(evil: Results) -> None:
    """An empty report would say that nothing is wrong, and close what was found before."""
    for results in (Results((), faults=UNREAD), evil._replace(faults=UNREAD)):
        log = json.loads(render(results, ReportFormat.SARIF))
        (invocation,) = log["runs"][0]["invocations"]
        assert invocation["executionSuccessful"] is False
        first, second = invocation["toolExecutionNotifications"]
        assert first["locations"][0]["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 3}
        assert second["message"]["text"] == "there is no file `c`"
        assert json.loads(render(results, ReportFormat.JSON))["errors"][0]["help"] == "use `y`"
        lines = render(results, ReportFormat.GITHUB).splitlines()
        assert lines[:2] == [
            "::error file=a%2Cb.yaml,line=2,col=3,title=error::`x` is\\n::not a key%0Ahelp: use `y`",
            "::error title=error::there is no file `c`",
        ]
        suites = fromstring(render(results, ReportFormat.JUNIT))  # noqa: S314
        assert suites.get("errors") == "2"
        assert [each.get("message") for each in suites.iter("error")][1] == "there is no file `c`"


def test_severities_are_ordered() -> None:
    """From a suggestion to an error; each is at least itself."""
    order = [Severity.SUGGESTION, Severity.WARNING, Severity.SECURITY_WARNING, Severity.ERROR]
    assert list(Severity) == order
    for number, severity in enumerate(order):
        assert [severity.is_at_least(other) for other in order] == [at <= number for at in range(4)]


def test_text_tells_what_several_roles_share_once() -> None:
    """With the list of the roles; what is found on one alone stays apart. Programs get each of them."""
    roles = [Target("roles.yaml", name, f"Jobs_{name}", 0, None, ("manage-ml-jobs",)) for name in ("a", "b", "c")]
    shared = [
        Finding("full-access", Severity.WARNING, "too much", "less", each, Place("roles.yaml", line, 3))
        for line, each in enumerate(roles, 5)
    ]
    other = Finding("full-access", Severity.ERROR, "too much", None, roles[0]._replace(statement=1))
    results = Results((FileResult("roles.yaml", (*shared, other)),))
    assert render(results, ReportFormat.TEXT).splitlines() == [
        "1 error, 1 warning in 1 file",
        "roles.yaml:5:3: warning: roles `a`, `b`, `c`, activity `manage-ml-jobs`, statement 1: too much [full-access]",
        "  help: less",
        "roles.yaml: error: role `a`, policy `Jobs_a`, statement 2: too much [full-access]",
    ]
    assert len(json.loads(render(results, ReportFormat.JSON))["findings"]) == 4


def test_text_names_the_policy_that_roles_share() -> None:
    """An attached policy has one name in all roles."""
    found = tuple(
        Finding("full-access", Severity.WARNING, "too much", None, Target("roles.yaml", name, "PowerUserAccess", 0))
        for name in ("a", "b")
    )
    assert render(Results((FileResult("roles.yaml", found),)), ReportFormat.TEXT).splitlines()[1] == (
        "roles.yaml: warning: roles `a`, `b`, policy `PowerUserAccess`, statement 1: too much [full-access]"
    )
