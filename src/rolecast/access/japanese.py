"""Answers to questions in Japanese, by the English text."""

from __future__ import annotations

JAPANESE = {
    # Reasons.
    "AWS asks for no permission for this call, and no policy can deny it": (
        "AWS はこの呼び出しに権限を必要とせず、どのポリシーでも拒否できません"
    ),
    "allowed by {statement}": "{statement} によって許可されます",
    "denied by {statement}": "{statement} によって拒否されます",
    "only AWS can change {resource}": "{resource} を変更できるのは AWS だけです",
    "no statement of the {holder}'s policies allows it": (
        "{holder}のポリシーに、これを許可するステートメントがありません"
    ),
    "role": "ロール",
    "user": "ユーザー",
    "group": "グループ",
    "the permissions boundary does not allow it": "アクセス許可の境界で許可されていません",
    "the resource's own policy must allow it too, and is not known here": (
        "リソース自体のポリシーでも許可が必要ですが、その内容は不明です"
    ),
    "{layer} does not allow it": "{layer} で許可されていません",
    "statement {number} of {policy}": "{policy} のステートメント {number}",
    "statement {number} ({sid}) of {policy}": "{policy} のステートメント {number} ({sid})",
    "statement {number} of {policy}, from {activities}": "{policy} のステートメント {number} ({activities} に由来)",
    "statement {number} ({sid}) of {policy}, from {activities}": (
        "{policy} のステートメント {number} ({sid}、{activities} に由来)"
    ),
    "it depends on {texts}, which is not known here": "{texts} によって決まりますが、その内容は不明です",
    "it depends on {texts}, which are not known here": "{texts} によって決まりますが、その内容は不明です",
    "it depends on {keys}, which the request does not specify": (
        "{keys} によって決まりますが、リクエストに指定されていません"
    ),
    "it depends on the resource's own policy ({name}), whose text is not known here": (
        "リソース自体のポリシー ({name}) によって決まりますが、その内容は不明です"
    ),
    "it depends on {name}, whose text is not known here": "{name} によって決まりますが、その内容は不明です",
    "asked for by {statement}": "{statement} で使われています",
    "asked for by {statement}: {conditions}": "{statement} で使われています: {conditions}",
    "none of its statements is about {action}": "{action} に関するステートメントがありません",
    "the nearest is {statement}, but:": "最も近いのは {statement} ですが、次の点が異なります:",
    "its Resource is {resources}, which is not {resource}": (
        "ステートメントの Resource は {resources} で、{resource} を含みません"
    ),
    "everything but {resources}": "{resources} 以外のすべて",
    "{texts} in it are not given": "その中の {texts} が指定されていません",
    "{condition} does not hold: the request has no {key}": (
        "{condition} が成り立ちません: リクエストに {key} がありません"
    ),
    "{condition} does not hold: the request has {value}": "{condition} が成り立ちません: リクエストの値は {value} です",
    "an empty value": "空の値",
    # Further needs of a request.
    "it is checked on each resource that it names, and all must be allowed: {types}": (
        "リクエストが指定するリソースごとに検査され、すべてで許可が必要です: {types}"
    ),
    "the operation {operation} needs {action}: {answer}": (
        "オペレーション {operation} には {action} も必要です: {answer}"
    ),
    "it also needs {needed}: {answer}": "{needed} も必要です: {answer}",
    "it also needs {needed}, when a role is given: {answer}": "ロールを指定する場合は {needed} も必要です: {answer}",
    "it also needs {needed}, when tags are given: {answer}": "タグを指定する場合は {needed} も必要です: {answer}",
    "it may also need {needed}: {answer}": "{needed} も必要になる場合があります: {answer}",
    "{action} to {service}": "{action} ({service} に対する)",
    "this {holder} may": "この{holder}で許可されます",
    "this {holder} may not": "この{holder}では許可されません",
    "it depends": "条件によります",
    "this {holder} may, on {resources}": "この{holder}で {resources} に対して許可されます",
    "this {holder} may under conditions, on {resources}": "この{holder}で {resources} に対して条件付きで許可されます",
    # Resources.
    "{pattern}, but not on {resources}": "{pattern} ({resources} を除く)",
    "{pattern}, depending on {keys}": "{pattern} ({keys} によって決まる)",
    "{pattern}, but not on {resources}, depending on {keys}": "{pattern} ({resources} を除く。{keys} によって決まる)",
    # Remedies.
    "help: {remedy}": "対処: {remedy}",
    "add `{value}` to `{parameter}`": "`{parameter}` に `{value}` を追加してください",
    "add `{value}` to `{parameter}` of `{activity}`": "`{activity}` の `{parameter}` に `{value}` を追加してください",
    "add `{name}` to `corrections`, or use `edition: corrected`": (
        "`corrections` に `{name}` を追加するか、`edition: corrected` を使用してください"
    ),
    "add the activity `{activity}`, the narrowest that allows it": (
        "`{activity}` を選択してください。これを許可する最も範囲の狭いアクティビティです"
    ),
    "add a separate statement to `extra_policies`: {action} on {resource}": (
        "`extra_policies` に独自のステートメントを追加してください: {resource} に対する {action}"
    ),
    "add a separate statement to `extra_policies`: {action} on the resource that was denied": (
        "`extra_policies` に独自のステートメントを追加してください: 拒否されたリソースに対する {action}"
    ),
    # Invalid questions.
    "an action is `service:Name`, such as `s3:GetObject`": (
        "アクションの形式は `service:Name` です (例: `s3:GetObject`)"
    ),
    "`{action}` is not a single action": "`{action}` は単一のアクションではありません",
    "there is no action `{action}`": "アクション `{action}` は存在しません",
    "there is no condition key `{key}`": "条件キー `{key}` は存在しません",
    "a condition key is `aws:Name` or `service:Name`, such as `aws:PrincipalArn`": (
        "条件キーの形式は `aws:Name` または `service:Name` です (例: `aws:PrincipalArn`)"
    ),
    "`{key}` is given both as absent and with a value": "`{key}` が、存在しないキーとしても値付きでも指定されています",
    "`{resource}` is not a resource": "`{resource}` はリソースではありません",
    "it is an ARN, or `*`": "ARN または `*` を指定してください",
    "`{resource}` is not an ARN": "`{resource}` は ARN ではありません",
    "an ARN is `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`": (
        "ARN の形式は `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE` です"
    ),
    "`{resource}`: there is no partition `{name}`": "`{resource}`: パーティション `{name}` は存在しません",
    "the partitions are {names}": "パーティションは {names} です",
    "`{resource}`: there is no region `{region}`": "`{resource}`: リージョン `{region}` は存在しません",
    "`{resource}`: `*` is not one region": "`{resource}`: `*` は単一のリージョンではありません",
    "ask about the resource of one region": "1 つのリージョンのリソースを指定してください",
    "`{resource}`: `*` is not one account": "`{resource}`: `*` は単一のアカウントではありません",
    "ask about the resource of one account": "1 つのアカウントのリソースを指定してください",
    "`{resource}`: `{account}` is not an account": "`{resource}`: `{account}` はアカウントではありません",
    "an account has 12 digits": "アカウント ID は 12 桁です",
    "`{resource}`: `{text}` is a placeholder": "`{resource}`: `{text}` はプレースホルダーです",
    "`{resource}`: `{text}` is a shell variable": "`{resource}`: `{text}` はシェル変数です",
    "`{resource}`: `{text}` is a policy variable": "`{resource}`: `{text}` はポリシー変数です",
    "write what it stands for": "実際の値を指定してください",
    "`{resource}`: no bucket has `{text}` in its name": "`{resource}`: 名前に `{text}` を含むバケットは存在しません",
    "remove `{text}`": "`{text}` を削除してください",
    "write `{text}`": "`{text}` と書いてください",
    "`{resource}` has no account": "`{resource}` にアカウントがありません",
    "name the account of the resource, of 12 digits": "リソースのアカウントを 12 桁の数字で指定してください",
    "`{resource}` is in the partition `{partition}`, the role is in `{own}`": (
        "`{resource}` はパーティション `{partition}` にありますが、ロールは `{own}` にあります"
    ),
    "`{action}` does not apply to `{resource}`": "`{action}` の対象が `{resource}` になることはありません",
    "its resources are {resources}": "対象となるリソースは {resources} です",
    "{resources} and others": "{resources} など",
    "`{action}` does not apply to a resource, such as `{resource}`": (
        "`{action}` は `{resource}` などのリソースを対象としません"
    ),
    "leave it out, or write `*`": "省略するか、`*` と書いてください",
}
"""Templates with `{places}`; see `reading.translation`."""
