"""Variables of a role file: what is filled in, what stays open, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from rolecast.reading.faults import InputError
from rolecast.rolefile.load import RoleFile, parse
from rolecast.rolefile.variables import Assigned

HEAD = """\
version: 1
variables:
  bucket:
  team: {default: fraud}
  buckets: {type: list}
roles:
  a:
    persona: compute-role
"""
REPOSITORY = "ecr_repository_arns: ['arn:aws:ecr:eu-west-1:123456789012:repository/fraud']"


def read(settings: str, **assigned: Any) -> RoleFile:
    return parse(HEAD + f"    {settings}\n", assigned=Assigned(**assigned))


def faults(settings: str, **assigned: Any) -> str:
    with pytest.raises(InputError) as error:
        read(settings, **assigned)
    return str(error.value)


def with_buckets(text: str) -> str:
    return f"activities: {{access-required-aws-services: {{s3_buckets: {text}, {REPOSITORY}}}}}"


def buckets_of(rolefile: RoleFile) -> list[str]:
    found: list[str] = rolefile.roles["a"].get("activities")["access-required-aws-services"]["s3_buckets"]
    return found


@pytest.mark.parametrize(
    ("written", "values", "expected"),
    [
        ("['{{bucket}}']", {"bucket": ["ledger"]}, ["ledger"]),
        ("['{{bucket}}']", {}, ["{{bucket}}"]),
        ("['{{team}}-data']", {}, ["fraud-data"]),
        ("['{{team}}-data']", {"team": ["ledger"]}, ["ledger-data"]),
        ("['{{buckets}}', other-one]", {"buckets": ["one-b, two-b"]}, ["one-b", "two-b", "other-one"]),
        ("'{{buckets}}'", {"buckets": ["one-b", "two-b"]}, ["one-b", "two-b"]),
        ("'{{buckets}}'", {}, ["{{buckets}}"]),
        ("['{{team}}-{{buckets}}']", {"buckets": ["x,y"]}, ["fraud-x", "fraud-y"]),
        ("['sagemaker-{{region}}-{{account}}']", {}, ["sagemaker-{{region}}-{{account}}"]),
    ],
)
def test_a_text_gets_its_values(written: str, values: dict[str, list[str]], expected: list[str]) -> None:
    """A value, else the default, else the name; a list becomes several items wherever it stands."""
    assert buckets_of(read(with_buckets(written), values=values)) == expected


def test_what_has_a_default_stays_open_for_tools_with_defaults() -> None:
    """Unless it decides something that has to be known, such as a name."""
    settings = with_buckets("['{{team}}-data']")
    rolefile = read(settings, leaves_open=True)
    assert buckets_of(rolefile) == ["{{team}}-data"]
    assert [each.name for each in rolefile.variables] == ["team"]
    named = read(settings + "\n    name: '{{team}}-role'", leaves_open=True)
    assert buckets_of(named) == ["fraud-data"]
    assert named.roles["a"].get("name") == "fraud-role"
    assert named.variables == ()


@pytest.mark.parametrize(
    ("settings", "pattern"),
    [
        (with_buckets("['{{bucket}}']"), ("[a-z0-9][a-z0-9.-]*[a-z0-9]",)),
        (with_buckets("['{{bucket}}-data']"), ("[A-Za-z0-9._-]+",)),
        ("pass_roles: ['{{bucket}}']", ("[^*?$]+",)),
        ("description: '{{bucket}}'", ()),
        ("tags: {a: '{{bucket}}'}", ()),
    ],
)
def test_what_may_be_given_later_follows_from_the_use(settings: str, pattern: tuple[str, ...]) -> None:
    """What the setting takes; no wildcard where something is granted; anything in a text."""
    (variable,) = read(settings).variables
    assert variable.patterns == pattern


def test_a_default_with_a_wildcard_lets_others_have_one() -> None:
    """The author of the file has said so."""
    text = HEAD.replace("fraud}", "'fraud-*'}") + (
        "    extra_policies: {own: {Version: '2012-10-17', Statement: "
        "{Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::{{team}}/*'}}}\n"
    )
    (variable,) = parse(text, assigned=Assigned(leaves_open=True)).variables
    assert variable.patterns == ()


REFUSED = [
    (
        with_buckets("['{{buckte}}']"),
        {},
        "roles.yaml:9:62: there is no variable `{{buckte}}`\n  help: did you mean `bucket`?",
    ),
    (
        "description: '{{ Bucket }}'",
        {},
        "invalid reference to the variable `bucket`\n  help: write it as `{{bucket}}`",
    ),
    (with_buckets("['{{bucket}}']"), {"values": {"bucket": ["A_b"]}}, "`A_b` is not a bucket name"),
    (with_buckets("['{{bucket}}']"), {"values": {"bucket": ["A_b"]}}, "help: `{{bucket}}` is `A_b` here"),
    (with_buckets("['{{bucket}}/x']"), {}, "`{{bucket}}/x` is not a bucket name"),
    (with_buckets("['{{buckets}}']"), {"values": {"buckets": ["ok-1,No"]}}, "`No` has 2 characters"),
    ("description: '{{buckets}}'", {"values": {"buckets": ["a,b"]}}, "expected a description, found a list"),
    ("max_session_duration: '{{team}}'", {}, "expected a session length in seconds"),
    ("name: '{{bucket}}'", {}, "`name` has to be known, and the variable `bucket` has no value"),
    ("name: '{{region}}-x'", {}, "`{{region}}` cannot be used in `name`"),
    ("additional_policies: ['{{buckets}}']", {}, "`additional_policies` has to be known"),
    (with_buckets("['{{buckets}}-{{more}}']"), {}, "there is no variable `{{more}}`"),
    ("activities: {'{{team}}': }", {}, "a key cannot contain a variable: `{{team}}`"),
    ("tags: {'{{team}}': a}", {}, "a key cannot contain a variable: `{{team}}`"),
    ("activities: {manage-ml-jobs: '{{team}}'}", {}, "expected the activity `manage-ml-jobs`"),
    ("description: x", {"values": {"teem": ["x"]}}, "has no variable `teem`\n  help: did you mean `team`?"),
    ("description: x", {"values": {"team": ["a", "b"]}}, "2 values, and the variable is not a list"),
    ("description: x", {"values": {"team": [""]}}, "`--set team` has an empty value"),
    ("description: x", {"values": {"team": ["{{account}}"]}}, "`{{account}}` contains a variable"),
    ("description: x", {"values": {"buckets": ["a,,b"]}}, "`--set buckets` has an empty value"),
    ("description: x", {"account": "12"}, "`--account`: `12`"),
    ("description: x", {"region": "nowhere"}, "`nowhere` is not a region"),
]


@pytest.mark.parametrize(("settings", "assigned", "expected"), REFUSED)
def test_what_is_refused(settings: str, assigned: dict[str, Any], expected: str) -> None:
    """An unknown name, a value that breaks a type, a place where no variable can be: at its place, with the way out."""
    told = faults(settings, **assigned)
    assert expected in told
    assert sum(not line.startswith(" ") for line in told.splitlines()) == 1


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("count: ", "`count` is reserved by Terraform"),
        ("account: ", "`account` is built in"),
        ("A-b: ", "`A-b` is not a variable's name"),
        ("x: {type: number}", "`number` is not a type"),
        ("x: {type: list, default: a}", "the default is a single string, and the type is list"),
        ("x: {type: string, default: [a]}", "the default is a list, and the type is string"),
        ("x: {default: '{{y}}'}", "`{{y}}` contains a variable"),
        ("x: {default: []}", "this list is empty"),
        ("x: {defualt: a}", "did you mean `default`?"),
    ],
)
def test_what_a_declaration_may_not_be(declared: str, expected: str) -> None:
    """The message is where the variable is declared."""
    with pytest.raises(InputError) as error:
        parse(f"version: 1\nvariables: {{{declared}}}\nroles: {{a: {{persona: compute-role}}}}\n")
    assert expected in str(error.value)
    assert str(error.value).startswith("roles.yaml:2:")


def test_everything_is_told_at_once() -> None:
    """Faults of variables, of the values that were given and of the file itself, each at its place."""
    told = faults("description: '{{teem}}'\n    name: '{{bucket}}'\n    colour: red", values={"x": ["1"]})
    assert [line.partition(" ")[0] for line in told.splitlines() if not line.startswith(" ")] == [
        "`--set",
        "roles.yaml:9:18:",
        "roles.yaml:10:11:",
        "roles.yaml:11:5:",
    ]


def test_a_file_for_one_account_is_for_no_other() -> None:
    """`--account` and `--region` say what the file does not, and never something else."""
    whole = HEAD.replace("version: 1", "version: 1\nregion: eu-west-1") + "    description: x\n"
    assert parse(whole, assigned=Assigned(account="123456789012", region="eu-west-1")).roles["a"].get("account")
    with pytest.raises(InputError) as error:
        parse(whole, assigned=Assigned(region="us-east-1"))
    assert str(error.value) == (
        "roles.yaml:2:9: the file is for the region eu-west-1, and `--region` gives us-east-1\n"
        "  help: remove `region:` from the file to choose it with `--region`"
    )


def test_a_variable_that_nothing_uses_is_known() -> None:
    """`build` gives a notice for each."""
    assert read("description: '{{team}}'").unused_variables == ("bucket", "buckets")
