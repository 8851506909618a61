"""Tags as a boundary between teams: attacks of several requests, each decided in the state that others have left."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rolecast.composition.compose import compose
from rolecast.iam import decision
from rolecast.iam.decision import Answer, Engine
from rolecast.iam.policies import NamedPolicy, Policies
from rolecast.iam.requests import Request
from rolecast.rolefile.load import parse

GUIDE = Path(__file__).parents[2] / "docs" / "explanation" / "guardrails.md"
ROLES = """
version: 1
account: "123456789012"
region: us-east-1
edition: corrected
packing: fewest
narrowing: {tags: {team: fraud}}
roles:
  a:
    guardrails: MODE
    activities:
      manage-models:
      manage-endpoints:
      operate-endpoints:
      search-and-visualize-experiments:
      tidy-up-resources:
ATTACHED
"""
ATTACHED = "    additional_policies: [AmazonSageMakerFullAccess]"


class Step(NamedTuple):
    """A call of the API. `gives` are the tags that it sends, `removes` the keys that it removes."""

    action: str
    thing: str
    gives: Mapping[str, str] = {}
    removes: tuple[str, ...] = ()
    shown: str | None = None
    """The team that a search is limited to."""
    is_allowed: bool = False


class Chain(NamedTuple):
    title: str
    steps: tuple[Step, ...]


THEIRS, OWN, LOOSE = "model/theirs", "model/own", "model/loose"
TAGS = {
    THEIRS: {"team": "churn"},
    OWN: {"team": "fraud", "stage": "test"},
    LOOSE: {},
    "endpoint-config/theirs": {"team": "churn"},
    "endpoint/theirs": {"team": "churn"},
    "artifact/theirs": {"team": "churn"},
    "model-package/theirs/2": {"team": "churn"},
}
FRAUD, CHURN = {"team": "fraud"}, {"team": "churn"}
CHAINS = (
    Chain("Read another team's model", (Step("DescribeModel", THEIRS),)),
    Chain("Delete another team's model", (Step("DeleteModel", THEIRS),)),
    Chain("Tag an untagged resource, then delete it", (Step("AddTags", LOOSE, FRAUD), Step("DeleteModel", LOOSE))),
    Chain(
        "Overwrite another team's tag, then delete the resource",
        (Step("AddTags", THEIRS, FRAUD), Step("DeleteModel", THEIRS)),
    ),
    Chain(
        "Remove another team's tag, add the own one, then delete the resource",
        (
            Step("DeleteTags", THEIRS, removes=("team",)),
            Step("AddTags", THEIRS, FRAUD),
            Step("DeleteModel", THEIRS),
        ),
    ),
    Chain("Give the team's own resource to another team", (Step("AddTags", OWN, CHURN),)),
    Chain("The same with the tag key in another case", (Step("AddTags", OWN, {"Team": "churn"}),)),
    Chain(
        "Remove the team's own tag from a resource (other tags can be removed)",
        (Step("DeleteTags", OWN, removes=("stage",), is_allowed=True), Step("DeleteTags", OWN, removes=("team",))),
    ),
    Chain("Create a resource without the tag", (Step("CreateModel", "model/new"),)),
    Chain(
        "Create a resource, then give it to another team",
        (Step("CreateModel", "model/new", FRAUD, is_allowed=True), Step("AddTags", "model/new", CHURN)),
    ),
    Chain(
        "Create a resource with the name of another team's",
        (Step("CreateModel", THEIRS, FRAUD), Step("DeleteModel", THEIRS)),
    ),
    Chain("Deploy another team's endpoint configuration", (Step("CreateEndpoint", "endpoint-config/theirs", FRAUD),)),
    Chain("Put a model on another team's endpoint", (Step("CreateInferenceComponent", "endpoint/theirs", FRAUD),)),
    Chain("Add a version to another team's group", (Step("CreateModelPackage", "model-package/theirs/2"),)),
    Chain(
        "List the names of all models, then read another team's model",
        (Step("ListModels", "*", is_allowed=True), Step("DescribeModel", THEIRS)),
    ),
    Chain(
        "Follow the lineage to another team's artifact, then read it",
        (Step("QueryLineage", "artifact/theirs", is_allowed=True), Step("DescribeArtifact", "artifact/theirs")),
    ),
    Chain(
        "Search everything",
        (Step("Search", "*"), Step("Search", "*", shown="churn"), Step("Search", "*", shown="fraud", is_allowed=True)),
    ),
)


@dataclass
class Account:
    """Things of SageMaker and their tags."""

    engine: Engine
    tags: dict[str, dict[str, str]] = field(default_factory=lambda: {name: dict(tags) for name, tags in TAGS.items()})

    def call(self, step: Step) -> bool:
        """Whether the call is allowed, with all requests that AWS makes of it; then it has its effect."""
        if not all(self.engine.decide(request).answer is Answer.ALLOW for request in self._requests(step)):
            return False
        tags = self.tags.setdefault(step.thing, {})
        tags.update(step.gives)
        for key in step.removes:
            tags.pop(key, None)
        return True

    def _requests(self, step: Step) -> Iterator[Request]:
        context: dict[str, Any] = {"aws:RequestedRegion": "us-east-1"}
        context |= {f"aws:RequestTag/{key}": value for key, value in step.gives.items()}
        context |= {f"aws:ResourceTag/{key}": value for key, value in self.tags.get(step.thing, {}).items()}
        if step.gives or step.removes:
            context["aws:TagKeys"] = [*step.gives, *step.removes]
        if step.shown:
            context["sagemaker:SearchVisibilityCondition/Tags.team/EqualsIfExists"] = step.shown
        arn = step.thing if step.thing == "*" else f"arn:aws:sagemaker:us-east-1:123456789012:{step.thing}"
        yield Request(f"sagemaker:{step.action}", arn, context=context)
        if step.gives and step.action.startswith("Create"):
            # https://docs.aws.amazon.com/sagemaker/latest/dg/grant-tagging-permissions.html
            yield Request("sagemaker:AddTags", arn, context={**context, "sagemaker:TaggingAction": step.action})


@cache
def engine(mode: str, attached: str) -> Engine:
    (role,) = compose(parse(ROLES.replace("MODE", mode).replace("ATTACHED", attached))).values()
    resolved = role.resolve()
    own = (NamedPolicy(policy.name, policy.document) for policy in resolved.policies)
    return decision.compile(
        Policies(identity=(*own, *(NamedPolicy(each.name, each.document) for each in resolved.attached)))
    )


@pytest.mark.parametrize(("mode", "attached"), [("notice", ""), ("enforce", ""), ("enforce", ATTACHED)])
@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.title)
def test_no_chain_gets_anywhere(chain: Chain, mode: str, attached: str) -> None:
    """Each request is allowed or not as the chain says, whatever the ones before it have changed."""
    account = Account(engine(mode, attached))
    assert [account.call(step) for step in chain.steps] == [step.is_allowed for step in chain.steps]


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.title)
def test_the_attached_policy_alone_would_let_it_happen(chain: Chain) -> None:
    """Without `enforce` the full access lets every one through: the chains are attacks."""
    account = Account(engine("notice", ATTACHED))
    assert all(account.call(step) for step in chain.steps)


def test_the_guide_lists_the_chains() -> None:
    """Those that are tried here, and no others."""
    text = GUIDE.read_text(encoding="utf-8")
    listed = [
        line.removeprefix("- ") for line in text.partition("<!-- chains -->")[2].splitlines() if line.startswith("- ")
    ]
    assert listed == [chain.title for chain in CHAINS]
