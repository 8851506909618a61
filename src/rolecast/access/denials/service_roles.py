"""Denials that services report about a role: they cannot assume it, or it lacks a permission."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rolecast.access.denials import operations
from rolecast.access.denials.denial import Blame, Denial
from rolecast.iam import service_principals

_ROLE = r"[\"'`]?(?P<role>arn:[^\s\"'`,]+?)[\"'`.,]*"
_SERVICE = r"[\"'`]?(?P<service>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?)\b[\"'`.,]*"
_NOT_ASSUMED = (
    re.compile(
        rf"(?:\b(?P<by>[a-z]+)\s+(?:is|was)\s+)?(?:Could\s+not|cannot|unable\s+to)\s+assume\s+(?:the\s+)?role\s+{_ROLE}"
        rf"(?:\s.{{0,120}}?allows\s+principal\s+{_SERVICE})?(?=\s|$)",
        re.IGNORECASE | re.DOTALL,
    ),
    # https://github.com/Miserlou/Zappa/issues/381
    re.compile(rf"\brole\s+{_ROLE}\s+cannot\s+be\s+assumed\s+by\s+(?:principal\s+)?{_SERVICE}", re.IGNORECASE),
    # https://github.com/bentoml/BentoML/issues/892
    re.compile(
        rf"\brole\s+ARN\s+{_ROLE}\s+is\s+invalid.{{0,200}}?for\s+the\s+service\s+principal\s+{_SERVICE}",
        re.IGNORECASE | re.DOTALL,
    ),
    # https://github.com/astronomer/docs/pull/1695
    re.compile(
        r"unable\s+to\s+perform:?\s+sts:AssumeRole\s+on\s+the\s+role(?P<role>)\b"
        rf".{{0,80}}?trust\s+relationship\s+for\s+{_SERVICE}",
        re.IGNORECASE | re.DOTALL,
    ),
)
_NOT_ASSUMED_BY_LAMBDA = re.compile(  # https://github.com/pdomala/LambdaCDDemo/issues/1
    r"role\s+defined\s+for\s+the\s+function\s+cannot\s+be\s+assumed\s+by\s+Lambda", re.IGNORECASE
)
_NO_MODEL_DATA = re.compile(
    r"Could\s+not\s+access\s+model\s+data\s+at\s+"
    # https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
    r"(?:s3://|https://s3(?:[.-][\w-]+)?\.amazonaws\.com(?:\.cn)?/)(?P<object>[^\s\"']+?)[\"'.]*\s+"
    r".{0,80}?the\s+role\s+[\"'](?P<role>arn:[^\s\"']+)[\"'].{0,400}?the\s+role\s+has\s+[\"'](?P<action>s3:\w+)[\"']",
    re.IGNORECASE | re.DOTALL,
)
_NO_IMAGE = re.compile(
    r"The\s+role\s+[\"'](?P<role>arn:[^\s\"']+)[\"']\s+does\s+not\s+have\s+(?P<name>\w+)\s+permission\s+for\s+the\s+image:?"
    r"\s+[\"']?(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[\w-]+)\.(?P<suffix>amazonaws\.com(?:\.cn)?)/(?P<name_of>[^:@\s\"']+)",
    re.IGNORECASE,
)
# https://github.com/aws/amazon-sagemaker-examples/issues/2267
_NO_OBJECTS = re.compile(
    rf"No\s+S3\s+objects\s+found.{{0,500}}?the\s+role\s+{_ROLE}\s+has\s+[\"'](?P<action>s3:\w+)[\"']\s+permissions?\s+on"
    r"\s+bucket\s+[\"'](?P<bucket>[^\s\"']+)[\"'](?!\.?\s+Error\s+message\s+from\s+S3:\s+(?!Access\s+Denied))",
    re.IGNORECASE | re.DOTALL,
)
# https://github.com/aws/amazon-sagemaker-examples/issues/4384
_NO_DOWNLOAD = re.compile(
    r"Unable\s+to\s+download\s+object\s+s3://(?P<bucket>[^\s/\"']+)/(?P<key>[^\s\"']+)\s+\(AccessDenied", re.IGNORECASE
)
# https://github.com/aws-samples/mlops-sagemaker-github-actions/issues/9 and
# https://github.com/serverless/serverless/issues/1966
_DENIED_BY = re.compile(
    r"access\s+has\s+been\s+denied\s+by\s+(?P<by>S3|EC2)\b.{0,120}?permission\s+to\s+(?P<name>\w+)"
    r"(?:\s+for\s+(?P<bucket>[a-z0-9][a-z0-9.-]+)/(?P<key>\S*[^\s.,]))?",
    re.IGNORECASE | re.DOTALL,
)
# https://github.com/aws/aws-sam-cli/issues/617
_LACKS = re.compile(
    r"execution\s+role\s+does\s+not\s+have\s+permissions?\s+to\s+call\s+(?P<name>\w+)\s+on\s+(?P<by>[A-Z0-9]+)\b"
)


def read(text: str) -> Iterator[tuple[int, Denial]]:
    """The denials that services report about a role, each with its start."""
    for form in _NOT_ASSUMED:
        for found in form.finditer(text):
            role = found["role"].rstrip(".") or None
            service = found["service"] or service_principal(found.groupdict().get("by"))
            yield found.start(), Denial(service, "sts:AssumeRole", role, Blame.TRUST, False)
    for found in _NOT_ASSUMED_BY_LAMBDA.finditer(text):
        yield found.start(), Denial("lambda.amazonaws.com", "sts:AssumeRole", None, Blame.TRUST, False)
    for found in _NO_MODEL_DATA.finditer(text):
        bucket, _, key = found["object"].partition("/")
        partition = found["role"].split(":")[1]
        resource = f"arn:{partition}:s3:::{bucket}/{key}"
        yield found.start(), Denial(found["role"], operations.spelt(found["action"]), resource)
    for found in _NO_IMAGE.finditer(text):
        partition = found["role"].split(":")[1]
        repository = f"arn:{partition}:ecr:{found['region']}:{found['account']}:repository/{found['name_of']}"
        yield found.start(), Denial(found["role"], operations.spelt(f"ecr:{found['name']}"), repository)
    for found in _NO_OBJECTS.finditer(text):
        resource = f"arn:{found['role'].split(':')[1]}:s3:::{found['bucket']}"
        yield found.start(), Denial(found["role"], operations.spelt(found["action"]), resource)
    for found in _NO_DOWNLOAD.finditer(text):
        yield found.start(), Denial(None, "s3:GetObject", f"arn:aws:s3:::{found['bucket']}/{found['key']}")
    for found in _DENIED_BY.finditer(text):
        action = operations.spelt(f"{found['by'].lower()}:{found['name']}")
        named = operations.s3_resource(action, found["bucket"], found["key"]) if found["bucket"] else None
        yield found.start(), Denial(None, action, named)
    for found in _LACKS.finditer(text):
        yield found.start(), Denial(None, operations.spelt(f"{found['by'].lower()}:{found['name']}"))


def service_principal(name: str | None) -> str | None:
    """The service principal of a service by its name; None if unknown."""
    principal = f"{name.lower()}.amazonaws.com" if name else ""
    return principal if service_principals.is_known(principal) else None
