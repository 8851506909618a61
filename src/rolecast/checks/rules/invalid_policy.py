"""A document that IAM's policy grammar does not allow.

## What it does
Reads each document by the grammar of its kind of policy (identity, trust or resource policy) and reports every error:
unknown elements or elements that cannot be combined, invalid actions and ARNs, unknown operators, characters that IAM
does not accept, duplicate `Sid` values.

## Why is this bad
IAM refuses such a document with one message, `MalformedPolicyDocument`, when it is created or attached.
Rolecast checks nothing more in such a document.

## Example
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/*"}]
}
```

## Use instead
```json
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::raw-data/*"}]
}
```

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rolecast.checks.findings import Severity
from rolecast.checks.statements import Problem
from rolecast.checks.subjects import Subject

SEVERITY = Severity.ERROR
ACCESS_ANALYZER = (
    "ALLOW_WITH_NOT_PRINCIPAL",
    "DATA_TYPE_MISMATCH",
    "DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
    "INVALID_ACTION",
    "INVALID_ARN_PREFIX",
    "INVALID_CONDITION_KEY_FORMAT",
    "INVALID_CONDITION_OPERATOR",
    "INVALID_EFFECT",
    "INVALID_POLICY_ELEMENT",
    "INVALID_PRINCIPAL_FORMAT",
    "INVALID_PRINCIPAL_KEY",
    "INVALID_VERSION",
    "MISSING_ACTION",
    "MISSING_EFFECT",
    "MISSING_PRINCIPAL",
    "MISSING_RESOURCE",
    "MISSING_STATEMENT",
    "NULL_WITH_IF_EXISTS",
    "RCP_SYNTAX_ERROR_PRINCIPAL",
    "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
    "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
    "SCP_SYNTAX_ERROR_PRINCIPAL",
    "UNIQUE_SIDS_REQUIRED",
    "UNSUPPORTED_ELEMENT_COMBINATION",
    "UNSUPPORTED_PRINCIPAL",
    "UNSUPPORTED_SID",
    "UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
)
JAPANESE = {
    "the text of this policy is not known: {text}": "このポリシーの内容が不明です: {text}",
    "a policy must be a mapping with a `Statement`, not {kind}": (
        "ポリシーは `Statement` を持つマッピングです。{kind}は使用できません"
    ),
    "`{name}` is not an element of a policy": "`{name}` はポリシーの要素ではありません",
    "`{name}` is not an element of a statement": "`{name}` はステートメントの要素ではありません",
    "`{name}` is not a type of principal": "`{name}` はプリンシパルのタイプではありません",
    "there is no version `{version}`": "バージョン `{version}` は存在しません",
    "the current one is `{version}`": "現在のバージョンは `{version}` です",
    "`{element}` is not allowed in {policy}": "{policy}で `{element}` は使用できません",
    "remove it": "削除してください",
    "this policy has no `Statement`": "このポリシーに `Statement` がありません",
    "`Statement` is empty": "`Statement` が空です",
    "`Statement` must be a list of statements, not {kind}": (
        "`Statement` はステートメントのリストです。{kind}は使用できません"
    ),
    "duplicate `Sid` `{sid}`": "`Sid` `{sid}` が重複しています",
    "a statement must be a mapping, not {kind}": "ステートメントはマッピングです。{kind}は使用できません",
    "this statement has no `Effect`": "このステートメントに `Effect` がありません",
    "write `Allow` or `Deny`": "`Allow` または `Deny` と書いてください",
    "`Effect` must be `Allow` or `Deny`, not {text}": "`Effect` は `Allow` または `Deny` です。{text} は使用できません",
    "`{sid}` is not a valid `Sid`": "`{sid}` は有効な `Sid` ではありません",
    "use A-Z, a-z and 0-9": "A-Z、a-z、0-9 を使用してください",
    "remove it: the principal is the identity that the policy is attached to": (
        "削除してください。プリンシパルはポリシーをアタッチする ID です"
    ),
    "remove it: the resource is the role itself": "削除してください。リソースはロール自体です",
    'write `"Principal": "*"` and a condition on aws:PrincipalArn': (
        '`"Principal": "*"` と aws:PrincipalArn の条件を書いてください'
    ),
    "name who is trusted as `Principal`": "信頼するプリンシパルを `Principal` に指定してください",
    "name who is allowed as `Principal`": "許可するプリンシパルを `Principal` に指定してください",
    "`NotPrincipal` is allowed with `Deny` only": "`NotPrincipal` は `Deny` でのみ使用できます",
    "this statement has both `{first}` and `{second}`": (
        "このステートメントに `{first}` と `{second}` の両方があります"
    ),
    "keep one of the two": "どちらか一方を残してください",
    "this statement has neither `{first}` nor `{second}`": (
        "このステートメントに `{first}` も `{second}` もありません"
    ),
    "`{element}` must be a string or a list of strings, not {kind}": (
        "`{element}` は文字列または文字列のリストです。{kind}は使用できません"
    ),
    "`{element}` must be a list of strings, not {kind}": "`{element}` は文字列のリストです。{kind}は使用できません",
    "`{text}` is not an action": "`{text}` はアクションではありません",
    "an action is `*` or `service:Name`, with wildcards in the name only": (
        "アクションの形式は `*` または `service:Name` です。ワイルドカードは名前でのみ使用できます"
    ),
    "`{text}` is not a resource": "`{text}` はリソースではありません",
    "use `*` or an ARN": "`*` または ARN を使用してください",
    "`{text}` is not a principal": "`{text}` はプリンシパルではありません",
    "wildcards are not allowed in a principal; name it in full, or use a condition": (
        "プリンシパルにワイルドカードは使用できません。完全な名前を書くか、条件を使用してください"
    ),
    "`{text}` is not an AWS principal": "`{text}` は AWS プリンシパルではありません",
    "use an account, `*`, or the ARN of a role, a user or a session": (
        "アカウント、`*`、またはロール、ユーザー、セッションの ARN を使用してください"
    ),
    '`Principal` is `"*"` in a resource control policy': 'リソースコントロールポリシーの `Principal` は `"*"` です',
    "use a condition to name some": "特定のプリンシパルを対象にするには条件を使用してください",
    'write `{"AWS": ...}` or `{"Service": ...}`': '`{"AWS": ...}` または `{"Service": ...}` と書いてください',
    '`{element}` must be `"*"` or a mapping, not {text}': (
        '`{element}` は `"*"` またはマッピングです。{text} は使用できません'
    ),
    "`Condition` must be a mapping of operators, not {kind}": (
        "`Condition` は演算子のマッピングです。{kind}は使用できません"
    ),
    "there is no operator `{name}`": "演算子 `{name}` は存在しません",
    "`{operator}` must be a mapping of keys to values, not {kind}": (
        "`{operator}` はキーと値のマッピングです。{kind}は使用できません"
    ),
    "`{key}` is not a condition key": "`{key}` は条件キーではありません",
    "a key is `service:name`": "キーの形式は `service:name` です",
    "`{key}` and `{other}` are the same key": "`{key}` と `{other}` は同じキーです",
    "put their values in one list": "値を 1 つのリストにまとめてください",
    "this number cannot be written in JSON": "この数値は JSON で表せません",
    "a condition value must be a string, a number, true or false, not {kind}": (
        "条件の値は文字列、数値、true または false です。{kind}は使用できません"
    ),
    "`{element}` must be a string, not {kind}": "`{element}` は文字列です。{kind}は使用できません",
    "the character U+{code} is not allowed in a policy": "文字 U+{code} はポリシーで使用できません",
    "IAM accepts U+0020 to U+00FF, tabs and line ends": (
        "IAM で使用できるのは U+0020 から U+00FF までの文字、タブ、改行です"
    ),
}


def find(subject: Subject) -> Iterator[Problem]:
    for policy in subject.unread:
        for fault in policy.faults:
            yield Problem(fault.message, help=fault.help, place=fault.place, access_analyzer=fault.code)
