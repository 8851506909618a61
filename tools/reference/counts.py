"""How much there is of what a page speaks of: sentences with the numbers of the shipped data and the catalogue."""

from collections.abc import Iterator, Sized

from rolecast.catalogue.activity import ActivitySource
from rolecast.catalogue.library import CATALOGUE
from rolecast.iam import managed, services
from rolecast.iam.services import Action, Service, When


def shipped() -> str:
    known = list(_services())
    actions, types, keys = (sum(map(len, sizes)) for sizes in zip(*map(_parts, known), strict=True))
    return f"""\
- **AWS managed policies**: the names, paths, default versions, dates and documents of
  {len(managed.names()):,} policies.
- **The service reference**: {len(known):,} services with {actions:,} actions, {types:,} resource types and {keys:,}
  condition keys, and the global condition keys.
"""


def unknown() -> str:
    """What the sources do not tell of actions."""
    actions = list(_actions())
    bare = sum(action.access_level is None for action in actions)
    passing = [need for action in actions for need in action.needs if need.action == "iam:PassRole"]
    always = sum(need.when is When.ALWAYS for need in passing)
    to = sum(bool(need.services) for need in passing)
    tagging = sum(any(need.when is When.TAGS for need in action.needs) for action in actions)
    return f"""\
- For the {bare:,} actions that only cfn-lint has, the access level, the condition keys and the required resource types
  are unknown. Their names are spelled like the API operation of the same name; without one they are in lower case,
  which makes no difference to IAM.
- The further actions that a request needs are known only in part. For {len(passing):,} actions it is known that their
  requests pass a role, which needs `iam:PassRole`: {always:,} in every request, the others only if a role is given. For
  {to:,} of them the service that receives the role is known. For {tagging:,} actions it is known which action a request
  with tags needs. For the rest, Rolecast has the dependent actions that AWS's tables had until 2024. No source lists
  the calls that a service makes to other services on behalf of the caller.
"""


def tagging() -> str:
    """The fault that is about tags in most activities."""
    service = services.service("sagemaker")
    assert service is not None
    needing = [each for each in service.actions.values() if any(need.when is When.TAGS for need in each.needs)]
    return f"""\
- **Only `run-studio-applications` may tag.** {len(needing)} actions of SageMaker need `sagemaker:AddTags` when their
  requests contain tags, most of them for what they create, and no other activity allows it. Studio and Step Functions
  add tags automatically. A role without `run-studio-applications` is therefore denied requests that seem to be allowed.
"""


def policies() -> str:
    """How many policies the activities of AWS make."""
    sources = (ActivitySource.CONSOLE, ActivitySource.DOCUMENTATION)
    activities = [each for each in CATALOGUE.activities() if each.source in sources]
    own = sum(len(each.policy_names([])) for each in activities)
    attached = sum(each.managed is not None for each in activities)
    return f"""\
An ML role soon reaches IAM's limits: the activities of Role Manager and of AWS's documentation alone make {own}
customer managed policies and attach {attached} AWS managed ones. Rolecast checks the limits when it builds a role
file, and writes nothing if one is exceeded.
"""


def _services() -> Iterator[Service]:
    yield from filter(None, map(services.service, services.prefixes()))


def _actions() -> Iterator[Action]:
    for service in _services():
        yield from service.actions.values()


def _parts(service: Service) -> tuple[Sized, Sized, Sized]:
    return service.actions, service.resource_types, service.condition_keys
