"""Bad input to the real command: a clear error with its place, exit status 1, and nothing written."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from tests.cli.conftest import Call
from tests.runs import case_count

from rolecast.composition.compose import compose
from rolecast.reading import texts
from rolecast.reading.faults import Fault, InputError
from rolecast.rendering.formats import render
from rolecast.rolefile.load import read

HEAD = 'version: 1\naccount: "123456789012"\nregion: us-east-1\n'
EXAMPLES = sorted(path for path in (Path(__file__).parents[2] / "examples").iterdir() if path.is_file())


def role(settings: str) -> str:
    return f"{HEAD}roles:\n  a:\n    {settings}\n"


BAD = {
    "not YAML": ("roles: [", "2:1: this is not YAML: "),
    "a tab": ("version: 1\n\troles: {}", "2:1: this is not YAML: "),
    "empty": ("", "1:1: expected the role file (a mapping), found nothing\n  help: `rolecast new`"),
    "prose": ("Dear Rolecast, I need a role.", "1:1: expected the role file (a mapping), found `Dear Rolecast"),
    "binary": ("\x00\x01", "1:1: the character U+0000 is not allowed in YAML"),
    "a wrong type": (role("activities: manage-models"), "6:17: activities are needed here: a mapping"),
    "another wrong type": (role("pass_roles: {a: b}"), "6:17: expected a list, found a mapping"),
    "a number": (
        role("max_session_duration: long"),
        "6:27: expected a session length in seconds (a whole number",
    ),
    "an unknown key": (role("persna: x"), "6:5: `persna` is not a key of a role\n  help: did you mean `persona`?"),
    "an unknown key at the top": (
        f"regoin: x\n{role('{}')}",
        "1:1: `regoin` is not a key of the role file\n  help: did you mean `region`?",
    ),
    "an unknown activity": (
        role("activities: {manage-modles: }"),
        "6:18: there is no activity `manage-modles`\n  help: did you mean `manage-models`?",
    ),
    "an unknown persona": (
        role("persona: data-sientist"),
        "6:14: `data-sientist` is not a persona\n  help: did you mean `data-scientist`?",
    ),
    "an unknown parameter": (
        role("activities: {s3-bucket-access: {s3_buckets: [abc], bucket: [abc]}}"),
        "6:56: `bucket` is not a key of the activity `s3-bucket-access`",
    ),
    "a missing parameter": (role("activities: {s3-bucket-access: }"), "6:36: the activity `s3-bucket-access` needs"),
    "a missing parameter of a persona": (
        role("persona: compute-role"),
        "6:14: the persona `compute-role` preselects `access-required-aws-services`, which needs",
    ),
    "a malformed bucket": (
        role("activities: {s3-bucket-access: {s3_buckets: [My_Bucket]}}"),
        "6:50: `My_Bucket` is not a bucket name: ",
    ),
    "a malformed subnet": (
        role("network: {subnets: [subnet-1], security_groups: [sg-0a1b2c3d]}"),
        "6:25: `subnet-1` is not a subnet id: ",
    ),
    "a malformed security group": (
        role("network: {subnets: [subnet-0a1b2c3d], security_groups: [default]}"),
        "6:61: `default` is not a security group id: ",
    ),
    "a malformed ARN": (
        role("pass_roles: [arn:aws:iam::role/x]"),
        "6:18: `arn:aws:iam::role/x` is not the ARN of a role",
    ),
    "a malformed account": (role("account: 12345"), "6:14: `12345` is not an account: it has 12 digits"),
    "a malformed region": (role("region: virginia"), "6:13: `virginia` is not a region"),
    "a malformed tag": (
        role("tags: {'a*': b}"),
        "6:12: `a*` has `*` (U+002A) as character 2, which IAM does not accept",
    ),
    "VPC with subnets alone": (
        role("network: {subnets: [subnet-0a1b2c3d]}"),
        "6:14: the network needs `security_groups`: ",
    ),
    "VPC with groups alone": (role("network: {security_groups: [sg-0a1b2c3d]}"), "6:14: the network needs `subnets`: "),
    "a requirement that is not met": (
        role("activities: {canvas-core-access: }"),
        "6:38: the activity `canvas-core-access` needs `run-studio-applications`\n  help: add ",
    ),
    "an unknown role to pass": (
        role("pass_roles: [b]\n    activities: {manage-models: }"),
        "6:18: there is no role `b` in this file",
    ),
    "a key that stands twice": (
        role("path: /a/\n    path: /b/"),
        "7:5: duplicate key `path` (first on line 6)",
    ),
    "a role that stands twice": (
        f"{HEAD}roles:\n  a: {{}}\n  a: {{}}\n",
        "6:3: duplicate key `a` (first on line 5)",
    ),
    "roles that differ in case": (
        f"{HEAD}roles:\n  Team: {{}}\n  team: {{}}\n",
        "6:3: role `team`: the role name `sagemaker-team` is taken by the role `Team`\n  help: rename one: ",
    ),
    "a name of 65 characters": (
        role(f"name: {'n' * 65}"),
        f"6:11: `{'n' * 57}...` has 65 characters; the name has at most 64",
    ),
    "a name of 65 characters with its prefix": (
        f"{HEAD}roles:\n  {'n' * 55}: {{}}\n",
        f"5:3: role `{'n' * 55}`: the role name `sagemaker-{'n' * 55}` has 65 characters; ",
    ),
    "a typographic dash": (
        role("description: train — deploy"),
        "6:18: `train — deploy` has `—` (U+2014) as character 7, which IAM does not accept",
    ),
    "too many policies": (
        role("quotas: {attached_policies: 1}\n    activities: {manage-models: , manage-pipelines: }"),
        "5:3: role `a`: 2 managed policies would be attached (2 made here, 0 named); the quota is 1\n  help: ",
    ),
    "anchors that explode": (
        "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)),
        "1:1: its aliases expand to more than 2,000,000 values",
    ),
    "an anchor that contains itself": ("a: &a [*a]", "1:8: the anchor `a` contains itself"),
    "levels without end": ("[" * 100_000, "1:61: this is nested more than 60 levels deep"),
    "control characters": (role('"\\e[31m\\n": x'), "6:5: `\\x1b[31m\\n` is not a key of a role"),
    "half a surrogate pair": ('{"a": "\\ud800"}', "1:7: this is not JSON: half of"),
    "JSON that ends early": ('{"version": 1, "roles": {"a": ', "1:31: this is not JSON: it ends"),
}


@pytest.mark.parametrize(
    ("command", "ending"),
    [
        ("plan", "1 error\n"),
        ("drift", "1 error\n"),
        ("build", "1 error; nothing was written\n"),
        ("apply", "1 error; nothing was changed\n"),
        ("destroy", "1 error; nothing was changed\n"),
    ],
)
def test_only_commands_that_change_something_say_that_they_did_not(
    command: str, ending: str, call: Call, here: Path
) -> None:
    """A person who only looks at something has not asked for that."""
    (here / "roles.yaml").write_text(role("descripton: x"), encoding="utf-8")
    outcome = call(command, "roles.yaml")
    assert outcome.status == 1
    assert outcome.err.splitlines(keepends=True)[-1] == ending


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_its_place(name: str, call: Call, here: Path) -> None:
    """What is wrong, where, and what to do; neither output nor a file comes of it, whatever the format."""
    text, expected = BAD[name]
    (here / "roles.yaml").write_text(text, encoding="utf-8")
    for arguments in ([], ["-o", "made.json"], ["-f", "terraform", "-o", "made/"]):
        outcome = call("build", *arguments)
        assert (outcome.status, outcome.out) == (1, "")
        assert outcome.err.startswith(f"roles.yaml:{expected}")
        assert re.search(r"^\d+ errors?; nothing was written\n\Z", outcome.err, re.MULTILINE)
    assert [path.name for path in here.iterdir()] == ["roles.yaml"]
    assert call("build", "-", stdin=text).err == outcome.err.replace("roles.yaml:", "standard input:")


def test_files_that_cannot_be_read(call: Call, here: Path) -> None:
    """Missing, a folder, not UTF-8, 50 MB."""
    (here / "folder").mkdir()
    (here / "latin.yaml").write_bytes("version: 1\n# Präfix".encode("latin-1"))
    (here / "large.yaml").touch()
    os.truncate("large.yaml", 50_000_000)
    for name, message in {
        "missing.yaml": "there is no file `missing.yaml`\n  help: `rolecast new` writes one\n",
        "folder": "`folder` is a folder\n  help: name a file in it\n",
        "latin.yaml": "latin.yaml:2:5: this is not UTF-8 text\n  help: save the file as UTF-8\n",
        "large.yaml": "large.yaml is larger than 10,000,000 bytes\n  help: split it into several files\n",
    }.items():
        assert call("build", name, "-o", "made") == (1, "", f"{message}1 error; nothing was written\n")
    assert not (here / "made").exists()
    assert "there is no file `roles.yaml`" in call("build").err


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ('"$@" build - <&-', "standard input is closed\n  help: name a file, or pipe one in\n"),
        ('head -c 50000000 /dev/zero | "$@" build -', "standard input is larger than 10,000,000 bytes\n"),
        ('"$@" build - </dev/null', "standard input:1:1: expected the role file (a mapping), found nothing\n"),
        ('"$@" build .', "`.` is a folder\n"),
        ('printf "a: \\377" | "$@" build -', "standard input:1:4: this is not UTF-8 text\n"),
        ('echo "roles: [" | "$@" build - -o made', "standard input:2:1: this is not YAML: "),
    ],
)
def test_the_process_itself(script: str, message: str, process: Call, here: Path) -> None:
    """As a shell sees it: exit status 1, no traceback, nothing on standard output."""
    outcome = process(script)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.startswith(message)
    assert "Traceback" not in outcome.err
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        *(["build", "a", "b"], ["build", "--format", "yaml"], ["build", "--formt", "json"], ["build", "-o"]),
        *(["show"], ["show", "--flow", "x"], ["new", "x"], ["nothing"], ["--nothing"], ["schema", "x"], []),
    ],
)
def test_usage_errors(arguments: list[str], call: Call) -> None:
    """Exit status 2, and how it is used on standard error."""
    outcome = call(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(("error: ", "Usage: rolecast"))


FAULTY = """\
version: 1
acount: "123456789012"
region: us-east-1
packing: fewst
roles:
  Compute:
    persona: data-scientist-2026
    activities:
      s3-bucket-access: {s3_buckets: [Fraud]}
      canvas-kendra-access: {kendra_index_ids: [x]}
      manage-glue-tables: false
      manage-modles:
      manage-pipelines: maybe
      query-athena-workgroups:
    pass_roles: [nobody, compute, "arn:aws-cn:iam::123456789012:role/x"]
    additional_policies: [AmazonSageMakerFullAcess]
    max_session_duration: 1
    description: Train — and deploy
  compute:
    network: {subnets: [subnet-1]}
    tags: {Team: a, team: b, aws:x: y}
    tags: {c: d}
    trust: {services: [], confused_deputy: yes}
  long-name-long-name-long-name-long-name-long-name-long-name:
    descripton: x
    extra_policies:
      own: {Version: 2012-10-17, Statement: [{Effect: allow, Resource: "*"}]}
"""


def test_all_faults_are_told_at_once(call: Call, here: Path, snapshot: SnapshotAssertion) -> None:
    """Sorted by place, each with its remedy: the whole text that a person sees."""
    (here / "roles.yaml").write_text(FAULTY, encoding="utf-8")
    outcome = call("build")
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err == snapshot
    places = [
        (int(line), int(column))
        for line, column in re.findall(r"^roles\.yaml:(\d+):(\d+): ", outcome.err, re.MULTILINE)
    ]
    assert places == sorted(places)


WORDS = [
    *("version", "account", "region", "roles", "network", "tags", "persona", "activities", "pass_roles", "trust"),
    *("flow", "packing", "quotas", "extra_policies", "s3-bucket-access", "s3_buckets", "subnets", "Statement"),
    *(
        "data-scientist",
        "domain-setup",
        "fewest",
        "123456789012",
        "us-east-1",
        "1",
        "true",
        "false",
        "~",
        "-1",
        "1e999",
    ),
    *("9" * 30, "arn:aws:iam::123456789012:role/x", "a", "", "{{account}}", "{{x}}", "*", "\x7f", "é", "売", "Allow"),
]
values = st.recursive(
    st.sampled_from(WORDS)
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=12,
)
marks = [*":-?,[]{}&*!|>'\"%@`#\n\n  \t", ": ", "- ", "\n  ", "\n    ", "&a ", "*a", "<<: ", "---\n", "\\u"]
tokens = st.lists(st.sampled_from(WORDS + marks)).map("".join)


@settings(max_examples=case_count(60))
@given(st.text() | tokens | values.map(json.dumps) | st.binary(max_size=50))
@example("\ufeff")
@example("version: 1\nroles: &a {b: *a}")
def test_no_text_makes_it_fail_in_another_way(text: str | bytes) -> None:
    """A role file comes of it, or an InputError with sorted faults that have a message each."""
    check(text)


@settings(max_examples=case_count(20))
@given(st.dictionaries(st.sampled_from(WORDS), values), values)
def test_no_structure_makes_it_fail_in_another_way(top: dict[str, object], inside: object) -> None:
    """Whatever stands where a role, its settings or its activities should."""
    for roles in (inside, {"a": inside}, {"a": {"activities": inside}}, {"a": {"extra_policies": {"p": inside}}}):
        check(json.dumps({"version": 1, **top, "roles": roles}))


@settings(max_examples=case_count(40), suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(EXAMPLES), st.data())
def test_no_mutation_of_an_example_makes_it_fail_in_another_way(path: Path, data: st.DataObject) -> None:
    """A few pieces cut out, doubled or replaced."""
    text = path.read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(st.sampled_from([*WORDS, text[start:end] * 2, *":-[]{}&*\n '\""])) + text[end:]
    check(text)


def check(text: str | bytes) -> None:
    faults: tuple[Fault, ...] = ()
    try:
        content = text if isinstance(text, str) else texts._decode(text, "roles.yaml")
        roles = compose(read(content, "roles.yaml"))
    except InputError as error:
        faults = error.faults
    else:
        assert all(one.policies or one.attached or one.notices for one in roles.values())
        render(roles, "terraform")
    assert all(fault.message for fault in faults)
    places = [fault.place for fault in faults if fault.place]
    assert places == sorted(places)


def test_numbers_beyond_json(call: Call) -> None:
    """Those of a policy of one's own stay as they were typed, whatever their size."""
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": statement}
    limits = {"s3:a": 10**30, "s3:b": [1.5, 2**64], "s3:c": 7}
    statement["Condition"] = {"NumericLessThan": limits}  # type: ignore[assignment]
    rolefile = {"version": 1, "roles": {"a": {"extra_policies": {"own": policy}}}}
    outcome = call("build", "-", "-f", "terraform", stdin=json.dumps(rolefile))
    assert (outcome.status, outcome.err) == (0, "")
    assert str(10**30) in outcome.out
