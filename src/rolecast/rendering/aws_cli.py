"""Roles as a shell script that creates or updates them with the AWS CLI.

Users' texts are passed to the CLI in JSON files, except names and paths: as an argument, a text such as `file://x` has
a special meaning. Names and paths cannot look like that.
https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from shlex import quote
from typing import Any

from rolecast.rendering import marks
from rolecast.rendering.environment import account_of
from rolecast.role import PolicyKind, Role

SUFFIX = ".sh"

_HEADING = """\
#!/bin/sh
# {mark}
#
# Makes roles in the account {account} with the AWS CLI, version 1 or 2, or brings them up to date:
{roles}
#
# It stops at the first error and can be run again, also while it runs elsewhere. What is as it should be gets no
# call that writes. It takes nothing away: what the roles have beyond this is listed, with the commands that remove it.
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

# creates ARGUMENT...: whether `aws iam` creates something; not if another run has done so meanwhile.
creates() {
    if aws iam "$@" >/dev/null 2>"$work/error"; then
        return 0
    fi
    grep -q EntityAlreadyExists "$work/error" || fail "$(cat "$work/error")"
    return 1
}

# line NUMBER: of what was found.
line() {
    sed -n "$1p" "$work/found"
}

# finds_role NAME: its path, boundary, settings and those of its tags, one per line; JSON as it is here.
finds_role() {
    finds get-role --role-name="$1" --output text --query "Role.[
        [Path], [PermissionsBoundary.PermissionsBoundaryArn || '-'],
        [to_string({RoleName: RoleName, Description: Description || '', MaxSessionDuration: MaxSessionDuration})],
        [to_string({Tags: sort_by((Tags || \`[]\`)[?contains(\`$keys\`, Key)], &Key)[].{Key: Key, Value: Value}})]]"
}

# put_role NAME PATH BOUNDARY TAGS: from role.json, settings.json, tags.json and trust.json. Its policies have its tags.
put_role() {
    keys=$4
    cp "$work/tags.json" "$work/tagged.json"
    [ "$keys" != '[]' ] || printf '{}' >"$work/tagged.json" # IAM is not asked for an empty list
    : >"$work/known"
    : >"$work/attached"
    : >"$work/inline"
    if ! finds_role "$1"; then
        say "role $1: creating it"
        if creates create-role --cli-input-json "file://$work/role.json" \
            --assume-role-policy-document "file://$work/trust.json"; then
            return 0
        fi
        finds_role "$1" || fail "$(cat "$work/error")"
    fi
    [ "$(line 1)" = "$2" ] || fail "role $1: is there under another path, which cannot be changed"
    bounded=$(line 2)
    line 3 | cmp -s - "$work/settings.json" || update "$1" "its description and session length" \
        update-role --cli-input-json "file://$work/settings.json"
    line 4 | cmp -s - "$work/tags.json" || update "$1" "its tags" \
        tag-role --role-name="$1" --cli-input-json "file://$work/tags.json"
    aws iam get-role --role-name="$1" --query Role.AssumeRolePolicyDocument --output json >"$work/found"
    cmp -s "$work/found" "$work/trust.json" || update "$1" "its trust policy" \
        update-assume-role-policy --role-name="$1" --policy-document "file://$work/trust.json"
    if [ "$3" != - ]; then
        [ "$bounded" = "$3" ] || update "$1" "its boundary" \
            put-role-permissions-boundary --role-name="$1" --permissions-boundary="$3"
    elif [ "$bounded" != - ]; then
        say "role $1: it also has the boundary $bounded, which stays; to remove it:"
        say "    aws iam delete-role-permissions-boundary --role-name=$1"
    fi
    list_policies "$1"
}

# update ROLE WHAT ARGUMENT...
update() {
    say "role $1: updating $2"
    shift 2
    aws iam "$@" >/dev/null
}

# list_policies ROLE: leaves what it has in $work/attached and $work/inline.
list_policies() {
    aws iam list-attached-role-policies --role-name="$1" --output text \
        --query 'AttachedPolicies[].[PolicyArn]' >"$work/attached"
    aws iam list-role-policies --role-name="$1" --output text --query 'PolicyNames[].[@]' >"$work/inline"
}

# finds_policy ARN: its default version and those of its tags, one per line; JSON as it is here.
finds_policy() {
    finds get-policy --policy-arn="$1" --output text --query "Policy.[[DefaultVersionId],
        [to_string({Tags: sort_by((Tags || \`[]\`)[?contains(\`$keys\`, Key)], &Key)[].{Key: Key, Value: Value}})]]"
}

# put_policy ARN NAME PATH: a managed policy, from tags.json and document.json.
put_policy() {
    if ! finds_policy "$1"; then
        say "policy $1: creating it"
        if creates create-policy --policy-name="$2" --path="$3" --cli-input-json "file://$work/tagged.json" \
            --policy-document "file://$work/document.json"; then
            return 0
        fi
        finds_policy "$1" || fail "$(cat "$work/error")"
    fi
    default=$(line 1)
    if ! line 2 | cmp -s - "$work/tags.json"; then
        say "policy $1: updating its tags"
        aws iam tag-policy --policy-arn="$1" --cli-input-json "file://$work/tags.json"
    fi
    aws iam get-policy-version --policy-arn="$1" --version-id="$default" \
        --query PolicyVersion.Document --output json >"$work/found"
    cmp -s "$work/found" "$work/document.json" || add_version "$1"
}

# add_version ARN: from document.json; where there are five, the oldest that is not the default makes room.
add_version() {
    say "policy $1: adding a version"
    aws iam list-policy-versions --policy-arn="$1" --output text \
        --query 'sort_by(Versions[?!IsDefaultVersion], &CreateDate)[].[VersionId]' >"$work/found"
    if [ "$(grep -c . "$work/found")" -ge 4 ]; then
        finds delete-policy-version --policy-arn="$1" --version-id="$(line 1)" || : # another run
    fi
    aws iam create-policy-version --policy-arn="$1" --set-as-default \
        --policy-document "file://$work/document.json" >/dev/null
}

# put_inline ROLE NAME: an inline policy, from document.json.
put_inline() {
    printf '%s\n' "$2" >>"$work/known"
    if grep -qxF -e "$2" "$work/inline"; then
        aws iam get-role-policy --role-name="$1" --policy-name="$2" --query PolicyDocument --output json >"$work/found"
        if cmp -s "$work/found" "$work/document.json"; then
            return 0
        fi
    fi
    update "$1" "its inline policy $2" \
        put-role-policy --role-name="$1" --policy-name="$2" --policy-document "file://$work/document.json"
}

# attach ROLE ARN
attach() {
    printf '%s\n' "$2" >>"$work/known"
    grep -qxF -e "$2" "$work/attached" || update "$1" "its attached policies: $2" \
        attach-role-policy --role-name="$1" --policy-arn="$2"
}

# tell_others ROLE: what it has that this script does not know, with the commands that remove it.
tell_others() {
    for kind in attached inline; do
        grep -vxF -f "$work/known" "$work/$kind" >"$work/others" || : # none
        while read -r other; do
            say "role $1: it also has the policy $other, which stays; to remove it:"
            tell_removal "$1" "$kind" "$other"
        done <"$work/others"
    done
}

# tell_removal ROLE KIND POLICY
tell_removal() {
    policy=\'$(printf %s "$3" | sed "s/'/'\\\\''/g")\'
    if [ "$2" = inline ]; then
        say "    aws iam delete-role-policy --role-name=$1 --policy-name=$policy"
        return 0
    fi
    say "    aws iam detach-role-policy --role-name=$1 --policy-arn=$policy"
    case $3 in
    arn:*:iam::aws:*) ;;
    *) say "    aws iam delete-policy --policy-arn=$policy # if nobody else has it; its other versions go first" ;;
    esac
}

# tell_former ROLE FORMER: whether the role is also there under the name that it had, and what deletes that one.
tell_former() {
    finds get-role --role-name="$2" || return 0
    list_policies "$2"
    say "role $1: it is also there as $2, its name before; once nothing runs with that one, delete it:"
    for kind in attached inline; do
        while read -r other; do
            tell_removal "$2" "$kind" "$other"
        done <"$work/$kind"
    done
    say "    aws iam delete-role --role-name=$2"
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

    Raises UnresolvedError if a role's account or region is unknown, and InputError if the roles belong in several
    accounts.
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
    keys = quote(_compact(sorted(role.tags)).replace("`", r"\u0060"))
    yield f"\n# {role.arn}"
    yield _keep("role", _creation(role))
    yield _keep_line("settings", _settings(role))
    yield _keep_line("tags", {"Tags": _tags(role)})
    yield _keep("trust", role.trust_policy.json)
    yield f"put_role {name} {quote(role.path)} {quote(boundary.arn) if boundary else '-'} {keys}"
    for policy in managed:
        yield ""
        yield _keep("document", policy.document.json)
        yield f"put_policy {quote(role.policy_arn(policy.name))} {quote(policy.name)} {quote(role.path)}"
    for policy in inline:
        yield ""
        yield _keep("document", policy.document.json)
        yield f"put_inline {name} {quote(policy.name)}"
    yield ""
    yield from (f"attach {name} {quote(policy)}" for policy in attached)
    yield f"tell_others {name}"
    yield from (f"tell_former {name} {quote(former)}" for former in role.former_names)
    yield ""


def _creation(role: Role) -> dict[str, Any]:
    boundary = role.permissions_boundary
    return {
        "RoleName": role.name,
        "Path": role.path,
        **({"Description": role.description} if role.description else {}),
        "MaxSessionDuration": role.max_session_duration,
        **({"PermissionsBoundary": boundary.arn} if boundary else {}),
        **({"Tags": _tags(role)} if role.tags else {}),
    }


def _settings(role: Role) -> dict[str, Any]:
    return {
        "RoleName": role.name,
        "Description": role.description,
        "MaxSessionDuration": role.max_session_duration,
    }


def _tags(role: Role) -> list[dict[str, str]]:
    # Sorted like the tags that the script reads.
    return [{"Key": key, "Value": value} for key, value in sorted(role.tags.items())]


def _keep(name: str, content: Any) -> str:
    """The command that stores JSON for the script's functions. The shell expands nothing in a quoted here-document."""
    return f"keep {name} <<'JSON'\n{json.dumps(content, indent=4, ensure_ascii=False)}\nJSON"


def _keep_line(name: str, content: Any) -> str:
    """The same as the CLI's `to_string` writes it, for comparison."""
    return f"keep {name} <<'JSON'\n{_compact(content)}\nJSON"


def _compact(content: Any) -> str:
    return json.dumps(content, separators=(",", ":"))
