"""What every data file of the catalogue keeps to, and how a faulty one is refused."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rolecast.catalogue import files
from rolecast.catalogue.activity import Activity, ActivitySource, ExampleRequest, Overlay
from rolecast.catalogue.files import open_activity, read_activity, read_flow, read_persona
from rolecast.catalogue.groups import JobGroup
from rolecast.catalogue.library import CATALOGUE, Catalogue
from rolecast.catalogue.overlays import as_list
from rolecast.catalogue.persona import PersonaKind
from rolecast.catalogue.trials import EXAMPLES, examples_for
from rolecast.catalogue.verification import services_passed_to
from rolecast.iam import managed, patterns, services, templates
from rolecast.iam.services import Service
from rolecast.reading.faults import InputError

FOLDER = Path(__file__).parents[2] / "src" / "rolecast" / "catalogue"
ACTIVITIES = [
    "access-required-aws-services",
    "run-studio-applications",
    "manage-ml-jobs",
    "manage-models",
    "manage-endpoints",
    "manage-pipelines",
    "manage-experiments",
    "search-and-visualize-experiments",
    "manage-model-monitoring",
    "s3-full-access",
    "s3-bucket-access",
    "query-athena-workgroups",
    "manage-glue-tables",
    "canvas-core-access",
    "canvas-data-preparation",
    "canvas-ai-services",
    "canvas-mlops",
    "canvas-kendra-access",
    "use-mlflow",
    "manage-mlflow-tracking-servers",
    "access-required-aws-services-for-mlflow",
    "run-studio-emr-serverless-applications",
    "run-model-customization-jobs",
    "administer-studio-domains",
    "publish-studio-images",
    "manage-notebook-instances",
    "use-notebook-instances",
    "engineer-features",
    "read-features",
    "use-jumpstart-models",
    "operate-endpoints",
    "invoke-endpoints",
    "audit-sagemaker",
    "use-python-sdk",
    "read-logs-and-metrics",
    "pipeline-execution",
    "endpoint-execution",
    "orchestrate-jobs",
    "connect-local-ide",
    "manage-hyperpod-clusters",
    "use-hyperpod-clusters",
    "reserve-training-capacity",
    "govern-models",
    "publish-models",
    "optimize-inference",
    "run-customization-jobs",
    "manage-mlflow-apps",
    "manage-partner-apps",
    "use-partner-apps",
    "manage-projects",
    "share-across-accounts",
    "tidy-up-resources",
    "schedule-pipelines",
    "experiment-endpoint-execution",
    "feature-store-execution",
    "hyperpod-execution",
    "hyperpod-add-on-execution",
    "customization-job-execution",
    "serve-job-rollouts",
    "run-human-labeling",
    "manage-labeling-workforce",
    "labeling-execution",
]
OF_THE_CONSOLE = 18
"""How many of them a walk-through of the console shows."""
OF_THE_DOCUMENTATION = {*ACTIVITIES[18:23], "manage-mlflow-apps"}
"""Those that AWS names as activities, without their policies."""
PERSONAS = {
    "data-scientist": [2, 3, 4, 7, 8, 11],
    "mlops-engineer": [2, 4, 5, 6, 8],
    "compute-role": [1],
    "data-scientist-2026": [2, 3, 4, 13, 16, 17, 18, 19, 21, 22],
    "mlops-engineer-2026": [2, 4, 6, 8, 10],
    "compute-role-2026": [1],
}
"""Role Manager's."""
FLOWS = ["role-manager", "domain-setup", "quick-setup", "quick-setup-2026"]
RUN_BY_PEOPLE = {"run-studio-applications", "s3-bucket-access"}
"""What Studio and notebook instances run as is also what people do there."""
COMMON_NAMES = EXAMPLES.keys()
STUDIO_SESSION_KEYS = {"sagemaker:DomainId", "sagemaker:UserProfileName"}
"""Keys of whoever works in Studio, which the service reference does not list."""

every_activity = pytest.mark.parametrize("id", ACTIVITIES)
every_policy = pytest.mark.parametrize("id", [name for name in ACTIVITIES if CATALOGUE.activity(name).statements])


def test_activities_are_the_consoles_in_its_order() -> None:
    """Its 18 are numbered as it lists them, then come AWS's others and Rolecast's own; each file's name is its id."""
    activities = CATALOGUE.activities()
    assert [activity.id for activity in activities] == ACTIVITIES
    assert [activity.number for activity in activities] == list(range(1, len(ACTIVITIES) + 1))
    sources = {activity.id: activity.source for activity in activities}
    assert {name for name, source in sources.items() if source is ActivitySource.CONSOLE} == set(
        ACTIVITIES[:OF_THE_CONSOLE]
    )
    assert {name for name, source in sources.items() if source is ActivitySource.DOCUMENTATION} == OF_THE_DOCUMENTATION
    assert ActivitySource.OWN not in sources.values()
    assert {path.stem for path in (FOLDER / "activities").iterdir()} == set(ACTIVITIES)


def test_personas_select_what_the_documentation_says() -> None:
    """Both years' sets, the newer activities included."""
    personas = [persona for persona in CATALOGUE.personas() if persona.source is ActivitySource.CONSOLE]
    assert [persona.number for persona in personas] == list(range(1, 7))
    numbers: dict[str, Any] = {activity.id: activity.number for activity in CATALOGUE.activities()}
    assert {persona.id: [numbers[name] for name in persona.activities] for persona in personas} == PERSONAS


def test_rolecasts_personas_are_born_right() -> None:
    """They select what their activities require, execution roles what services run with, people nothing of that."""
    personas = CATALOGUE.personas()
    assert [persona.number for persona in personas] == list(range(1, 30))
    for persona in personas:
        if persona.source is ActivitySource.ROLECAST:
            activities = [CATALOGUE.activity(name) for name in persona.activities]
            assert not [activity.id for activity in activities if activity.unmet(persona.activities)]
            assert len({activity.number for activity in activities}) == len(activities)
            if persona.kind is PersonaKind.PERSON:
                assert not [activity.id for activity in activities if activity.trusted_by]
    kinds = {persona.id: persona.kind for persona in personas}
    assert {name for name, kind in kinds.items() if kind is PersonaKind.EXECUTION_ROLE} == {
        name for name in kinds if "-role" in name
    }


def test_flows_are_those_of_the_console() -> None:
    """Which make roles of activities, what they preselect, widen and leave without effect, what they attach."""
    assert [flow.id for flow in CATALOGUE.flows()] == FLOWS
    facts = {flow.id: (flow.activities, flow.persona, flow.overlays, flow.customizations) for flow in CATALOGUE.flows()}
    assert facts == {
        "role-manager": (True, None, (), (Overlay.VPC, Overlay.KMS)),
        "domain-setup": (True, "data-scientist", (Overlay.DOMAIN_SETUP,), ()),
        "quick-setup": (False, None, (), ()),
        "quick-setup-2026": (False, None, (), ()),
    }
    assert {flow.id: flow.attached for flow in CATALOGUE.flows() if flow.attached} == {
        "quick-setup": (
            "AmazonSageMakerFullAccess",
            "AmazonSageMakerCanvasFullAccess",
            "AmazonSageMakerCanvasAIServicesAccess",
        ),
        "quick-setup-2026": (
            "AmazonSageMakerFullAccess",
            "AmazonSageMakerCanvasFullAccess",
            "AmazonSageMakerCanvasAIServicesAccess",
            "AmazonS3FullAccess",
        ),
    }


@pytest.mark.parametrize(
    "entry",
    [*CATALOGUE.activities(), *CATALOGUE.personas(), *CATALOGUE.flows()],
    ids=lambda entry: entry.id,
)
def test_texts_stand_in_both_languages(entry: Any) -> None:
    """English in ASCII, Japanese in Japanese, both one sentence or two; the sources are AWS's own pages."""
    texts = [entry.description, *(parameter.description for parameter in getattr(entry, "parameters", {}).values())]
    for text in texts:
        assert text.keys() == {"en", "ja"}
        assert text["en"].isascii()
        assert re.search(r"[\u3040-\u30ff]", text["ja"])
        assert text["en"].endswith(".")
        assert text["ja"].endswith("。")
    for source in entry.sources:
        assert re.fullmatch(r"https://docs\.aws\.amazon\.com/[\w/.-]+\.html", source)
    assert len(set(entry.sources)) == len(entry.sources)


@every_activity
def test_titles_are_like_those_of_the_console(id: str) -> None:
    """No articles, and each word capitalized; AWS's own titles are as AWS has them."""
    activity = CATALOGUE.activity(id)
    if activity.source is ActivitySource.ROLECAST:
        assert all(word[0].isupper() or word == "and" for word in activity.title.split())
        assert not {"A", "An", "The", "That"} & {*activity.title.split()}


@every_activity
def test_an_activity_has_a_policy_or_a_managed_one(id: str) -> None:
    """Statements belong to the one, nothing to the other; a managed policy is one that AWS has."""
    activity = CATALOGUE.activity(id)
    if activity.managed:
        assert managed.find(activity.managed)
        own = (activity.policy, activity.statements, activity.overlays, activity.must_allow, activity.must_not_allow)
        assert not any(own)
    else:
        assert activity.policy
        assert activity.statements
        assert activity.must_allow
        assert activity.must_not_allow


@every_activity
def test_requirements_name_other_activities(id: str) -> None:
    """Canvas needs Studio, and what is built on Canvas one of its two foundations; few others need anything."""
    requires = CATALOGUE.activity(id).requires
    assert {other for alternatives in requires for other in alternatives} <= set(ACTIVITIES) - {id}
    studio, canvas = ("run-studio-applications",), ("canvas-core-access", "canvas-data-preparation")
    number = CATALOGUE.activity(id).number
    assert requires == {
        14: (studio,),
        15: (studio,),
        16: (studio, canvas),
        17: (studio, canvas),
        18: (studio, canvas),
        30: (("manage-ml-jobs", "manage-models"),),  # models of hubs are trained and deployed
        39: (studio,),  # an editor is attached to a space
        54: (("access-required-aws-services",),),  # the job itself beside its endpoints
    }.get(number, ())


@every_policy
def test_parameters_are_those_of_the_statements(id: str) -> None:
    """Each declared parameter is used in some variant or edition, and each used one is declared or common to all."""
    activity = CATALOGUE.activity(id)
    documents = [
        activity.document(variant, corrections)
        for variant in activity.variants
        for corrections in ((), activity.corrections)
    ]
    used = set().union(*map(templates.names_in, documents))
    assert set(activity.parameters) == used - COMMON_NAMES


@every_policy
def test_requests_name_known_parameters(id: str) -> None:
    """A request can be filled in with the activity's parameters and the common names, and holds in real variants."""
    activity = CATALOGUE.activity(id)
    for request in requests(activity):
        names = templates.names_in([request.action, request.resource, request.context])
        assert names <= COMMON_NAMES | set(activity.parameters)
        assert set(request.variants) <= set(activity.variants)


@every_policy
def test_statements_are_whole_in_every_variant(id: str) -> None:
    """Effect, Action and Resource stand in each; Sids are unique and of letters and digits."""
    activity = CATALOGUE.activity(id)
    for variant in activity.variants:
        statements = activity.document(variant)["Statement"]
        for statement in statements:
            assert statement.keys() - {"Sid", "Condition"} == {"Effect", "Action", "Resource"}
            assert as_list(statement["Action"])
            assert as_list(statement["Resource"])
        sids = [statement["Sid"] for statement in statements if "Sid" in statement]
        assert len(set(sids)) == len(sids)
        assert all(re.fullmatch(r"[A-Za-z0-9]+", sid) for sid in sids)


@every_policy
def test_requests_are_such_as_aws_makes(id: str) -> None:
    """Actions, resources and condition keys of requests are those that the service reference has for them."""
    activity = CATALOGUE.activity(id)
    values = examples_for(activity)
    for request in requests(activity):
        prefix, _, name = request.action.partition(":")
        service = services.service(prefix)
        assert service
        action = service.actions[name.lower()]
        assert action.name == name
        resource = templates.fill(request.resource, values)
        assert resource == "*" or any(
            re.fullmatch(re.sub(r"\\\$\\\{\w+\\\}", ".+", re.escape(arn)), resource)
            for kind in action.resources
            for arn in service.resource_types[kind.name.lower()].arns
        ), f"{request.action} on {resource}"
        keys = service.condition_keys_of(action)
        former = {key.name for key in service.condition_keys.values() if key.replaced_by in keys}
        asked = {known_key(service, key) for key in request.context if not is_global(key)}
        assert asked <= keys | former | STUDIO_SESSION_KEYS


def test_loading_does_not_share_what_can_be_changed() -> None:
    """A variant is made beside the plain statements, which stay as they are."""
    activity = CATALOGUE.activity("manage-ml-jobs")
    before = repr(activity.document([]))
    assert repr(activity.document(["vpc"])) != before
    assert repr(activity.document([])) == before


@pytest.mark.parametrize("look_up", [CATALOGUE.activity, CATALOGUE.persona, CATALOGUE.flow])
def test_an_id_without_a_file_is_a_key_error(look_up: Any) -> None:
    """Also where it is a path to a file that there is."""
    for name in ("none-such", "", "../activities/manage-models"):
        with pytest.raises(KeyError):
            look_up(name)


ACTIVITY = """\
number: 1
title: Try
description: {en: To try., ja: 試す。}
sources: [https://docs.aws.amazon.com/try.html]
policy: SM_Try
statements:
  jobs:
    Effect: Allow
    Action: [sagemaker:CreateModel, sagemaker:DeleteModel]
    Resource: "*"
"""


def test_the_smallest_activity_is_read(tmp_path: Path) -> None:
    """What a new file needs at least; its name becomes the id."""
    activity = read_activity(write(tmp_path, ACTIVITY))
    assert (activity.id, activity.parameters, activity.requires, activity.overlays) == ("try-it", {}, (), {})
    assert activity.policy_names(["vpc", "kms"]) == ["SM_Try"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("policy: SM_Try", "polcy: SM_Try", "5:1: `polcy` is not a key of an activity\n  help: did you mean `policy`?"),
        ("number: 1\n", "", "1:1: an activity needs `number`: its place in the list"),
        ("number: 1", "number: first", "1:9: expected its place in the list (a whole number from 1 to 999"),
        ("en: To try., ", "", "3:14: texts by language needs `en`: English"),
        ("ja: 試す。", "ja: ''\n  ,fr: Essai.", "4:4: `fr` is not a key of texts by language"),
        ("https://docs", "http://docs", "4:11: `http://docs.aws.amazon.com/try.html` is not an address"),
        ("policy: SM_Try", "policy: SM Try", "5:9: `SM Try` is not a name in IAM"),
        ("  jobs:", "  Jobs:", "7:3: `Jobs` is not an id"),
        ("statements:", "statements: []\nothers:", "6:13: expected a mapping, found a list"),
        ("title: Try", "title: Try\ntitle: Try", "3:1: duplicate key `title` (first on line 2)"),
        ("title: Try", "title: [Try", "is not YAML"),
    ],
)
def test_faulty_activities_are_refused_with_their_place(tmp_path: Path, old: str, new: str, expected: str) -> None:
    """File, line and column, what is wrong there, and a near word where there is one."""
    assert ACTIVITY.count(old) == 1
    path = write(tmp_path, ACTIVITY.replace(old, new))
    with pytest.raises(InputError) as raised:
        read_activity(path)
    assert expected in str(raised.value)
    assert all(fault.place and fault.place.source == str(path) for fault in raised.value.faults)


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (
            "overlays: {vpc: [{slit: jobs}]}",
            "11:18: expected an operation (one of split, add, insert, restrict, relax, replace, drop",
        ),
        ("overlays: {vpc: [jobs]}", "11:18: expected an operation"),
        ("overlays: {vpc: []}", "11:17: this list is empty"),
        ("overlays: {vcp: [{drop: jobs}]}", "11:12: `vcp` is not an overlay"),
        ("overlays: {kms+vpc: [{drop: jobs}]}", "11:12: `kms+vpc` is not an overlay"),
        ("overlays: {vpc: [{drop: jobs, Actions: x}]}", "`Actions` is not a key of the operation"),
        ("overlays: {vpc: [{restrict: jobs}]}", "the operation needs `Condition`: the condition that is added"),
        ("overlays: {vpc: [{split: jobs, Action: a}]}", "the operation needs `into`: the new statement"),
        (
            "overlays: {vpc: [{split: jobs, into: new, Condition: {}}]}",
            "the operation needs `Action`: the actions",
        ),
        ("overlays: {vpc: [{add: jobs}]}", "11:18: `add` needs either `Action` or `Resource`"),
        ("overlays: {vpc: [{add: jobs, Action: a, Resource: r}]}", "11:18: `add` needs either `Action` or `Resource`"),
        ("parameters: {s3_buckets: {type: s3-buckte}}", "`s3-buckte` is not a parameter type"),
        ("parameters: {S3: {}}", "11:14: `S3` is not a name"),
        ("requires: [Canvas]", "11:12: `Canvas` is not an id"),
        ("must_allow: [{action: s3:GetObject}]", "11:14: a request needs `resource`: the resource's ARN, or *"),
        ("must_allow: [{action: a, resource: r, variants: [vcp]}]", "`vcp` is not a variant"),
    ],
)
def test_faulty_parts_are_refused_with_their_place(tmp_path: Path, rest: str, expected: str) -> None:
    """Overlays, parameters, requirements and requests are judged as strictly as the head of the file."""
    with pytest.raises(InputError, match=re.escape(expected)):
        read_activity(write(tmp_path, ACTIVITY + rest))


def test_all_faults_of_a_file_are_told_together(tmp_path: Path) -> None:
    """Sorted by place, as a person mends them."""
    with pytest.raises(InputError) as raised:
        read_activity(write(tmp_path, "number: 0\ntitel: Try\nsources: []\n"))
    lines = [fault.place.line for fault in raised.value.faults if fault.place]
    assert lines == sorted(lines)
    assert len(lines) == 5  # number, title twice, description and sources


@pytest.mark.parametrize(
    ("operation", "missing"),
    [
        ("{drop: job}", "job"),
        ("{restrict: job, Condition: {}}", "job"),
        ("{insert: new, before: job, statement: {}}", "job"),
        ("{insert: new, after: job, statement: {}}", "job"),
        ("{add: job, Action: a}", "job"),
        ("{split: job, into: new, Action: sagemaker:CreateModel, Condition: {}}", "job"),
        ("{split: jobs, into: new, Action: sagemaker:UpdateModel, Condition: {}}", "sagemaker:UpdateModel"),
        ("{drop: jobs, Action: sagemaker:UpdateModel}", "sagemaker:UpdateModel"),
        ("{add: jobs, Action: a, after: sagemaker:UpdateModel}", "sagemaker:UpdateModel"),
    ],
)
def test_operations_on_what_is_not_there(tmp_path: Path, operation: str, missing: str) -> None:
    """A statement or an action that an overlay names and the activity has not is a KeyError that names it."""
    activity = read_activity(write(tmp_path, ACTIVITY + f"overlays: {{vpc: [{operation}]}}"))
    with pytest.raises(KeyError) as raised:
        activity.document(["vpc"])
    assert raised.value.args == (missing,)


def test_faulty_personas_and_flows_are_refused(tmp_path: Path) -> None:
    """They have the same head as an activity, and their own keys."""
    head = ACTIVITY[: ACTIVITY.index("policy:")]
    with pytest.raises(InputError, match=r"1:1: a persona needs `activities`: the activities that it selects"):
        read_persona(write(tmp_path, head))
    with pytest.raises(InputError, match=r"5:12: `kmz` is not an overlay"):
        read_flow(write(tmp_path, head + "overlays: [kmz]\nactivities: true\ncustomizations: []\n"))
    with pytest.raises(InputError, match=r"5:13: expected true or false, found `often`"):
        read_flow(write(tmp_path, head + "activities: often\ncustomizations: []\n"))


def known_key(service: Service, key: str) -> str:
    """The key as the service reference has it, such as `aws:ResourceTag/${TagKey}`."""
    found = service.find_condition_key(key)
    return found.name if found else key


def is_global(key: str) -> bool:
    """Whether a request for any action may have the key; tags are for each action to have or not."""
    return key.lower() in services.global_condition_keys() and "Tag" not in key


def requests(activity: Activity) -> Iterator[ExampleRequest]:
    yield from activity.must_allow
    yield from activity.must_not_allow


def write(folder: Path, text: str) -> Path:
    path = folder / "try-it.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@every_activity
def test_an_activity_is_read_as_far_as_it_is_asked_for(id: str) -> None:
    """What is read of the beginning of a file, and later of its rest, is what reading the whole of it gives."""
    path = FOLDER / "activities" / f"{id}.yaml"
    opened, whole = open_activity(path), read_activity(path)
    for name in Activity.__dataclass_fields__:
        if name not in ("read", "read_requests"):
            assert getattr(opened, name) == getattr(whole, name), name
    assert opened.read() == whole.read()
    assert opened.read_requests() == whole.read_requests()


def test_a_list_of_activities_reads_no_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither their names, groups and parameters nor which variants and corrections they have need the whole files."""
    monkeypatch.setattr(files, "_body", None)
    catalogue = Catalogue(FOLDER)
    assert {activity.id for activity in catalogue.activities() if activity.supports(Overlay.VPC)} >= {"manage-ml-jobs"}
    assert "stop-transform-job" in catalogue.activity("manage-ml-jobs").correction_names


def test_the_policies_of_activities_are_found_without_reading_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names are those that the activities have, each of one activity alone."""
    named = {activity.policy or activity.managed: activity.id for activity in CATALOGUE.activities()}
    assert len(named) == len(CATALOGUE.activities())
    monkeypatch.setattr(files, "parse", None)
    assert Catalogue(FOLDER).policies == named


@every_activity
def test_an_activity_says_what_it_is_for(id: str) -> None:
    """Its group; a reason in both languages for each privilege, for what is closed and for what conditions cannot hold.

    What AWS's conditions cannot hold is said of what Rolecast adds; of the console's own the documentation tells.
    """
    activity = CATALOGUE.activity(id)
    assert activity.group is not None
    assert (activity.group is JobGroup.RUN_AS) == bool(activity.trusted_by)
    said = [*activity.privileges.values(), *activity.unkept.values(), *filter(None, [activity.closed])]
    for text in said:
        assert text.keys() == {"en", "ja"}
        assert text["en"].endswith(".")
        assert text["ja"].endswith("。")
    if activity.source is ActivitySource.ROLECAST:
        assert not activity.corrections
        assert not [parameter for parameter in activity.parameters.values() if parameter.console_name]


@every_activity
def test_passed_roles_are_described(id: str) -> None:
    """To which services an activity passes roles, with which activities and for what: as its statements say."""
    activity = CATALOGUE.activity(id)
    passed = [service for each in activity.passes for service in each.services]
    assert len(set(passed)) == len(passed)
    if "pass_roles" in activity.parameters and id != "use-python-sdk":  # which looks the roles up
        assert set(passed) == services_passed_to(activity)
    else:
        assert not passed
    for role in activity.passes:
        fitting = [CATALOGUE.activity(name) for name in role.activities]
        assert all(other.group is JobGroup.RUN_AS or other.id in RUN_BY_PEOPLE for other in fitting)
        for other in fitting:
            whole = (other, *(CATALOGUE.activity(needed[0]) for needed in other.requires))
            allowed = [
                action for one in whole for each in one.statements.values() for action in as_list(each["Action"])
            ]
            globs = [patterns.pattern(action) for action in allowed]
            for needs in role.needs:
                assert any(patterns.matches(glob, need) for glob in globs for need in needs), (other.id, needs)
