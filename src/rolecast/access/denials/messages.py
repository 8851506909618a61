"""Denials in AWS's words, as exceptions, consoles and logs show them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
https://aws.amazon.com/blogs/security/enhanced-access-denied-error-messages-with-policy-arns
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from rolecast.access.denials import calls, operations, service_roles
from rolecast.access.denials.denial import Blame, Denial, Elsewhere
from rolecast.access.denials.plain_text import plain

_POLICIES = {
    "identity-based polic": Blame.IDENTITY,
    "permissions boundar": Blame.BOUNDARY,
    "session polic": Blame.SESSION,
    "sessions polic": Blame.SESSION,  # spelled so in the user guide
    "service control polic": Blame.SCP,
    "resource control polic": Blame.RCP,
    "resource-based polic": Blame.RESOURCE,
    "vpc endpoint polic": Blame.ENDPOINT,
    "role trust polic": Blame.TRUST,
    "trust polic": Blame.TRUST,
}
_KIND = rf"(?:{'|'.join(map(re.escape, _POLICIES))})(?:y|ies)"
_MOST_BEHIND = 1_000
"""Number of characters after an action that may contain its resource and reason."""
_MOST_BEFORE = 200
"""Number of characters before it that may contain the API call."""

_COLONS_OF_ARN = 5

_PARAMETERS = re.compile(r"\?(?=(?:X-Amz-\w|AWSAccessKeyId=))", re.IGNORECASE)
_CALLING = re.compile(r"when calling the (\w+) operation|\boperation error [\w ]{1,40}: (\w+),")
_SAYS = re.compile(
    r"(?:\b(?:User|Principal):?\s+[\"'`]?(?P<principal>[^\s\"'<>`]+)[\"'`]?\s+is\s+)?\b[Nn]ot\s+(?:authorized|permitted)\s+to\s+perform:?\s+"
    r"[\[\"'`]*(?P<action>[a-zA-Z0-9-]+:[a-zA-Z0-9]+)\b[\]\"'`]*",
)
# Object keys and other names may contain spaces; then only the words that AWS continues with end them.
_GOES_ON = rf"(?:because\s+(?:no\s+{_KIND}|the\s+resource\s+does)|with\s+an\s+explicit\s+deny)\b"
_SPACED = rf"arn:[^\s\"<>]+(?:\s+(?!{_GOES_ON})[^\s\"<>]+){{0,100}}(?=\s+{_GOES_ON})"
_ON = re.compile(
    r"\s+on\s+(?:(?:the\s+|this\s+)?resources?(?:\s+associated\s+with\s+this\s+ciphertext)?"
    r"(?:\s*:\s*|\s+(?=[\"'`]?arn:))|(?=[\"'`]?arn:))"
    r"(?!because\b|with\b)(?:(?P<kind>user|role|group|policy)\s+)?"
    rf"(?:\"(?P<quoted>[^\"]*)\"|'(?P<single>[^']*)'|(?P<spaced>{_SPACED})|(?P<plain>[^\s\"'<>]+))",
    re.IGNORECASE,
)
_ON_UNNAMED = re.compile(r"\s+on\s+(?:the|this)\s+resource(?:\s+associated\s+with\s+this\s+ciphertext)?", re.IGNORECASE)
_IMPLICIT = re.compile(
    rf"[\s.,;\"']*because\s+no\s+(?P<kind>{_KIND})\s+allows?\b"
    rf"(?:\s+the\s+(?P<action>[a-z0-9-]+:[a-z0-9]+)\s+action)?(?:(?:\s+action)?\s*:\s*(?P<policy>arn:[^\s\"'<>]+))?",
    re.IGNORECASE,
)
_EXPLICIT = re.compile(
    rf"[\s.,;\"']*\(?(?:with\s+an\s+)?explicit\s+deny\)?"
    rf"(?:\s+in\s+(?:an?|the)\s+(?P<kind>{_KIND}))?(?:\s+transitively\s+through\s+an?\s+(?P<through>{_KIND}))?"
    rf"(?:\s*:\s*(?P<policy>arn:[^\s\"'<>]+))?",
    re.IGNORECASE,
)
# AWS KMS, for keys of other accounts: https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
_BY_KEY_POLICY = re.compile(
    r"[\s.,;]*because\s+the\s+resource\s+does\s+not\s+exist\s+in\s+this\s+Region,\s+no\s+resource-based\s+polic",
    re.IGNORECASE,
)
_BLOCKED_PUBLIC = re.compile(
    r"\bBlockPublic(?:Acls|Policy|Access)\b|RestrictPublicBuckets|block public access", re.IGNORECASE
)
# The list in a console, which loses its line breaks when copied.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
_LISTED = re.compile(
    r"\bUser:\s*(?P<principal>arn:\S{1,200}?)\s*(?:Service:\s*(?P<service>[\w-]{1,60}?)\s*)?"
    r"Action:\s*(?P<action>[\w:-]{1,120}?)\s*"
    r"On\s+resource(?:\(s\)|s)?:\s*(?P<resource>\S{1,1000}?)\s*(?:Context:\s*(?P<context>.{0,300})|$)"
)

# A service that a role does not trust, such as AWS CodeBuild.
_SERVICE = re.compile(r"\b(?:AWS\s+)?(?P<name>[A-Z][A-Za-z]+)\s+is\s+$")
# AWS KMS, directly or through S3 and other services.
_NO_KEY = re.compile(
    r"ciphertext\s+refers\s+to\s+a\s+(?:customer\s+master|KMS)\s+key\s+that\s+does\s+not\s+exist", re.IGNORECASE
)


def read(text: str) -> Iterator[Denial]:
    """Every denial in a text, in order, including repeated ones."""
    text = plain(text)
    denials = [*_sentences(text), *_listed(text), *service_roles.read(text)]
    denials += ((found.start(), Denial(action="kms:Decrypt")) for found in _NO_KEY.finditer(text))
    starts = sorted(start for start, _ in denials)
    # The response of a call often has more details than the call itself.
    denials += (
        (call.begin, call.denial)
        for call in calls.read(text)
        if not any(call.begin <= start < call.end for start in starts[bisect_left(starts, call.begin) :][:1])
    )
    if denials:
        yield from (denial for _, denial in sorted(denials, key=itemgetter(0)))
    else:
        yield from calls.in_short(text)


def blamed(text: str) -> Blame:
    """The kind of policy that these words of AWS name."""
    folded = text.lower()
    return next((kind for words, kind in _POLICIES.items() if folded.startswith(words)), Blame.UNKNOWN)


def _sentences(text: str) -> Iterator[tuple[int, Denial]]:
    """The denials that name the unauthorized action, each with its start."""
    said = [*_SAYS.finditer(text)]
    begin = 0
    for number, found in enumerate(said):
        end = said[number + 1].start() if number + 1 < len(said) else len(text)
        before = text[max(begin, found.start() - _MOST_BEFORE) : found.start()]
        begin = found.end()
        behind = text[found.end() : min(end, found.end() + _MOST_BEHIND)]
        principal = found["principal"]
        resource, behind = _resource(behind, principal)
        reason = _because(behind)
        denial = reason._replace(
            principal=principal,
            # The missing action can differ from the called one:
            # https://github.com/ministryofjustice/modernisation-platform/pull/12326
            action=operations.spelt(reason.action or found["action"]),
            resource=resource,
            operation=next((one or other for one, other in reversed(_CALLING.findall(before))), None),
            is_encoded=calls.is_encoded(behind),
        )
        yield found.start(), denial._replace(**_of_service(before)) if _is_assuming(denial) else calls.by_trust(denial)


def _listed(text: str) -> Iterator[tuple[int, Denial]]:
    """The denials that a console shows as a list, each with its start."""
    for found in _LISTED.finditer(text):
        action = found["action"]
        if ":" not in action:
            if not found["service"]:
                continue
            action = f"{found['service']}:{action}"
        context = (found["context"] or "").strip()
        reason = _because(f"because {context}" if context.startswith("no ") else context)
        yield (
            found.start(),
            reason._replace(
                principal=found["principal"],
                action=operations.spelt(reason.action or action),
                resource=_whole(found["resource"] or "") or None,
            ),
        )


def _is_assuming(denial: Denial) -> bool:
    return denial.principal is None and denial.action == "sts:AssumeRole" and denial.blame is Blame.UNKNOWN


def _of_service(before: str) -> dict[str, Any]:
    """The fields that follow if a role does not trust a service."""
    found = _SERVICE.search(before)
    principal = service_roles.service_principal(found["name"] if found else None)
    if principal is None:
        return {}
    return {"principal": principal, "blame": Blame.TRUST, "is_explicit": False}


def _resource(behind: str, principal: str | None) -> tuple[str | None, str]:
    """The resource at the beginning of the text, and the rest."""
    found = _ON.match(behind)
    if found is None:
        unnamed = _ON_UNNAMED.match(behind)
        return None, behind[unnamed.end() :] if unnamed else behind
    text = _whole(found["quoted"] or found["single"] or _without_punctuation(found["spaced"] or found["plain"] or ""))
    if found["kind"]:
        account = principal.split(":")[4] if principal and principal.count(":") >= 5 else "*"
        text = f"arn:aws:iam::{account}:{found['kind'].lower()}/{text}"
    rest = behind[found.end() :]
    # The query string of a request's address is not part of its resource.
    return _PARAMETERS.split(text, maxsplit=1)[0] or None, rest


def _without_punctuation(text: str) -> str:
    """The text without punctuation or a closing bracket at its end."""
    return text.rstrip(".,;" if "(" in text else ".,;)")


def _whole(text: str) -> str:
    """The text; empty if it is an ARN that was cut off."""
    return "" if text.startswith("arn:") and text.count(":") < _COLONS_OF_ARN else text


def _because(behind: str) -> Denial:
    """The reason at the beginning of the text, if any."""
    if found := _IMPLICIT.match(behind):
        return Denial(action=found["action"], blame=blamed(found["kind"]), is_explicit=False, policy=_policy(found))
    if found := _EXPLICIT.match(behind):
        kind = found["through"] or found["kind"]
        return Denial(blame=blamed(kind) if kind else Blame.UNKNOWN, is_explicit=True, policy=_policy(found))
    if _BY_KEY_POLICY.match(behind):
        return Denial(blame=Blame.RESOURCE)
    if _BLOCKED_PUBLIC.search(behind):
        return Denial(elsewhere=Elsewhere.PUBLIC_ACCESS_BLOCK)
    return Denial()


def _policy(found: re.Match[str]) -> str | None:
    """The ARN of the policy that is the reason."""
    return found["policy"].rstrip(".,;)") if found["policy"] else None
