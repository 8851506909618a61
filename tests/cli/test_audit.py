"""`rolecast audit`: tables, details, JSON, baselines and what cannot be read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Call

ACCOUNT = "123456789012"
BUCKET = "arn:aws:s3:::fraud-training"
BUCKET_ACCESS: list[dict[str, Any]] = [
    {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": BUCKET},
    {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], "Resource": f"{BUCKET}/*"},
]
EVERYTHING = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
PUT_POLICY = [{"Effect": "Allow", "Action": "iam:PutUserPolicy", "Resource": "*"}]
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def role(name: str, statements: Sequence[Any], **more: Any) -> dict[str, Any]:
    return {
        "Path": "/",
        "RoleName": name,
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
        "AssumeRolePolicyDocument": TRUST,
        "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}],
        "AttachedManagedPolicies": [],
        "RoleLastUsed": {"LastUsedDate": "2026-05-01T08:00:00+00:00", "Region": "eu-west-1"},
        **more,
    }


def group(name: str, statements: Sequence[Any]) -> dict[str, Any]:
    document = {"Version": "2012-10-17", "Statement": statements}
    return {
        "Path": "/",
        "GroupName": name,
        "Arn": f"arn:aws:iam::{ACCOUNT}:group/{name}",
        "GroupPolicyList": [{"PolicyName": "own", "PolicyDocument": document}],
        "AttachedManagedPolicies": [],
    }


def user(name: str, *groups: str) -> dict[str, Any]:
    arn = f"arn:aws:iam::{ACCOUNT}:user/{name}"
    return {"Path": "/", "UserName": name, "Arn": arn, "GroupList": [*groups], "AttachedManagedPolicies": []}


def details(*roles: dict[str, Any]) -> str:
    return json.dumps(
        {
            "UserDetailList": [user("ada", "admins")],
            "GroupDetailList": [group("admins", PUT_POLICY)],
            "RoleDetailList": [*roles],
            "Policies": [],
        }
    )


@pytest.fixture
def account(here: Path) -> Path:
    path = here / "account.json"
    path.write_text(details(role("data", BUCKET_ACCESS), role("admin", EVERYTHING), role("idle", [])))
    return path


def test_the_table_has_the_worst_first_and_fits(call: Call, account: Path) -> None:
    """Users and groups among the roles; no line is longer than the terminal."""
    found = call("audit", str(account))
    assert found.status == 0
    assert found.err == ""
    lines = found.out.splitlines()
    assert lines[0].startswith(f"account {ACCOUNT}: 3 roles, 1 user, 1 group (AWS data of ")
    assert [line.split()[0] for line in lines[2:8]] == ["PRINCIPAL", "admin", "ada", "admins", "data", "idle"]
    assert max(map(len, lines[2:8])) <= 100
    assert "1 full" in lines[6]
    assert "changes permissions (1)" in lines[4]


@pytest.mark.parametrize("width", [80, 100, 120])
def test_a_narrow_table_says_less_in_a_cell(
    call: Call, here: Path, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every column is there, also where names are long."""
    monkeypatch.setenv("COLUMNS", str(width))
    statements = [*EVERYTHING, *BUCKET_ACCESS]
    statements[0] = {**statements[0], "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
    path = here / "many.json"
    path.write_text(details(*(role(f"sagemaker-data-scientist-of-team-{number}", statements) for number in range(4))))
    lines = call("audit", str(path)).out.splitlines()[2:7]
    assert max(map(len, lines)) <= width
    assert lines[0].split()[-2:] == ["BEYOND", "ESCALATION"]
    assert all("changes permissions" in line for line in lines[1:])


def test_few_are_shown_in_detail(call: Call, account: Path) -> None:
    """With the resources of their activities and the ways to more permissions."""
    data = call("audit", str(account), "--role", "da*").out
    assert f"full        s3-bucket-access\n              on {BUCKET}, {BUCKET}/*" in data
    assert "beyond      0 actions" in data
    assert "put-user-policy: changes permissions, on *" in call("audit", str(account), "--role", "ad?").out


def test_json_is_as_it_is_documented(call: Call, account: Path) -> None:
    """The keys, and what they hold of one role."""
    value = json.loads(call("audit", str(account), "--format", "json").out)
    assert list(value) == [
        "format_version",
        "account",
        "data_date",
        "not_considered",
        "unused",
        "roles",
        "users",
        "groups",
        "graph",
    ]
    data = next(each for each in value["roles"] if each["name"] == "data")
    assert data["last_used"] == {"time": "2026-05-01T08:00:00+00:00", "region": "eu-west-1"}
    assert data["activities"] == [
        {
            "id": "s3-bucket-access",
            "grant": "full",
            "missing": [],
            "resources": [BUCKET, f"{BUCKET}/*"],
            "conditions": [],
            "within": [],
        }
    ]
    assert data["beyond"] == {"count": 0, "services": {}, "levels": {}}
    (way,) = value["users"][0]["escalation"]
    assert (way["way"], way["targets"]) == ("put-user-policy", ["*", "arn:aws:iam::123456789012:user/ada"])
    assert way["statements"] == [{"policy": "admins/own", "statement": 0, "sid": None}]


def test_tsv_has_a_line_for_each(call: Call, account: Path) -> None:
    """Below the names of the columns."""
    rows = [line.split("\t") for line in call("audit", str(account), "--format", "tsv").out.splitlines()]
    assert {len(row) for row in rows} == {13}
    assert [row[1] for row in rows] == ["name", "admin", "ada", "admins", "data", "idle"]


def test_sarif_has_the_findings_at_their_places(call: Call, account: Path) -> None:
    """As `check` writes it."""
    (run,) = json.loads(call("audit", str(account), "--format", "sarif").out)["runs"]
    assert "full-access" in {each["ruleId"] for each in run["results"]}
    assert run["artifacts"][0]["location"]["uri"] == account.as_posix()


def test_unused_roles_are_counted_from_the_last_use_of_any(call: Call, here: Path) -> None:
    """Whenever the audit is made; roles whose use is not known are not among them."""
    used = {
        "late": {"LastUsedDate": "2026-05-01T08:00:00+00:00"},
        "near": {"LastUsedDate": "2026-01-31T08:00:00+00:00"},
        "old": {"LastUsedDate": "2026-01-31T07:59:59+00:00"},
        "never": {},
    }
    roles = [role(name, [], RoleLastUsed=last) for name, last in used.items()]
    unknown = role("unknown", [])
    del unknown["RoleLastUsed"]
    (here / "account.json").write_text(details(*roles, unknown))
    unused = json.loads(call("audit", "account.json", "--format", "json").out)["unused"]
    assert (unused["days"], unused["before"]) == (90, "2026-05-01T08:00:00+00:00")
    assert [arn.rpartition("/")[2] for arn in unused["principals"]] == ["old", "never"]
    assert "2 not used in the 90 days before 2026-05-01, the last use of any role" in call("audit", "account.json").out
    assert "<b>2</b>not used for 90 days" in call("audit", "account.json", "--format", "html").out


@pytest.mark.parametrize("format", ["text", "json", "sarif", "html"])
def test_findings_are_in_the_language_that_is_asked_for(
    format: str, call: Call, account: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--lang`, otherwise that of LANG; ids, names and exit statuses are the same in both."""
    arguments = ("audit", str(account), "--role", "admin", "--format", format)
    english, japanese = (call(*arguments, "--lang", language) for language in ("en", "ja"))
    assert ("this statement allows every action on every resource" in english.out, english.status) == (True, 0)
    assert ("すべてのリソースに対するすべてのアクション" in japanese.out, japanese.status) == (True, 0)
    assert "this statement allows every action" not in japanese.out
    assert "full-access" in english.out
    assert "full-access" in japanese.out
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    assert call(*arguments).out == japanese.out


def test_a_baseline_leaves_what_is_new(call: Call, account: Path) -> None:
    """Nothing of what was there before; the exit status tells whether there is anything."""
    Path("before.json").write_text(call("audit", str(account), "--format", "json").out)
    same = call("audit", str(account), "--baseline", "before.json")
    assert (same.status, "nothing new since the baseline" in same.out) == (0, True)
    account.write_text(
        details(
            role("data", [*BUCKET_ACCESS, *PUT_POLICY]), role("admin", EVERYTHING), role("idle", []), role("new", [])
        )
    )
    later = call("audit", str(account), "--baseline", "before.json", "--format", "json")
    assert later.status == 10
    first, second = json.loads(later.out)["new"]
    assert (first["name"], first["is_new"], first["beyond"]) == ("data", False, {"iam": 1})
    assert first["escalation"] == ["put-user-policy *"]
    assert (second["name"], second["is_new"]) == ("new", True)
    text = call("audit", str(account), "--baseline", "before.json").out
    assert "escalation  put-user-policy *" in text
    assert "new (new)" in text


def test_a_baseline_has_the_graph(call: Call, account: Path) -> None:
    """Who is reached only now is new, though the policies of who reaches it are as they were."""
    assume = [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]
    open_trust = json.loads(json.dumps(TRUST).replace('"Service": "sagemaker.amazonaws.com"', f'"AWS": "{ACCOUNT}"'))
    account.write_text(details(role("data", assume), role("admin", EVERYTHING)))
    Path("before.json").write_text(call("audit", str(account), "--format", "json").out)
    account.write_text(details(role("data", assume), role("admin", EVERYTHING, AssumeRolePolicyDocument=open_trust)))
    later = call("audit", str(account), "--baseline", "before.json", "--format", "json")
    (data,) = (each for each in json.loads(later.out)["new"] if each["name"] == "data")
    assert (data["reaches"], data["escalation"], data["beyond"]) == ([f"arn:aws:iam::{ACCOUNT}:role/admin"], [], {})
    text = call("audit", str(account), "--baseline", "before.json").out
    assert f"data\n  reaches     arn:aws:iam::{ACCOUNT}:role/admin\n" in text


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"roles": [{"arn": 1}]}', '{"roles": 1, "users": [], "groups": []}']
)
def test_what_is_no_baseline_is_an_error(call: Call, account: Path, content: str) -> None:
    """And no traceback."""
    Path("before.json").write_text(content)
    found = call("audit", str(account), "--baseline", "before.json")
    assert found.status == 1
    assert "before.json" in found.err


def test_suppressions_are_by_role_and_rule(call: Call, account: Path) -> None:
    """Those of other roles stay."""
    Path("suppress.json").write_text('[{"rule": "full-access", "role": "adm*", "reason": "break-glass"}]')
    value = json.loads(call("audit", str(account), "--format", "json", "--suppressions", "suppress.json").out)
    admin = next(each for each in value["roles"] if each["name"] == "admin")
    assert {each["rule"]: each["suppressed"] for each in admin["findings"]}["full-access"] == "break-glass"


def test_what_cannot_be_read_is_named_and_the_rest_is_audited(call: Call, here: Path) -> None:
    """A policy that does not parse leaves its role with what is known; a broken role is an error of its own."""
    broken = role("broken", [{"Effect": "Maybe"}])
    nameless = role("nameless", []) | {"Arn": "x"}
    (here / "account.json").write_text(details(role("data", BUCKET_ACCESS), broken, nameless))
    found = call("audit", "account.json", "--format", "json")
    assert found.status == 1
    assert "role `nameless` cannot be read" in found.err
    roles = {each["name"]: each for each in json.loads(found.out)["roles"]}
    assert roles["broken"]["unavailable"] == ["own (not valid: this statement has neither `Action` nor `NotAction`)"]
    assert roles["data"]["activities"]


def test_sources_without_principals_are_errors(call: Call, account: Path) -> None:
    """So is a name that nobody has, with the nearest one, and no source at all."""
    policy = '{"Version": "2012-10-17", "Statement": []}'
    assert "no role, user or group" in call("audit", "-", stdin=policy).err
    unknown = call("audit", str(account), "--role", "dta")
    assert (unknown.status, "data" in unknown.err) == (1, True)
    assert call("audit").status == 2


def test_text_of_the_account_cannot_act_on_the_terminal(call: Call, here: Path) -> None:
    """Control characters are shown as escapes."""
    condition = {"StringEquals": {"aws:PrincipalTag/\u001b[2J": "x"}}
    statements = [{**each, "Condition": condition} for each in BUCKET_ACCESS]
    (here / "account.json").write_text(details(role("data", statements)))
    assert "\u001b" not in call("audit", "account.json").out


def test_proposals_say_what_they_change(call: Call, account: Path) -> None:
    """In the text, in the page and in JSON, which has the role file; it makes the role that it was proposed for."""
    text = call("audit", str(account), "--proposals", "--role", "data").out
    assert "  proposal    s3-bucket-access\n              allows the same\n" in text
    page = call("audit", str(account), "--proposals", "--role", "data", "--format", "html").out
    assert "<i>Proposal</i> s3-bucket-access; allows the same" in page
    (idle,) = json.loads(call("audit", str(account), "--proposals", "--role", "idle", "--format", "json").out)["roles"]
    assert "proposal" not in idle
    (data,) = json.loads(call("audit", str(account), "--proposals", "--role", "data", "--format", "json").out)["roles"]
    proposal = data["proposal"]
    assert (proposal["verdict"], proposal["activities"], proposal["kept"]) == ("same", ["s3-bucket-access"], [])
    (account.parent / "roles.yaml").write_text(proposal["role_file"], encoding="utf-8")
    assert "same" in call("compare", str(account), "roles.yaml", "--role", "data").out
    imported = call("import", "--details", str(account), "--by-meaning", "data", "admin")
    assert "role `data`: explained by activities: s3-bucket-access; the new policies allow the same" in imported.err
    assert "s3-bucket-access:" in imported.out
    assert "admin:" in imported.out


def test_what_cannot_be_proposed_has_a_reason(call: Call, here: Path) -> None:
    """A role without an account, and one with a policy that no role file can hold."""
    invalid = {"PolicyName": "bad", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Maybe"}]}}
    made = role("half", BUCKET_ACCESS)
    made["RolePolicyList"].append(invalid)
    (here / "account.json").write_text(details(made), encoding="utf-8")
    (here / "roles.yaml").write_text("version: 1\nroles: {a: {activities: {use-python-sdk: true}}}\n", encoding="utf-8")
    assert "proposal    none: " in call("audit", "account.json", "--proposals", "--role", "half").out
    assert "proposal    none: the account of the role is not known" in call("audit", "roles.yaml", "--proposals").out


def test_a_template_calls_its_principals_by_their_logical_ids(call: Call, here: Path) -> None:
    """If only a deployment knows their names."""
    template = {
        "Type": "AWS::IAM::User",
        "Properties": {"ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]},
    }
    named = template | {"Properties": {"UserName": "eve"}}
    (here / "t.json").write_text(json.dumps({"Resources": {"Ada": template, "Eve": named}}), encoding="utf-8")
    found = json.loads(call("audit", "t.json", "--format", "json").out)
    assert [each["name"] for each in found["users"]] == ["Ada", "eve"]
    assert call("audit", "t.json", "--role", "Ada").out.splitlines()[2] == "user Ada"
    assert call("audit", "t.json", "--role", "Eve").out.splitlines()[2] == "user eve"
    assert "the names are Ada, Eve, eve" in call("audit", "t.json", "--role", "x").err


def test_a_folder_may_hold_several_accounts(call: Call, here: Path) -> None:
    """Each principal is of its own account; a file that mixes two, or ends in the middle, does not stop the others."""
    folder = here / "accounts"
    folder.mkdir()
    own = details(role("data", BUCKET_ACCESS))
    other = own.replace(ACCOUNT, "210987654321")
    (folder / "one.json").write_text(own, encoding="utf-8")
    (folder / "other.json").write_text(other, encoding="utf-8")
    found = call("audit", "accounts", "--format", "json")
    value = json.loads(found.out)
    assert (found.status, value["account"]) == (0, None)
    assert {each["arn"].split(":")[4] for each in value["roles"]} == {ACCOUNT, "210987654321"}
    assert [each["activities"][0]["id"] for each in value["roles"]] == ["s3-bucket-access"] * 2
    two = json.loads(own)
    two["RoleDetailList"] += json.loads(other)["RoleDetailList"]
    (folder / "mixed.json").write_text(json.dumps(two), encoding="utf-8")
    many = details(*(role(f"half-{number}", BUCKET_ACCESS) for number in range(4)))
    (folder / "half.json").write_text(many[: many.index("half-2")], encoding="utf-8")
    found = call("audit", "accounts", "--format", "tsv")
    assert found.status == 1
    assert (
        "`accounts/mixed.json` does not contain an account's authorization details: it is about 2 accounts" in found.err
    )
    assert "half.json:1:" in found.err
    assert {"half-0", "half-1", "data"} <= {line.split("\t")[1] for line in found.out.splitlines()}


def test_a_broken_role_file_does_not_stop_the_others(call: Call, account: Path) -> None:
    """Its errors are told with their places, and the exit status says that not everything was read."""
    folder = account.parent / "all"
    folder.mkdir()
    account.rename(folder / "account.json")
    (folder / "broken.yaml").write_text("version: 1\nroles: {a: {persona: nobody}}\n", encoding="utf-8")
    (folder / "cut.json").write_text('{"Statement": [}', encoding="utf-8")
    found = call("audit", "all", "--format", "tsv")
    assert found.status == 1
    assert "all/broken.yaml:2:" in found.err
    assert "all/cut.json:1:" in found.err
    assert {line.split("\t")[1] for line in found.out.splitlines()[1:]} == {"admin", "ada", "admins", "data", "idle"}
    assert f"role\tarn:aws:iam::{ACCOUNT}:role/data\tyes" in call("who", "s3:GetObject", "all").out


def test_a_large_file_is_read_in_pieces(call: Call, here: Path) -> None:
    """Whatever else is in it: megabytes that no principal needs."""
    value = json.loads(details(role("data", BUCKET_ACCESS)))
    value["RoleDetailList"][0]["Tags"] = [{"Key": f"k{number}", "Value": "x" * 200} for number in range(5_000)]
    (here / "account.json").write_text(json.dumps(value), encoding="utf-8")
    assert call("audit", "account.json", "--format", "tsv").status == 0


def test_a_policy_that_does_not_parse_is_not_known(call: Call, here: Path) -> None:
    """The role is reported with what is left of it, and one whose policy is no JSON is an error; the rest goes on."""
    invalid, no_json = role("invalid", [{"Effect": "Maybe"}]), role("no-json", BUCKET_ACCESS)
    no_json["RolePolicyList"][0]["PolicyDocument"] = "{no json"
    (here / "account.json").write_text(details(role("data", BUCKET_ACCESS), invalid, no_json), encoding="utf-8")
    found = call("audit", "account.json", "--format", "json")
    roles = {each["name"]: each for each in json.loads(found.out)["roles"]}
    assert (found.status, {*roles}) == (1, {"data", "invalid"})
    assert roles["invalid"]["unavailable"] == ["own (not valid: this statement has neither `Action` nor `NotAction`)"]
    assert "role `no-json` cannot be read" in found.err
