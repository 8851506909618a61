"""What becomes of a role file: its settings, parameters, network, flows and notices, and all of its faults at once."""

import json
from typing import Any

import pytest
from hypothesis import given as generate
from hypothesis import strategies as st
from tests.composition.making import (
    EXAMPLES,
    HEAD,
    VPC,
    activities,
    codes_of,
    faults,
    given,
    make,
    make_one,
    one,
    refuse,
    refuse_one,
    statements,
    with_required,
)

from rolecast.catalogue.activity import Overlay
from rolecast.catalogue.library import CATALOGUE
from rolecast.composition.compose import account_notices, compose
from rolecast.iam import templates
from rolecast.reading.faults import InputError
from rolecast.role import Environment, PolicyKind, Role
from rolecast.rolefile.load import parse, read

SUBNETS = ["subnet-0a1b2c3d4e5f67890"]
GROUPS = ["sg-0a1b2c3d4e5f67890"]
WITH_VPC = {activity.id for activity in CATALOGUE.activities() if activity.supports(Overlay.VPC)}
COMPUTE = given("access-required-aws-services")


def test_a_role_has_what_the_file_says() -> None:
    """Name, path, description, session, tags, boundary and environment; the rest is what IAM takes for granted."""
    role = make_one(
        "path: /teams/\ndescription: For models.\nmax_session_duration: 7200\n"
        "tags: {team: fraud}\npermissions_boundary: PowerUserAccess\nactivities: {manage-models: }"
    )
    assert role.key == "a"
    assert role.name == "sagemaker-a"
    assert role.arn == "arn:aws:iam::123456789012:role/teams/sagemaker-a"
    assert (role.path, role.description, role.max_session_duration) == ("/teams/", "For models.", 7200)
    assert role.tags == {"team": "fraud"}
    assert role.permissions_boundary is not None
    assert role.permissions_boundary.arn == "arn:{{partition}}:iam::aws:policy/PowerUserAccess"
    assert role.environment == Environment("123456789012", "us-east-1")
    assert role.notices == ()
    bare = make_one("activities: {manage-models: }")
    assert (bare.path, bare.description, bare.max_session_duration, bare.tags) == ("/", "", 3600, {})
    assert bare.permissions_boundary is None


def test_roles_come_in_the_files_order() -> None:
    """By their keys, which are text."""
    assert list(make("roles: {on: {}, b: {}, a: {}}")) == ["on", "b", "a"]


def test_an_activitys_document_is_the_catalogues_with_its_values() -> None:
    """Statement for statement; a parameter with several values repeats the string."""
    role = make_one("activities: {s3-bucket-access: {s3_buckets: [raw, features]}}")
    (policy,) = role.resolve().policies
    template = CATALOGUE.activity("s3-bucket-access").document([])
    assert policy.document.json == templates.fill(template, {"s3_buckets": ["raw", "features"], "partition": ["aws"]})
    assert policy.document.json["Statement"][0]["Resource"] == ["arn:aws:s3:::raw", "arn:aws:s3:::features"]
    assert policy.origins == (("s3-bucket-access",),) * 2


@pytest.mark.parametrize("vpc", [False, True])
@pytest.mark.parametrize("id", [name for name in EXAMPLES if CATALOGUE.activity(name).policy])
def test_every_activity_is_composed_of_the_catalogue(id: str, vpc: bool) -> None:
    """Alone, with and without VPC conditions: nothing is added and nothing is left open."""
    network = f"network: {VPC}\n" if vpc else ""
    role = make_one(f"{network}{given(*with_required(id))}").resolve()
    policies = [policy for policy in role.policies if id in policy.activities]
    values = {**EXAMPLES[id], "subnets": SUBNETS, "security_groups": GROUPS, "pass_roles": [own_arn(role)]}
    documents = CATALOGUE.activity(id).documents(["vpc"] if vpc else [])
    assert {policy.name: policy.document.json for policy in policies} == {
        f"{name}_sagemaker-a": templates.fill(document, {**values, **role.environment.values})
        for name, document in documents.items()
    }
    assert (
        templates.names_in(
            [
                [policy.document.json for policy in policies],
                role.trust_policy.json,
                [each.arn for each in role.attached],
            ]
        )
        == set()
    )
    assert all(("_VPC_" in policy.name) == (vpc and id in WITH_VPC) for policy in policies)


def test_network_narrows_the_activities_that_support_it() -> None:
    """Four of the console's; the others stay as they are, and `network: false` switches the file's network off."""
    head = f"{HEAD}network: {VPC}\n"
    settings = given("manage-ml-jobs", "manage-endpoints")
    narrowed, off, plain = make_one(settings, head), make_one(f"{settings}\nnetwork: false", head), make_one(settings)
    assert off == plain
    assert narrowed.policies[1] == plain.policies[1]
    text = narrowed.policies[0].document.text
    assert SUBNETS[0] in text
    assert GROUPS[0] in text


def long_network(subnets: int, groups: int) -> str:
    lists = {
        "subnets": [f"subnet-{number:08x}" for number in range(subnets)],
        "security_groups": [f"sg-{number:08x}" for number in range(groups)],
    }
    return json.dumps(lists)


@pytest.mark.parametrize(
    ("network", "settings", "codes"),
    [
        (VPC, given("manage-endpoints"), ["network-unused"]),
        (VPC, given("manage-models"), []),
        (long_network(17, 1), given("manage-models"), ["network-long-list"]),
        (long_network(16, 6), given("manage-models"), ["network-long-list"]),
        (long_network(16, 5), given("manage-models"), []),
    ],
)
def test_notices_about_the_network(network: str, settings: str, codes: list[str]) -> None:
    """A network without effect, and lists longer than one request takes, are no faults but worth a word."""
    role = make_one(f"network: {network}\n{settings}")
    assert codes_of(role) == codes
    assert all("17" in notice.message or "6" in notice.message for notice in role.notices if "long" in notice.code)


def test_domain_setup_is_like_role_manager_but_for_network_and_01() -> None:
    """VPC customization changes no policy and is told; 01 covers the default bucket and shared notebooks too."""
    settings = f"studio_id: d-0a1b2c3d4e5f\n{given('access-required-aws-services', 'manage-ml-jobs')}"
    deselected = settings.replace(
        "activities: {",
        "activities: {"
        + "".join(
            f'"{name}": false, ' for name in CATALOGUE.persona("data-scientist").activities if name != "manage-ml-jobs"
        ),
    )
    plain = make_one(f"flow: domain-setup\n{deselected}")
    ignored = make_one(f"flow: domain-setup\nnetwork: {VPC}\n{deselected}")
    assert activities(plain) == ["access-required-aws-services", "manage-ml-jobs"]
    assert ignored.policies == plain.policies
    assert [notice.code for notice in ignored.notices] == ["network-ignored"]
    usual = make_one(settings)
    assert plain.policies[1] == usual.policies[1]
    assert plain.policies[0].name == usual.policies[0].name
    added = resources(plain.resolve()) - resources(usual.resolve())
    assert added == {
        "arn:aws:s3:::sagemaker-us-east-1-123456789012",
        "arn:aws:s3:::sagemaker-us-east-1-123456789012/*",
        "arn:aws:s3:::sagemaker-studio-d-0a1b2c3d4e5f/sharing",
        "arn:aws:s3:::sagemaker-studio-d-0a1b2c3d4e5f/sharing/*",
    }


def test_domain_setup_preselects_the_data_scientists_activities() -> None:
    """Unless the role names another persona."""
    role = make_one(f"flow: domain-setup\n{given('s3-bucket-access')}")
    assert activities(role) == list(CATALOGUE.persona("data-scientist").activities)
    assert activities(make_one("flow: domain-setup\npersona: mlops-engineer"))[-1] == "search-and-visualize-experiments"


def test_domain_setup_needs_a_studio_id_with_01() -> None:
    """Without one its shared notebooks have no bucket; without 01 none is needed."""
    settings = "flow: domain-setup\npersona: compute-role\n"
    (fault,) = refuse_one(settings + COMPUTE)
    assert fault == (
        "8:50: the activity `access-required-aws-services` needs `studio_id` in the flow `domain-setup`\n"
        "  help: add `studio_id:` to the role"
    )
    make_one(f"{settings}studio_id: x\n{COMPUTE}")


@pytest.mark.parametrize(
    ("flow", "attached"),
    [
        (
            "quick-setup",
            [
                "AmazonSageMakerFullAccess",
                "AmazonSageMakerCanvasFullAccess",
                "AmazonSageMakerCanvasAIServicesAccess",
            ],
        ),
        (
            "quick-setup-2026",
            [
                "AmazonSageMakerFullAccess",
                "AmazonSageMakerCanvasFullAccess",
                "AmazonSageMakerCanvasAIServicesAccess",
                "AmazonS3FullAccess",
            ],
        ),
    ],
)
def test_quick_setup_is_one_policy_and_what_is_attached(flow: str, attached: list[str]) -> None:
    """As AWS makes it, in the year that the flow says; a network is told to be without effect."""
    role = make_one(f"flow: {flow}\nnetwork: {VPC}").resolve()
    (policy,) = role.policies
    assert policy.name == "AmazonSageMaker-ExecutionPolicy_sagemaker-a"
    assert policy.document.json["Statement"][0]["Resource"] == ["arn:aws:s3:::*"]
    assert policy.origins == ((flow,),)
    assert [policy.arn for policy in role.attached] == [f"arn:aws:iam::aws:policy/{name}" for name in attached]
    assert [notice.code for notice in role.notices] == ["network-ignored"]


@pytest.mark.parametrize("setting", ["persona: compute-role", "activities: {manage-models: }"])
def test_quick_setup_takes_neither_persona_nor_activities(setting: str) -> None:
    """They would have no effect, which nobody means."""
    name = setting.partition(":")[0]
    (fault,) = refuse_one(f"flow: quick-setup\n{setting}")
    assert fault == (
        f"7:{7 + len(name)}: the flow `quick-setup` has no activities, so `{name}` is not allowed in it\n"
        f"  help: remove `{name}`, or use the flow `role-manager`"
    )


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        ("{}", ["grants-nothing"]),
        ("additional_policies: [ReadOnlyAccess]", []),
        ("pass_roles: [a]\nactivities: {manage-endpoints: }", ["pass-roles-unused"]),
        ("pass_roles: [a]\nactivities: {manage-models: }", []),
        ("pass_roles: [a]\nactivities: {manage-models: , run-model-customization-jobs: }", ["passes-others"]),
        ("activities: {run-model-customization-jobs: }", []),
        ("region: us-newest-1\nunlisted_regions: [us-newest-1]\nactivities: {manage-models: }", ["region-unlisted"]),
        ("unlisted_regions: [us-east-1]\nactivities: {manage-models: }", []),
        (
            "trust: {confused_deputy: true, services: [ec2.amazonaws.com]}\nactivities: {manage-models: }",
            ["confused-deputy-elsewhere"],
        ),
    ],
)
def test_notices(settings: str, codes: list[str]) -> None:
    """What a person should know that is no fault."""
    assert codes_of(make_one(settings)) == codes


REPOSITORY = "arn:aws:ecr:us-est-2:123456789012:repository/train"


@pytest.mark.parametrize(
    ("settings", "place", "region", "near"),
    [
        ("region: us-est-1\nactivities: {manage-models: }", "6:13", "us-est-1", "us-west-1"),
        ("region: us-newest-1\nactivities: {manage-models: }", "6:13", "us-newest-1", "us-west-1"),
        ("region: il-zzzzzzzzzzzz-9\nactivities: {manage-models: }", "6:13", "il-zzzzzzzzzzzz-9", None),
        (
            "narrowing: {regions: [us-east-1, us-est-2]}\nactivities: {manage-models: }",
            *("6:38", "us-est-2", "us-west-2"),
        ),
        (
            f"activities: {{access-required-aws-services: {{s3_buckets: [abc], ecr_repository_arns: [{REPOSITORY}]}}}}",
            *("6:90", "us-est-2", "us-west-2"),
        ),
    ],
)
def test_a_region_that_does_not_exist(settings: str, place: str, region: str, near: str | None) -> None:
    """Of the role, of a narrowing, of an ARN: an error with the nearest that exists, unless the file lists it."""
    meant = f"did you mean `{near}`? " if near else ""
    remedy = f"{meant}a region newer than Rolecast's list goes into `unlisted_regions`"
    assert refuse_one(settings) == [f"{place}: there is no region `{region}`\n  help: {remedy}"]
    assert codes_of(make_one(f"unlisted_regions: [{region}]\n{settings}")) == ["region-unlisted"]


def test_own_policies_come_along_as_they_are() -> None:
    """With one statement or a list of them; places in them are filled in like everywhere."""
    allow = "{Effect: Allow, Action: 's3:GetObject', Resource: 'arn:{{partition}}:s3:::b-{{account}}-{{region}}/*'}"
    single = f"{{Version: 2012-10-17, Statement: {allow}}}"
    several = f"{{Version: 2012-10-17, Statement: [{allow}, {{Effect: Deny, Action: '*', Resource: '*'}}]}}"
    role = make_one(f"extra_policies: {{single: {single}, several: {several}}}").resolve()
    assert [(policy.name, policy.activities, policy.origins) for policy in role.policies] == [
        ("single", (), ((),)),
        ("several", (), ((), ())),
    ]
    statement = role.policies[0].document.json["Statement"]
    assert statement["Resource"] == "arn:aws:s3:::b-123456789012-us-east-1/*"


@pytest.mark.parametrize("packing", ["per-activity", "fewest", "inline"])
def test_inline_policies_are_inline(packing: str) -> None:
    """Whatever the packing; they are not taken apart."""
    policy = "{Version: 2012-10-17, Statement: {Effect: Allow, Action: 's3:GetObject', Resource: '*'}}"
    settings = f"packing: {packing}\nactivities: {{manage-models: }}\ninline_policies: {{by-hand: {policy}}}"
    role = make_one(settings)
    assert [(policy.name, policy.kind) for policy in role.policies][1:] == [("by-hand", PolicyKind.INLINE)]
    assert role.inline["by-hand"].json["Statement"]["Action"] == "s3:GetObject"


def test_known_policies_are_the_texts_of_what_is_attached() -> None:
    """And of the boundary; they are not the role's own."""
    arn = "arn:aws:iam::123456789012:policy/team/shared"
    full = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"
    policy = "{Version: 2012-10-17, Statement: {Effect: Allow, Action: 's3:GetObject', Resource: '*'}}"
    head = f"{HEAD}known_policies: {{'{arn}': {policy}, '{full}': {policy}}}\n"
    settings = f"permissions_boundary: {arn}\nadditional_policies: [{arn}, AmazonSageMakerFullAccess, ReadOnlyAccess]"
    for role in (make_one(settings, head), make_one(settings, head).resolve()):
        assert [each.text is not None for each in role.attached] == [True, True, False]
        assert role.permissions_boundary
        assert role.permissions_boundary.text == role.attached[0].text
        assert role.policies == ()


def test_account_quotas_are_a_notice() -> None:
    """What a file alone would fill an account with: 1,500 policies of its own, 1,000 roles, or what the quotas say."""
    roles = "".join(f"  r{n}: {{activities: {{manage-models: , manage-pipelines: }}}}\n" for n in range(3))
    head = f"{HEAD}quotas: {{roles: 2, customer_managed_policies: 5}}\n"
    rolefile = parse(f"{head}roles:\n{roles}")
    assert [(notice.code, notice.message) for notice in account_notices(rolefile, compose(rolefile))] == [
        ("account-roles", "the file creates 3 roles; account 123456789012 can have at most 2 in all"),
        (
            "account-customer-managed-policies",
            "the file creates 6 customer managed policies; account 123456789012 can have at most 5 in all",
        ),
    ]
    unlimited = parse(f"{HEAD}roles:\n{roles}")
    assert account_notices(unlimited, compose(unlimited)) == []


def test_two_builds_agree() -> None:
    """The same file gives the same roles."""
    text = f"roles:\n  a: {{network: {VPC}, packing: fewest, {given('manage-ml-jobs', 'manage-glue-tables')}}}"
    assert make(text) == make(text)


LONG = "long-name-long-name-long-name-long-name-long-name-long-name"
MANY_FAULTS = """\
version: 1
acount: "123456789012"
region: us-east-1
roles:
  Compute:
    persona: data-scientist-2026
    activities:
      s3-bucket-access: {s3_buckets: [Fraud]}
      canvas-kendra-access: {kendra_index_ids: [x]}
      manage-glue-tables: false
      use-mlflow: false
      access-required-aws-services-for-mlflow: false
      run-studio-emr-serverless-applications: false
    pass_roles: [nobody]
    additional_policies: [AmazonSageMakerFullAcess]
    max_session_duration: 1
  compute:
    tags: {Team: a, team: b}
    tags: {c: d}
    trust: {services: []}
  long-name-long-name-long-name-long-name-long-name-long-name:
    descripton: x
"""


def test_faults_of_every_kind_are_told_together() -> None:
    """Repeated keys, shapes, requirements, references and limits, sorted by place."""
    assert [fault.partition("\n")[0] for fault in refuse(MANY_FAULTS, head="")] == [
        "2:1: `acount` is not a key of the role file",
        "8:7: the activity `canvas-ai-services` needs `canvas-core-access` or `canvas-data-preparation`",
        "8:7: the activity `canvas-mlops` needs `canvas-core-access` or `canvas-data-preparation`",
        "8:39: `Fraud` is not a bucket name: lower-case letters, digits, `.` and `-`, a letter or digit at both ends",
        "9:29: the activity `canvas-kendra-access` needs `canvas-core-access` or `canvas-data-preparation`",
        "9:49: `x` is not an index id: exactly 36 letters, digits and `-`",
        "14:18: there is no role `nobody` in this file",
        "15:27: AWS has no managed policy `AmazonSageMakerFullAcess`",
        "16:27: expected a session length in seconds (a whole number from 3,600 to 43,200), found `1`",
        "17:3: role `compute`: the role name `sagemaker-compute` is taken by the role `Compute`",
        "18:11: role `compute`: the tags `Team` and `team` differ only in case, which IAM ignores",
        "19:5: duplicate key `tags` (first on line 18)",
        "20:12: role `compute`: no principal may assume it",
        f"21:3: role `{LONG}`: the role name `sagemaker-{LONG}` has 69 characters; the name has at most 64",
        "22:5: `descripton` is not a key of a role",
    ]


@pytest.mark.parametrize(
    "settings",
    [
        "persona: data-sientist\nactivities: {canvas-core-access: }",  # which may have selected what Canvas needs
        "flow: domain-stup\nactivities: {canvas-core-access: }",
        "personna: data-scientist\nactivities: {canvas-core-access: }",
        "activities: {run-studio-aplications: , canvas-core-access: }",
        "activities: {s3-bucket-access: {s3_buckets: [B]}}",
        "flow: domain-setup\npersona: compute-role\nactivities: {access-required-aws-services: {}}\nstudio_id: ''",
        "network: {subnets: [x]}\nactivities: {manage-ml-jobs: }",
        "region: eu-wst-1a\npass_roles: [arn:aws-cn:iam::123456789012:role/x]\nactivities: {manage-models: }",
        "account: 1234\npass_roles: [arn:aws:iam::111122223333:role/x]\nactivities: {manage-models: }",
        "packing: fewst\nquotas: {attached_policies: 1}\nactivities: {manage-models: , manage-pipelines: }",
        "trust: {services: [], principals: [x]}",
    ],
)
def test_what_a_fault_leaves_open_is_no_fault(settings: str) -> None:
    """Only what is wrong for certain is told: here what the file itself has wrong, and nothing that may follow."""
    text = HEAD + one(settings)
    with pytest.raises(InputError) as raised:
        compose(read(text, "roles.yaml"))
    assert raised.value.faults == InputError(read(text, "roles.yaml").faults).faults


mutations = st.sampled_from(
    [
        "version: 1",
        "",
        "{}",
        "[]",
        "true",
        "x",
        "~",
        "- a",
        "*a",
        "&a",
        '"',
        "roles:",
        "  a:",
        "    persona: x",
        "\t",
        "a: {",
        "]",
        "1",
    ]
)


@generate(st.lists(st.tuples(st.integers(0, 21), mutations), max_size=4), st.booleans())
def test_no_file_makes_it_fail_in_another_way(changes: list[tuple[int, str]], inserts: bool) -> None:
    """Lines exchanged for others, or put between: roles come out, or an InputError with sorted faults."""
    lines = MANY_FAULTS.splitlines()
    for number, line in changes:
        lines[number : number + (0 if inserts else 1)] = [line]
    places = [fault.place for fault in faults("\n".join(lines)) if fault.place]
    assert places == sorted(places)


def own_arn(role: Role) -> str:
    return f"arn:aws:iam::123456789012:role/{role.name}"


def resources(role: Role) -> set[str]:
    found: set[str] = set()
    for statement in statements(role):
        resource: Any = statement["Resource"]
        found.update([resource] if isinstance(resource, str) else resource)
    return found


def test_an_optional_parameter_leaves_its_statements_out() -> None:
    """Where it is not given; given, or with a default, they are there."""

    def actions(settings: str) -> set[str]:
        found = (each["Action"] for each in statements(make_one(settings).resolve()))
        return {action for each in found for action in ([each] if isinstance(each, str) else each)}

    bare = actions("activities: {invoke-endpoints: {endpoint_names: [fraud]}}")
    assert bare == {f"sagemaker:InvokeEndpoint{kind}" for kind in ("", "WithResponseStream", "Async")}
    given_too = actions("activities: {invoke-endpoints: {endpoint_names: [fraud], s3_buckets: [answers]}}")
    assert given_too - bare == {"s3:GetObject", "s3:PutObject"}
    (start, *_) = statements(make_one("activities: {orchestrate-jobs: }").resolve())
    assert start["Resource"] == ["arn:aws:sagemaker:us-east-1:123456789012:pipeline/*"]


@pytest.mark.parametrize("version", ["", "Version: 2008-10-17, "])
def test_a_managed_policy_must_have_the_current_version(version: str) -> None:
    """IAM refuses another, or none, where a policy is managed; an inline policy may have it."""
    document = f"{{{version}Statement: [{{Effect: Allow, Action: s3:ListAllMyBuckets, Resource: '*'}}]}}"
    for settings in (f"extra_policies: {{old: {document}}}", f"packing: fewest\nextra_policies: {{old: {document}}}"):
        (said,) = refuse(one(settings))
        assert "role `a`: the policy `old` must have version 2012-10-17" in said
    for settings in (f"inline_policies: {{old: {document}}}", f"packing: inline\nextra_policies: {{old: {document}}}"):
        assert make_one(settings).policies[0].kind is PolicyKind.INLINE
