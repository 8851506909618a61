"""Which activities a role has: what its persona preselects, what is selected and deselected, what they require."""

import pytest
from tests.composition.making import EXAMPLES, activities, given, make_one, refuse_one

PERSONAS = {
    "data-scientist": [
        "run-studio-applications",
        "manage-ml-jobs",
        "manage-models",
        "manage-experiments",
        "search-and-visualize-experiments",
        "s3-bucket-access",
    ],
    "mlops-engineer": [
        "run-studio-applications",
        "manage-models",
        "manage-endpoints",
        "manage-pipelines",
        "search-and-visualize-experiments",
    ],
    "compute-role": ["access-required-aws-services"],
    "mlops-engineer-2026": [
        "run-studio-applications",
        "manage-models",
        "manage-pipelines",
        "search-and-visualize-experiments",
        "s3-full-access",
    ],
    "compute-role-2026": ["access-required-aws-services"],
}
WITH_PARAMETERS = ("manage-glue-tables", "canvas-kendra-access", "run-studio-emr-serverless-applications")
"""What the data scientist of 2026 has that needs parameters."""


@pytest.mark.parametrize(("persona", "expected"), PERSONAS.items())
def test_a_persona_preselects(persona: str, expected: list[str]) -> None:
    """What it selects, in the console's order, with the parameters that the role gives."""
    needing = [name for name in expected if EXAMPLES[name]]
    assert activities(make_one(f"persona: {persona}\n{given(*needing)}")) == expected


def test_the_data_scientist_of_2026_is_incomplete() -> None:
    """By the console's own rule: Canvas activities without one of those that they need."""
    faults = refuse_one(f"persona: data-scientist-2026\n{given(*WITH_PARAMETERS)}")
    assert [fault.partition(": ")[2] for fault in faults] == [
        f"the activity `{name}` needs `canvas-core-access` or `canvas-data-preparation`\n"
        f"  help: add `canvas-core-access:` to activities, or remove `{name}`"
        for name in ("canvas-ai-services", "canvas-mlops", "canvas-kendra-access")  # by place: the last has its own
    ]


def test_the_data_scientist_of_2026_can_be_completed() -> None:
    """By one more selection."""
    role = make_one(f"persona: data-scientist-2026\n{given(*WITH_PARAMETERS, 'canvas-core-access')}")
    assert activities(role) == [
        *("run-studio-applications", "manage-ml-jobs", "manage-models", "manage-glue-tables", "canvas-kendra-access"),
        *("use-mlflow", "access-required-aws-services-for-mlflow", "run-studio-emr-serverless-applications"),
    ]
    assert [policy.name for policy in role.attached] == [
        "AmazonSageMakerCanvasFullAccess",
        "AmazonSageMakerCanvasAIServicesAccess",
        "AmazonSageMakerCanvasDirectDeployAccess",
    ]


def test_selecting_and_deselecting() -> None:
    """A selection adds to the persona's activities, `false` takes away; the order stays the console's."""
    role = make_one(
        "persona: compute-role\n"
        "activities: {access-required-aws-services: false, manage-pipelines: , manage-models: true}"
    )
    assert activities(role) == ["manage-models", "manage-pipelines"]
    assert activities(make_one("activities: {manage-experiments: {}, manage-endpoints: false}")) == [
        "manage-experiments"
    ]


@pytest.mark.parametrize("id", ["canvas-ai-services", "canvas-mlops", "canvas-kendra-access"])
@pytest.mark.parametrize("core", ["canvas-core-access", "canvas-data-preparation"])
def test_requirements_are_met_by_any_of_the_alternatives(id: str, core: str) -> None:
    """Sixteen to eighteen need one of fourteen and fifteen, and Studio."""
    make_one(given("run-studio-applications", core, id))
    (fault,) = refuse_one(given("run-studio-applications", id))
    assert fault.startswith("6:")
    assert fault.endswith(
        f"the activity `{id}` needs `canvas-core-access` or `canvas-data-preparation`\n"
        f"  help: add `canvas-core-access:` to activities, or remove `{id}`"
    )


@pytest.mark.parametrize("id", [name for name in EXAMPLES if name.startswith("canvas-")])
def test_canvas_needs_studio(id: str) -> None:
    """All five of its activities."""
    faults = refuse_one(given("canvas-core-access", id))
    assert any(f"the activity `{id}` needs `run-studio-applications`\n" in fault for fault in faults)


def test_deselecting_what_another_activity_needs_is_refused() -> None:
    """What the persona preselects does not count once it is deselected."""
    (fault,) = refuse_one("persona: mlops-engineer\nactivities: {run-studio-applications: false, canvas-core-access: }")
    assert "the activity `canvas-core-access` needs `run-studio-applications`" in fault


def test_a_persona_that_needs_parameters_says_which() -> None:
    """At the persona, with the parameters that are missing."""
    (fault,) = refuse_one("persona: compute-role")
    assert fault == (
        "6:14: the persona `compute-role` preselects `access-required-aws-services`, which needs "
        "`s3_buckets` and `ecr_repository_arns`\n"
        "  help: add them under activities, or remove the activity: `access-required-aws-services: false`"
    )
