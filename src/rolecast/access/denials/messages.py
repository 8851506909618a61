"""Denials in the words of AWS, as exceptions, consoles and logs show them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
https://aws.amazon.com/blogs/security/enhanced-access-denied-error-messages-with-policy-arns
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from rolecast.access.denials import operations
from rolecast.access.denials.denial import Blame, Denial, Elsewhere
from rolecast.iam import service_principals

_POLICIES = {
    "identity-based polic": Blame.IDENTITY,
    "permissions boundar": Blame.BOUNDARY,
    "session polic": Blame.SESSION,
    "sessions polic": Blame.SESSION,  # as the user guide has it
    "service control polic": Blame.SCP,
    "resource control polic": Blame.RCP,
    "resource-based polic": Blame.RESOURCE,
    "vpc endpoint polic": Blame.ENDPOINT,
    "role trust polic": Blame.TRUST,
    "trust polic": Blame.TRUST,
}
_KIND = rf"(?:{'|'.join(map(re.escape, _POLICIES))})(?:y|ies)"
_MOST_BEHIND = 1_000
"""Characters behind an action in which its resource and its reason are looked for."""
_MOST_BEFORE = 200
"""Characters before it in which the API call is looked for."""

_CALLING = re.compile(r"when calling the (\w+) operation")
_SAYS = re.compile(
    r"(?:\bUser:?\s+(?P<principal>[^\s\"'<>]+)\s+is\s+)?\bnot\s+(?:authorized|permitted)\s+to\s+perform:?\s+"
    r"[\[\"'`]*(?P<action>[a-zA-Z0-9-]+:[a-zA-Z0-9]+)\b[\]\"'`]*",
)
_ON = re.compile(
    r"\s+on\s+(?:(?:the\s+|this\s+)?resources?(?:\s+associated\s+with\s+this\s+ciphertext)?"
    r"(?:\s*:\s*|\s+(?=[\"'`]?arn:))|(?=[\"'`]?arn:))"
    r"(?!because\b|with\b)(?:(?P<kind>user|role|group|policy)\s+)?"
    r"(?:\"(?P<quoted>[^\"]*)\"|'(?P<single>[^']*)'|(?P<plain>[^\s\"'<>]+))",
    re.IGNORECASE,
)
_ON_UNNAMED = re.compile(r"\s+on\s+(?:the|this)\s+resource(?:\s+associated\s+with\s+this\s+ciphertext)?", re.IGNORECASE)
_IMPLICIT = re.compile(rf"[\s.,;\"']*because\s+no\s+(?P<kind>{_KIND})\s+allows?\b", re.IGNORECASE)
_EXPLICIT = re.compile(
    rf"[\s.,;\"']*\(?(?:with\s+an\s+)?explicit\s+deny\)?"
    rf"(?:\s+in\s+(?:an?|the)\s+(?P<kind>{_KIND}))?(?:\s+transitively\s+through\s+an?\s+(?P<through>{_KIND}))?"
    rf"(?:\s*:\s*(?P<policy>arn:[^\s\"'<>]+))?",
    re.IGNORECASE,
)
# AWS KMS, of keys of other accounts: https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
_BY_KEY_POLICY = re.compile(
    r"[\s.,;]*because\s+the\s+resource\s+does\s+not\s+exist\s+in\s+this\s+Region,\s+no\s+resource-based\s+polic",
    re.IGNORECASE,
)
_BLOCKED_PUBLIC = re.compile(
    r"\bBlockPublic(?:Acls|Policy|Access)\b|RestrictPublicBuckets|block public access", re.IGNORECASE
)
_POLICY_ARN = re.compile(r"[^:]*?:\s*(arn:[^\s\"'<>]+)")

_CALLED = re.compile(
    r"\((?P<code>[\w.]+)\)\s+when\s+calling\s+the\s+(?P<operation>\w+)\s+operation(?:\s+\([^)]*\))?:?\s*(?P<said>.{0,200})",
    re.DOTALL,
)
_REFUSALS = re.compile(r"access ?denied|unauthorized|forbidden|\b403\b|not authorized", re.IGNORECASE)
_ENCODED = re.compile(r"Encoded\s+authorization\s+failure\s+message:?\s*\S", re.IGNORECASE)
_LAKE_FORMATION = re.compile(r"Insufficient\s+(?:Lake\s+Formation\s+)?permission(?:\(s\)|s)?\b", re.IGNORECASE)

# What SageMaker says of a role that it cannot work with.
_NOT_ASSUMED = re.compile(
    r"(?:Could\s+not|cannot|unable\s+to)\s+assume\s+(?:the\s+)?role\s+[\"']?(?P<role>arn:[^\s\"',]+?)[\"'.,]*"
    r"(?:\s.{0,120}?allows\s+principal\s+[\"'](?P<service>[\w.-]+)[\"'])?(?=\s|$)",
    re.IGNORECASE | re.DOTALL,
)
# What a service says that is not let in, such as AWS CodeBuild.
_SERVICE = re.compile(r"\b(?:AWS\s+)?(?P<name>[A-Z][A-Za-z]+)\s+is\s+$")
# What AWS KMS says by itself, and through S3 and others.
_NO_KEY = re.compile(
    r"ciphertext\s+refers\s+to\s+a\s+(?:customer\s+master|KMS)\s+key\s+that\s+does\s+not\s+exist", re.IGNORECASE
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
_S3_URI = re.compile(r"\bs3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([^\s\"'<>,]*))?")


def read(text: str) -> Iterator[Denial]:
    """Every denial in a text, in order; one that is said more than once as often as it is said."""
    text = plain(text)
    found = [*_sentences(text), *_of_sagemaker(text), *(Denial(action="kms:Decrypt") for _ in _NO_KEY.finditer(text))]
    if found:
        yield from found
    else:
        yield from _calls(text)


def plain(text: str) -> str:
    """The text on one line, without the escapes of HTML and of JSON inside texts."""
    text = html.unescape(text).replace('\\"', '"').replace("\\n", " ").replace("\\/", "/")
    return " ".join(text.split())


def blamed(text: str) -> Blame:
    """The kind of policy that AWS calls by these words."""
    folded = text.lower()
    return next((kind for words, kind in _POLICIES.items() if folded.startswith(words)), Blame.UNKNOWN)


def _sentences(text: str) -> Iterator[Denial]:
    """The denials that say which action was not authorized."""
    said = [*_SAYS.finditer(text)]
    begin = 0
    for number, found in enumerate(said):
        end = said[number + 1].start() if number + 1 < len(said) else len(text)
        before = text[max(begin, found.start() - _MOST_BEFORE) : found.start()]
        begin = found.end()
        behind = text[found.end() : min(end, found.end() + _MOST_BEHIND)]
        principal = found["principal"]
        resource, behind = _resource(behind, principal)
        denial = _because(behind)._replace(
            principal=principal,
            action=operations.spelt(found["action"]),
            resource=resource,
            operation=([*_CALLING.findall(before)] or [None])[-1],
            is_encoded=_ENCODED.search(behind) is not None,
        )
        yield denial._replace(**_of_service(before)) if _is_assuming(denial) else denial


def _is_assuming(denial: Denial) -> bool:
    return denial.principal is None and denial.action == "sts:AssumeRole" and denial.blame is Blame.UNKNOWN


def _of_service(before: str) -> dict[str, Any]:
    """What follows if it is a service that a role does not let in."""
    found = _SERVICE.search(before)
    principal = f"{found['name'].lower()}.amazonaws.com" if found else ""
    if not service_principals.is_known(principal):
        return {}
    return {"principal": principal, "blame": Blame.TRUST, "is_explicit": False}


def _resource(behind: str, principal: str | None) -> tuple[str | None, str]:
    """The resource that a sentence goes on with, and what follows it."""
    found = _ON.match(behind)
    if found is None:
        unnamed = _ON_UNNAMED.match(behind)
        return None, behind[unnamed.end() :] if unnamed else behind
    text = found["quoted"] or found["single"] or (found["plain"] or "").rstrip(".,;)")
    if found["kind"]:
        account = principal.split(":")[4] if principal and principal.count(":") >= 5 else "*"
        text = f"arn:aws:iam::{account}:{found['kind'].lower()}/{text}"
    rest = behind[found.end() :]
    # A text with a signature in it is the address of a request, not a resource.
    return text.partition("?")[0] or None, rest


def _because(behind: str) -> Denial:
    """The reason, which stands at the beginning of the text if there is one."""
    if found := _IMPLICIT.match(behind):
        arn = _POLICY_ARN.match(behind[found.end() :]) if "action:" in behind[found.end() : found.end() + 120] else None
        return Denial(blame=blamed(found["kind"]), is_explicit=False, policy=arn[1].rstrip(".,;)") if arn else None)
    if found := _EXPLICIT.match(behind):
        kind = found["through"] or found["kind"]
        policy = found["policy"].rstrip(".,;)") if found["policy"] else None
        return Denial(blame=blamed(kind) if kind else Blame.UNKNOWN, is_explicit=True, policy=policy)
    if _BY_KEY_POLICY.match(behind):
        return Denial(blame=Blame.RESOURCE)
    if _BLOCKED_PUBLIC.search(behind):
        return Denial(elsewhere=Elsewhere.PUBLIC_ACCESS_BLOCK)
    return Denial()


def _of_sagemaker(text: str) -> Iterator[Denial]:
    """What SageMaker says when it cannot do for a role what the role should be able to do."""
    for found in _NO_MODEL_DATA.finditer(text):
        bucket, _, key = found["object"].partition("/")
        partition = found["role"].split(":")[1]
        yield Denial(found["role"], operations.spelt(found["action"]), f"arn:{partition}:s3:::{bucket}/{key}")
    for found in _NO_IMAGE.finditer(text):
        partition = found["role"].split(":")[1]
        repository = f"arn:{partition}:ecr:{found['region']}:{found['account']}:repository/{found['name_of']}"
        yield Denial(found["role"], operations.spelt(f"ecr:{found['name']}"), repository)
    for found in _NOT_ASSUMED.finditer(text):
        yield Denial(found["service"], "sts:AssumeRole", found["role"].rstrip("."), Blame.TRUST, False)


def _calls(text: str) -> Iterator[Denial]:
    """The denials that say no more than which API call was refused."""
    named = {(found[1], (found[2] or "").rstrip(".);")) for found in _S3_URI.finditer(text)}
    is_encoded = _ENCODED.search(text) is not None
    for found in _CALLED.finditer(text):
        code, operation, said = found["code"], found["operation"], found["said"]
        if not _REFUSALS.search(f"{code} {said}"):
            continue
        if _LAKE_FORMATION.match(said) and "lake formation" in said.lower():
            action = operations.action_of(operation, "glue")
            yield Denial(action=action, operation=operation, elsewhere=Elsewhere.LAKE_FORMATION)
            continue
        action = operations.action_of(operation, operations.service_of(code, said))
        resource = None
        if action is not None and action.startswith("s3:") and len(named) == 1:
            # The one bucket or object that the text names.
            resource = operations.s3_resource(action, *next(iter(named)))
        yield Denial(action=action, resource=resource, operation=operation, is_encoded=is_encoded)
