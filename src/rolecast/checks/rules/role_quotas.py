"""A role that exceeds a quota.

## What it does
Reports a role that has more than IAM allows: managed policies attached to it (20, or the number in the file's
`quotas:`), characters of its inline policies in total (10,240), tags (50), or a maximum session duration that is not
between one and twelve hours.

## Why is this bad
AWS checks each part separately, so the part that exceeds the quota is refused only after the rest has been created.

## Example
A role with 21 attached policies.

## Use instead
`packing: fewest` in the role file lays its statements out in fewer policies; `packing: inline` needs none attached.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
- https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject
from rolecast.iam.quotas import INLINE_POLICIES_CHARACTERS, SESSION_SECONDS, TAGS_PER_ROLE
from rolecast.role import PolicyKind, Role

SEVERITY = Severity.WARNING
ACCESS_ANALYZER = ()
JAPANESE = {
    "{number} managed policies are attached; the quota is {most}": (
        "{number} 個のマネージドポリシーがアタッチされていますが、クォータは {most} 個です"
    ),
    "merge some, or make some inline": "一部を統合するか、インラインポリシーにしてください",
    "the inline policies have {size} characters in total; the quota is {most}": (
        "インラインポリシーは合計 {size} 文字ですが、上限は {most} 文字です"
    ),
    "make some of them managed policies": "一部をマネージドポリシーにしてください",
    "{number} tags; a role has at most {most}": "タグが {number} 個ありますが、ロールの上限は {most} 個です",
    "remove some": "一部を削除してください",
    "the maximum session duration is {seconds} seconds; allowed are {least} to {most}": (
        "最大セッション時間が {seconds} 秒ですが、指定できるのは {least} 秒から {most} 秒です"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    role = subject.role
    if role is None:
        return
    most = subject.quotas.attached_policies
    managed = sum(policy.kind is PolicyKind.MANAGED for policy in role.policies)
    if managed + len(role.attached) > most:
        yield Problem(
            f"{managed + len(role.attached)} managed policies are attached; the quota is {most}",
            help="merge some, or make some inline",
        )
    yield from _own_limits(role)


def _own_limits(role: Role) -> Iterator[Problem]:
    inline = sum(policy.size for policy in role.policies if policy.kind is PolicyKind.INLINE)
    if inline > INLINE_POLICIES_CHARACTERS:
        message = (
            f"the inline policies have {inline:,} characters in total; the quota is {INLINE_POLICIES_CHARACTERS:,}"
        )
        yield Problem(message, help="make some of them managed policies")
    if len(role.tags) > TAGS_PER_ROLE:
        yield Problem(f"{len(role.tags)} tags; a role has at most {TAGS_PER_ROLE}", help="remove some")
    least, longest = SESSION_SECONDS
    if not least <= role.max_session_duration <= longest:
        seconds = role.max_session_duration
        message = f"the maximum session duration is {seconds:,} seconds; allowed are {least:,} to {longest:,}"
        yield Problem(message)
