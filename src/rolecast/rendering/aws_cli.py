"""Roles as a shell script that makes them, or brings them up to date, with the AWS CLI.

Whatever a person has written reaches the CLI in JSON: on its command line a text such as `file://x` has a meaning.
https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from shlex import quote
from typing import Any

from rolecast.rendering import marks
from rolecast.rendering.environment import account_of
from rolecast.role import Policy, PolicyKind, Role

SUFFIX = ".sh"

_HEADING = """\
#!/bin/sh
# {mark}
#
# Makes roles in the account {account} with the AWS CLI, version 1 or 2, or brings them up to date:
{roles}
#
# It stops at the first error and can be run again. It takes nothing away: tags, a boundary and policies that
# the roles have from elsewhere stay, and other policies are told of.
"""

_FUNCTIONS = r"""
set -eu
export AWS_PAGER='' AWS_CLI_FILE_ENCODING=UTF-8

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "$*"
    exit 1
}

# keep NAME: keeps standard input, for the functions that follow.
keep() {
    cat >"$work/$1.json"
}

# finds ARGUMENT...: whether `aws iam` finds something; leaves its answer in $work/found.
finds() {
    if aws iam "$@" >"$work/found" 2>"$work/error"; then
        return 0
    fi
    grep -q NoSuchEntity "$work/error" || fail "$(cat "$work/error")"
    return 1
}

# put_role NAME PATH: from role.json, settings.json, tags.json and trust.json.
put_role() {
    : >"$work/known"
    : >"$work/had"
    if finds get-role --role-name="$1" --query Role.Path --output text; then
        [ "$(cat "$work/found")" = "$2" ] || fail "role $1: is there under another path, which cannot be changed"
        say "role $1: bringing it up to date"
        aws iam update-role --cli-input-json "file://$work/settings.json" >/dev/null
        aws iam update-assume-role-policy --role-name="$1" --policy-document "file://$work/trust.json"
        if [ -s "$work/tags.json" ]; then
            aws iam tag-role --role-name="$1" --cli-input-json "file://$work/tags.json"
        fi
        aws iam list-attached-role-policies --role-name="$1" --output text \
            --query 'AttachedPolicies[].[PolicyArn]' >>"$work/had"
        aws iam list-role-policies --role-name="$1" --output text --query 'PolicyNames[].[@]' >>"$work/had"
    else
        say "role $1: creating it"
        aws iam create-role --cli-input-json "file://$work/role.json" \
            --assume-role-policy-document "file://$work/trust.json" >/dev/null
    fi
}

# put_boundary ROLE ARN
put_boundary() {
    say "role $1: its boundary is $2"
    aws iam put-role-permissions-boundary --role-name="$1" --permissions-boundary="$2"
}

# put_policy ARN: a managed policy, from policy.json, tags.json and document.json.
put_policy() {
    if finds get-policy --policy-arn="$1" --query Policy.DefaultVersionId --output text; then
        put_version "$1" "$(cat "$work/found")"
        if [ -s "$work/tags.json" ]; then
            aws iam tag-policy --policy-arn="$1" --cli-input-json "file://$work/tags.json"
        fi
    else
        say "policy $1: creating it"
        aws iam create-policy --cli-input-json "file://$work/policy.json" \
            --policy-document "file://$work/document.json" >/dev/null
    fi
}

# put_version ARN DEFAULT: makes a new version where the document differs from the default version's.
put_version() {
    aws iam get-policy-version --policy-arn="$1" --version-id="$2" \
        --query PolicyVersion.Document --output json >"$work/found"
    if cmp -s "$work/found" "$work/document.json"; then # the CLI prints JSON as it stands here
        say "policy $1: unchanged"
        return 0
    fi
    say "policy $1: adding a version"
    aws iam list-policy-versions --policy-arn="$1" --output text \
        --query 'sort_by(Versions[?!IsDefaultVersion], &CreateDate)[].[VersionId]' >"$work/found"
    if [ "$(grep -c . "$work/found")" -ge 4 ]; then # with the default there are five, and no room
        aws iam delete-policy-version --policy-arn="$1" --version-id="$(head -n 1 "$work/found")"
    fi
    aws iam create-policy-version --policy-arn="$1" --set-as-default \
        --policy-document "file://$work/document.json" >/dev/null
}

# put_inline ROLE NAME: an inline policy, from document.json.
put_inline() {
    say "role $1: its inline policy $2"
    aws iam put-role-policy --role-name="$1" --policy-name="$2" --policy-document "file://$work/document.json"
    printf '%s\n' "$2" >>"$work/known"
}

# attach ROLE ARN
attach() {
    printf '%s\n' "$2" >>"$work/known"
    if ! grep -qxF -e "$2" "$work/had"; then
        say "role $1: attaching $2"
        aws iam attach-role-policy --role-name="$1" --policy-arn="$2"
    fi
}

# tell_others ROLE: tells which policies the role had that this script does not know.
tell_others() {
    while read -r had; do
        grep -qxF -e "$had" "$work/known" || say "role $1: it also has the policy $had, which stays"
    done <"$work/had"
}
"""

_ACCOUNT = """
# IAM has no regions, but the CLI finds the partition's endpoints by one.
export AWS_REGION={region} AWS_DEFAULT_REGION={region}
account=$(aws sts get-caller-identity --query Account --output text)
[ "$account" = {account} ] || fail "these roles belong in the account {account}, and this one is $account"
"""


def render(roles: Sequence[Role], source: str = marks.UNNAMED) -> str:
    """One script for all roles.

    Raises UnresolvedError where a role's account or region is not known, and InputError where they belong in
    several accounts.
    """
    roles = [role.resolve() for role in roles]
    account = account_of(roles, "script")
    names = "\n".join(f"#   {role.name}" for role in roles)
    heading = _HEADING.format(mark=marks.line("aws-cli", source), account=account, roles=names)
    bodies = ("\n".join(_role(role)) for role in roles)
    check = _ACCOUNT.format(account=account, region=roles[0].environment.region)
    return "\n".join([heading + _FUNCTIONS + check, *bodies])


def _role(role: Role) -> Iterator[str]:
    name = quote(role.name)
    boundary = role.permissions_boundary
    managed = [policy for policy in role.policies if policy.kind is PolicyKind.MANAGED]
    inline = [policy for policy in role.policies if policy.kind is PolicyKind.INLINE]
    attached = (*(role.policy_arn(policy.name) for policy in managed), *(policy.arn for policy in role.attached))
    yield f"\n# {role.arn}"
    yield _kept("role", _creation(role))
    yield _kept("settings", _settings(role))
    yield _kept("tags", _tags(role))
    yield _kept("trust", role.trust_policy.json)
    yield f"put_role {name} {quote(role.path)}"
    if boundary:
        yield f"put_boundary {name} {quote(boundary.arn)}"
    for policy in managed:
        yield from _managed_policy(role, policy)
    for policy in inline:
        yield ""
        yield _kept("document", policy.document.json)
        yield f"put_inline {name} {quote(policy.name)}"
    yield ""
    yield from (f"attach {name} {quote(policy)}" for policy in attached)
    yield f"tell_others {name}\n"


def _managed_policy(role: Role, policy: Policy) -> Iterator[str]:
    yield ""
    yield _kept("policy", {"PolicyName": policy.name, "Path": role.path, **_tags(role)})
    yield _kept("document", policy.document.json)
    yield f"put_policy {quote(role.policy_arn(policy.name))}"


def _creation(role: Role) -> dict[str, Any]:
    boundary = role.permissions_boundary
    return {
        "RoleName": role.name,
        "Path": role.path,
        **({"Description": role.description} if role.description else {}),
        "MaxSessionDuration": role.max_session_duration,
        **({"PermissionsBoundary": boundary.arn} if boundary else {}),
        **_tags(role),
    }


def _settings(role: Role) -> dict[str, Any]:
    return {
        "RoleName": role.name,
        "Description": role.description,
        "MaxSessionDuration": role.max_session_duration,
    }


def _tags(role: Role) -> dict[str, Any]:
    return {"Tags": [{"Key": key, "Value": value} for key, value in role.tags.items()]} if role.tags else {}


def _kept(name: str, content: Any) -> str:
    """Keeps JSON for the script's functions; nothing of a quoted here-document is expanded."""
    text = f"{json.dumps(content, indent=4, ensure_ascii=False)}\n" if content else ""
    return f"keep {name} <<'JSON'\n{text}JSON"
