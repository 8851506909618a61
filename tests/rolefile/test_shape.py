"""The shape of a role file: what is refused and with which words, and that the JSON Schema agrees."""

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.parameters import TYPES
from rolecast.reading import nodes, texts
from rolecast.reading.faults import InputError
from rolecast.rolefile.load import parse, read
from rolecast.rolefile.shape import FLOWS, PACKINGS, schema

SCHEMA = schema(CATALOGUE)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
EXAMPLES = sorted(
    path for path in (Path(__file__).parents[2] / "examples").iterdir() if path.suffix in (".yaml", ".json")
)

REFUSED = [
    # of the file
    ("", "1:1: expected the role file (a mapping), found nothing"),
    ("[]", "1:1: expected the role file (a mapping), found a list"),
    ("hello", "1:1: expected the role file (a mapping), found `hello`"),
    ("version: 1", "1:1: the role file needs `roles`: the roles, by key"),
    ("roles: {a: {}}", "1:1: the role file needs `version`: write `version: 1`"),
    ("version: 2\nroles: {a: {}}", "1:10: expected the version of the role file (1), found `2`"),
    (
        "version: '1'\nroles: {a: {}}",
        "1:10: expected the version of the role file (1), found `1`\n  help: write it without quotes",
    ),
    ("version: 1\nroles: {}", "2:8: this mapping is empty"),
    ("version: 1\nroles:", "2:7: expected a mapping, found nothing"),
    ("version: 1\nroles: [a]", "2:8: expected a mapping, found a list"),
    ("version: 1\nroles: {a: }", "2:12: expected a role (a mapping), found nothing"),
    ("version: 1\nroles: {a b: {}}", "2:9: `a b` is not a name in IAM: letters, digits and `_+=,.@-`"),
    (
        f"version: 1\nroles: {{{'a' * 65}: {{}}}}",
        "2:9: `" + "a" * 57 + "...` has 65 characters; the name has at most 64",
    ),
    (
        "version: 1\nrolse: {}\nroles: {a: {}}",
        "2:1: `rolse` is not a key of the role file\n  help: did you mean `roles`?",
    ),
]
REFUSED_SETTINGS = [
    # of a role, whose settings begin in column 5
    ("acount: 1", "`acount` is not a key of a role\n  help: did you mean `account`?"),
    ("version: 1", "`version` is not a key of a role"),
    ("account: 12345", "`12345` is not an account: it has 12 digits"),
    ("account: [1]", "expected an account, found a list"),
    ("region: tokyo", "`tokyo` is not a region"),
    ("region: US-EAST-1", "`US-EAST-1` is not a region; did you mean `us-east-1`?"),
    ("region:", "expected a region, found nothing"),
    ("flow: role-manger", "`role-manger` is not a flow\n  help: did you mean `role-manager`?"),
    ("packing: tight", "`tight` is not a packing\n  help: one of per-activity, fewest, inline"),
    ("network: true", "expected the network (a mapping), found `true`"),
    (
        "network: {subnets: [subnet-0a1b2c3d4e5f67890]}",
        "the network needs `security_groups`: the security groups that jobs may use",
    ),
    ("network: {security_groups: [sg-0a1b2c3d]}", "the network needs `subnets`: the subnets that jobs may run in"),
    ("network: {subnets: [], security_groups: [sg-0a1b2c3d]}", "this list is empty"),
    (
        "network: {subnets: [subnet-1], security_groups: [sg-0a1b2c3d]}",
        "`subnet-1` is not a subnet id: `subnet-` and 8 or 17 hexadecimal digits",
    ),
    (
        "network: {subnets: [subnet-0a1b2c3d], security_groups: [subnet-0a1b2c3d]}",
        "`subnet-0a1b2c3d` is not a security group id: `sg-` and 8 or 17 hexadecimal digits",
    ),
    ("tags: [a]", "expected a mapping, found a list"),
    ("tags: {a: }", "expected a tag value, found nothing"),
    ("tags: {aws:a: b}", "`aws:a` begins with `aws:`, which AWS reserves"),
    ("tags: {a?: b}", "`a?` has `?` (U+003F) as character 2, which IAM does not accept"),
    (f"tags: {{a: {'b' * 257}}}", "has 257 characters; a tag value has at most 256"),
    ("name_prefix: a b", "`a b` is not a name prefix"),
    ("permissions_boundary: arn:aws:iam::aws:role/x", "is not the ARN of a managed policy, such as"),
    ("quotas: {attached_policies: 26}", "expected a quota (a whole number from 1 to 25), found `26`"),
    ("quotas: {trust_policy: 9000}", "expected a quota (a whole number from 1 to 8,192), found `9000`"),
    ("quotas: {attached: 10}", "`attached` is not a key of the quotas\n  help: did you mean `attached_policies`?"),
    ("policy_suffix: a/b", "`a/b` is not a policy suffix"),
    ("persona: data-sientist", "`data-sientist` is not a persona\n  help: did you mean `data-scientist`?"),
    ("activities: [manage-models]", "activities are needed here: a mapping from an activity to its parameters"),
    ("activities: manage-models", "activities are needed here: a mapping from an activity to its parameters"),
    ("activities: {manage-model: }", "there is no activity `manage-model`\n  help: did you mean `manage-models`?"),
    ("activities: {zzz: }", "there is no activity `zzz`\n  help: `rolecast activities` lists them"),
    ("activities: {s3-bucket-access: }", "the activity `s3-bucket-access` needs `s3_buckets`: "),
    ("activities: {s3-bucket-access: true}", "the activity `s3-bucket-access` needs `s3_buckets`: "),
    ("activities: {s3-bucket-access: {}}", "the activity `s3-bucket-access` needs `s3_buckets`: "),
    (
        "activities: {s3-bucket-access: {bucket: [abc]}}",
        "the activity `s3-bucket-access` needs `s3_buckets`: ",
    ),
    (
        "activities: {s3-bucket-access: {s3_buckets: [abc], buckets: [abc]}}",
        "`buckets` is not a key of the activity `s3-bucket-access`\n  help: did you mean `s3_buckets`?",
    ),
    (
        "activities: {s3-bucket-access: {s3_buckets: abc}}",
        "expected a list, found `abc`\n  help: write it as `[abc]`",
    ),
    ("activities: {s3-bucket-access: {s3_buckets: []}}", "this list is empty"),
    ("activities: {s3-bucket-access: {s3_buckets: [Abc]}}", "`Abc` is not a bucket name: lower-case letters"),
    ("activities: {s3-bucket-access: {s3_buckets: ['s3://abc']}}", "is not a bucket name: write the bucket alone"),
    ("activities: {s3-bucket-access: {s3_buckets: [abc, abc]}}", "duplicate `abc` in this list\n  help: remove one"),
    ("activities: {manage-models: {x: y}}", "`x` is not a key of the activity `manage-models`"),
    ("activities: {s3-full-access: {x: y}}", "`x` is not a key of the activity `s3-full-access`\n  help: it has none"),
    ("activities: {manage-models: maybe}", "expected the activity `manage-models` (a mapping), found `maybe`"),
    ("activities: {manage-models: {pass_roles: [arn:aws:iam::1:role/x]}}", "is not the ARN of a role, such as"),
    (
        "activities: {access-required-aws-services: {s3_buckets: [abc], ecr_repository_arns: [fraud]}}",
        "`fraud` is not the ARN of an ECR repository",
    ),
    ("activities: {query-athena-workgroups: {workgroup_names: [a/b]}}", "`a/b` is not a workgroup name"),
    (
        "activities: {manage-glue-tables: {s3_buckets: [abc], glue_database_names: ['*']}}",
        "`*` is not a database name",
    ),
    ("activities: {canvas-kendra-access: {kendra_index_ids: [abc]}}", "`abc` is not an index id: exactly 36"),
    ("pass_roles: []", "this list is empty"),
    ("pass_roles: compute", "expected a list, found `compute`\n  help: write it as `[compute]`"),
    ("pass_roles: [arn:aws:iam::123456789012:user/x]", "is not the ARN of a role"),
    ("additional_policies: AmazonSageMakerFullAccess", "expected a list, found `AmazonSageMakerFullAccess`"),
    ("additional_policies: ['arn:aws:s3:::bucket']", "is not the ARN of a managed policy"),
    ("extra_policies: {own: x}", "a policy must be a mapping with a `Statement`, not a string"),
    (
        "extra_policies: {a/b: {Statement: {Effect: Allow, Action: 's3:*', Resource: '*'}}}",
        "`a/b` is not a name in IAM",
    ),
    (
        "extra_policies: {own: {Version: 2012-10-17, Statement: {Effect: allow, Action: 's3:*', Resource: '*'}}}",
        "`Effect` must be `Allow` or `Deny`, not `allow`",
    ),
    (
        "extra_policies: {own: {Statement: {Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::{{acount}}'}}}",
        "there is no variable `{{acount}}`\n  help: did you mean `account`?",
    ),
    ("description: train — deploy", "`train — deploy` has `—` (U+2014) as character 7, which IAM does not accept"),
    (f"description: {'a' * 1001}", "has 1,001 characters; a description has at most 1,000"),
    (f"name: {'a' * 65}", "has 65 characters; the name has at most 64"),
    ("name: a b", "`a b` is not a name in IAM"),
    ("path: teams", "`teams` is not a path: it begins and ends with `/`, without spaces"),
    (
        "max_session_duration: 900",
        "expected a session length in seconds (a whole number from 3,600 to 43,200), found `900`",
    ),
    ("max_session_duration: 1h", "expected a session length in seconds (a whole number from 3,600 to 43,200"),
    ("trust: {confused_deputy: yes}", "expected true or false, found `yes`"),
    ("trust: {services: [sagemaker]}", "`sagemaker` is not a service principal"),
    ("trust: {principals: ['*']}", "`*` would let anyone assume the role"),
    ("trust: {statements: []}", "`Statement` is empty"),
    ("trust: {statements: x}", "expected a list of statements"),
    (
        "trust: {statements: [{Effect: Allow, Action: 'sts:*', Principal: {AWS: 'arn:aws:iam::{{acount}}:root'}}]}",
        "there is no variable `{{acount}}`\n  help: did you mean `account`?",
    ),
    (
        "trust: {statements: [{Effect: Allow, Action: 'sts:AssumeRole'}]}",
        "this statement has neither `Principal` nor `NotPrincipal`",
    ),
    ("trust: sagemaker.amazonaws.com", "expected the trust policy (a mapping), found `sagemaker.amazonaws.com`"),
    ("expect: {alow: []}", "`alow` is not a key of the expectations\n  help: did you mean `allow`?"),
    ("expect: {allow: [{resource: '*'}]}", "an expectation needs `action`: one action"),
    ("expect: {deny: [{action: 's3:*'}]}", "`s3:*` is not an action"),
    ("expect: {deny: [{action: 's3:GetObject', resource: bucket}]}", "`bucket` is not a resource"),
    ("studio_id: a_b", "`a_b` does not make a bucket name after `sagemaker-studio-`"),
]
NOT_IN_THE_SCHEMA = (
    # What a pattern cannot say, or what only this catalogue's rules know.
    *(
        "account: 12345",
        "region: ",
        "tags: {a",
        "permissions_boundary: ",
        "extra_policies: ",
        "trust: {statements: [{",
        "description: ",
        "name: ",
    ),
    *("path: ", "trust: {services", "trust: {principals", "additional_policies: ['arn", "studio_id: "),
    *("pass_roles: [arn", "activities: {manage-models: {pass_roles", "tags: {aws"),
)


@pytest.mark.parametrize(("text", "expected"), REFUSED)
def test_what_is_refused_of_a_file(text: str, expected: str) -> None:
    """With its place, in the words of the file, and with what to do about it."""
    assert faults(text)[0].startswith(f"roles.yaml:{expected}")


@pytest.mark.parametrize(("setting", "expected"), REFUSED_SETTINGS)
def test_what_is_refused_of_a_role(setting: str, expected: str) -> None:
    """In the line of the setting, and with nothing else where nothing else is wrong."""
    found = faults(f"version: 1\nroles:\n  a:\n    {setting}\n")
    assert found[0].startswith("roles.yaml:4:")
    assert expected in found[0]
    assert len(found) == (2 if "{bucket:" in setting else 1)


@pytest.mark.parametrize(
    ("setting", "expected"), [row for row in REFUSED_SETTINGS if not row[0].startswith(NOT_IN_THE_SCHEMA)]
)
def test_the_schema_refuses_it_too(setting: str, expected: str) -> None:
    """An editor marks it before anything is built."""
    assert not VALIDATOR.is_valid(plain(f"version: 1\nroles:\n  a:\n    {setting}\n"))


@pytest.mark.parametrize("text", [text for text, _ in REFUSED if "a b" not in text and "a" * 65 not in text])
def test_the_schema_refuses_the_file_too(text: str) -> None:
    """An editor marks it before anything is built."""
    assert not VALIDATOR.is_valid(plain(text))


def test_the_schema_is_valid() -> None:
    """By the meta-schema that it names; every key of it is described."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    role = SCHEMA["properties"]["roles"]["additionalProperties"]
    for properties in (SCHEMA["properties"], role["properties"], role["properties"]["activities"]["properties"]):
        assert all(known["description"] for known in properties.values())
    json.dumps(SCHEMA)


def test_the_schema_closes_every_mapping() -> None:
    """A misspelt key is marked wherever it stands; what the user names is open."""
    opened = [path for path, part in parts(SCHEMA) if part.get("type") == "object" and open_to_any(part)]
    documents = ["known_policies/*", "roles/*/extra_policies/*", "roles/*/inline_policies/*"]
    assert opened == [*documents, "roles/*/trust/statements/[]"]


def test_the_schema_knows_what_the_catalogue_has() -> None:
    """Activities, personas, flows and packings, without what is not there yet."""
    role = SCHEMA["properties"]["roles"]["additionalProperties"]["properties"]
    assert role["activities"]["properties"].keys() == {*CATALOGUE.activity_ids}
    assert role["persona"]["enum"] == list(CATALOGUE.persona_ids)
    assert role["flow"]["enum"] == list(FLOWS) == sorted(CATALOGUE.flow_ids, key=list(FLOWS).index)
    assert role["packing"]["enum"] == list(PACKINGS)
    assert role["expect"]["properties"].keys() == {"allow", "deny"}
    assert role["edition"]["enum"] == ["console", "corrected"]
    listed, _ = role["corrections"]["anyOf"]  # or a variable
    assert set(listed["items"]["enum"]) == {
        f"{activity.id}/{name}" for activity in CATALOGUE.activities() for name in activity.corrections
    }


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_validate(path: Path) -> None:
    """Every example of the project is taken by the schema."""
    VALIDATOR.validate(plain(path.read_text(encoding="utf-8")))


plain_words = st.sampled_from(
    [
        "fraud",
        "true",
        "yes",
        "on",
        "123",
        "012345670123",
        "123456789012",
        "1.5",
        "~",
        "null",
        "2024-01-01",
        "a b",
        "x/y",
    ]
)
words = plain_words | plain_words.map(json.dumps)
arns = st.sampled_from(
    [
        "arn:aws:iam::123456789012:role/x",
        "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess",
        "arn:aws:iam::123456789012:root",
    ]
)


def mappings(entries: dict[str, st.SearchStrategy[str]]) -> st.SearchStrategy[str]:
    """Texts of mappings with a few of the entries."""
    pairs = [st.tuples(st.just(key), values) for key, values in entries.items()]
    return st.lists(st.one_of(pairs), max_size=3).map(dict).map(mapping) if pairs else st.just("{}")


def mapping(entries: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"


def lists(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(items, max_size=3, unique=True).map(lambda values: f"[{', '.join(values)}]")


def parameters(id: str) -> st.SearchStrategy[str]:
    activity = CATALOGUE.activity(id)
    return mappings(
        {
            name: lists(st.sampled_from([parameter.type.example, "abc", "123456789012", "true", "Z Z"]))
            for name, parameter in activity.parameters.items()
        }
    )


flags = st.sampled_from(["true", "false", "", "'true'", "yes"])
settings_of_a_role = mappings(
    {
        "persona": st.sampled_from(["data-scientist", "compute-role", "nobody", "true"]),
        "activities": mappings(
            {
                **{name: parameters(name) | flags for name in CATALOGUE.activity_ids},
                "zzz": flags,
            }
        ),
        "pass_roles": lists(words | arns),
        "additional_policies": lists(words | arns),
        "description": words,
        "name": words,
        "path": words | st.just("/a/"),
        "max_session_duration": words | st.sampled_from(["3600", "'3600'", "03600", "43201"]),
        "trust": mappings(
            {
                "confused_deputy": flags,
                "services": lists(st.just("ec2.amazonaws.com") | words),
                "principals": lists(words | arns),
            }
        ),
        "studio_id": words,
        "account": words,
        "region": words | st.just("eu-west-1"),
        "network": flags
        | mappings({"subnets": lists(st.just("subnet-0a1b2c3d")), "security_groups": lists(st.just("sg-0a1b2c3d"))}),
        "tags": st.dictionaries(plain_words, words, max_size=2).map(mapping),
        "name_prefix": words | st.just("''"),
        "permissions_boundary": words | arns,
        "quotas": mappings({"attached_policies": words | st.sampled_from(["20", "25", "'20'"])}),
        "policy_suffix": words,
        "flow": st.sampled_from([*FLOWS, "x"]),
    }
)


@given(settings_of_a_role)
def test_what_is_read_without_fault_the_schema_takes(own: str) -> None:
    """Whatever the texts look like to YAML: the schema is never stricter than we are."""
    text = f"version: 1\nroles: {{a: {own}}}"
    try:
        parse(text)
    except InputError:
        assume(False)
    VALIDATOR.validate(plain(text))


@pytest.mark.parametrize("id", CATALOGUE.activity_ids)
def test_an_activity_with_its_examples_is_taken(id: str) -> None:
    """By us and by the schema; selected without parameters only where it needs none."""
    activity = CATALOGUE.activity(id)
    given_values = {name: [parameter.type.example] for name, parameter in activity.parameters.items()}
    rolefile = {"version": 1, "roles": {"a": {"activities": {id: given_values}}}}
    assert parse(json.dumps(rolefile)).roles["a"].settings["activities"] == {id: given_values}
    VALIDATOR.validate(rolefile)
    for selected in (True, None):
        bare: dict[str, Any] = copy.deepcopy(rolefile)
        bare["roles"]["a"]["activities"][id] = selected
        needs_none = not any(parameter.is_required for parameter in activity.parameters.values())
        assert VALIDATOR.is_valid(bare) is needs_none
        assert bool(read(json.dumps(bare), "x").faults) is not needs_none


def test_every_type_has_an_example_that_its_schema_takes() -> None:
    """The pattern of a type is no stricter than its rule."""
    for parameter_type in TYPES.values():
        jsonschema.validate(parameter_type.example, {"pattern": f"^(?:{parameter_type.pattern})$"})


def plain(text: str) -> Any:
    return nodes.plain_value(texts.parse(text, "roles.yaml"))


def faults(text: str) -> list[str]:
    with pytest.raises(InputError) as raised:
        parse(text)
    return [str(fault) for fault in raised.value.faults]


def open_to_any(part: dict[str, Any]) -> bool:
    return part.get("additionalProperties", True) is True


def parts(part: dict[str, Any], path: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Every schema inside a schema, with the keys that lead to it."""
    found = [(path.removeprefix("/"), part)]
    for name, inner in part.get("properties", {}).items():
        found += parts(inner, f"{path}/{name}")
    if isinstance(part.get("additionalProperties"), dict):
        found += parts(part["additionalProperties"], f"{path}/*")
    for inner in part.get("anyOf", ()):
        found += parts(inner, path)
    if isinstance(part.get("items"), dict):
        found += parts(part["items"], f"{path}/[]")
    return found
