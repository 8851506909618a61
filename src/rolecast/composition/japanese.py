"""Errors and notices of composition in Japanese, by the English text."""

from __future__ import annotations

JAPANESE = {
    "role `{key}`: {problem}": "ロール `{key}`: {problem}",
    # Activities, personas and flows.
    "the persona `{persona}` preselects `{activity}`, which needs {names}": (
        "ペルソナ `{persona}` で選択される `{activity}` には {names} が必要です"
    ),
    "add it under activities, or remove the activity: `{text}`": (
        "activities に追加するか、選択を解除してください: `{text}`"
    ),
    "add them under activities, or remove the activity: `{text}`": (
        "activities に追加するか、選択を解除してください: `{text}`"
    ),
    "the activity `{activity}` needs `{key}`: {meaning}": (
        "アクティビティ `{activity}` には `{key}` が必要です: {meaning}"
    ),
    "the activity `{activity}` needs {names}": "アクティビティ `{activity}` には {names} が必要です",
    "the activity `{activity}` needs `{name}` in the flow `{flow}`": (
        "フロー `{flow}` のアクティビティ `{activity}` には `{name}` が必要です"
    ),
    "add `{key}` to activities, or remove `{activity}`": (
        "activities に `{key}` を追加するか、`{activity}` の選択を解除してください"
    ),
    "add `{key}` to the role": "ロールに `{key}` を追加してください",
    "the flow `{flow}` has no activities, so `{name}` is not allowed in it": (
        "フロー `{flow}` にはアクティビティがないため、`{name}` は使用できません"
    ),
    "remove `{name}`, or use the flow `{flow}`": "`{name}` を削除するか、フロー `{flow}` を使用してください",
    "the activity `{name}` comes from `{folder}`, not from Rolecast": (
        "アクティビティ `{name}` は Rolecast のものではなく、`{folder}` のものです"
    ),
    "the persona `{name}` comes from `{folder}`, not from Rolecast": (
        "ペルソナ `{name}` は Rolecast のものではなく、`{folder}` のものです"
    ),
    "the role has no policies: name a persona, activities or policies": (
        "ロールにポリシーがありません。ペルソナ、アクティビティ、ポリシーのいずれかを指定してください"
    ),
    # References to roles, policies, regions and accounts.
    "there is no region `{region}`": "リージョン `{region}` は存在しません",
    "a region newer than Rolecast's list goes into `unlisted_regions`": (
        "Rolecast の一覧より新しいリージョンは `unlisted_regions` に指定してください"
    ),
    "did you mean `{name}`? a region newer than Rolecast's list goes into `unlisted_regions`": (
        "`{name}` の間違いではありませんか。Rolecast の一覧より新しいリージョンは `unlisted_regions` に指定してください"
    ),
    "there is no instance type `{type}`": "インスタンスタイプ `{type}` は存在しません",
    "a type newer than Rolecast's list goes into `unlisted_instance_types`": (
        "Rolecast の一覧より新しいタイプは `unlisted_instance_types` に指定してください"
    ),
    "did you mean `{name}`? a type newer than Rolecast's list goes into `unlisted_instance_types`": (
        "`{name}` の間違いではありませんか。"
        "Rolecast の一覧より新しいタイプは `unlisted_instance_types` に指定してください"
    ),
    "there is no role `{key}` in this file": "このファイルにロール `{key}` はありません",
    "name a role of this file, or a role's ARN": "このファイルのロール、またはロールの ARN を指定してください",
    "AWS has no managed policy `{name}`": "AWS マネージドポリシー `{name}` は存在しません",
    "a policy of your own needs its ARN": "独自のポリシーは ARN で指定してください",
    "the variable `{name}` has no value here, and its default is not an ARN": (
        "変数 `{name}` はここでは値が決まらず、デフォルト値も ARN ではありません"
    ),
    "write an ARN, or give the value with `{option}`": "ARN を書くか、`{option}` で値を指定してください",
    "`{arn}` is in the partition `{partition}`, but the region {region} is in `{own}`": (
        "`{arn}` はパーティション `{partition}` にありますが、リージョン {region} は `{own}` にあります"
    ),
    "cannot pass a role from another account: it is in {account}, this role is in {own}": (
        "別のアカウントのロールは渡せません。渡すロールのアカウントは {account}、このロールのアカウントは {own} です"
    ),
    "cannot attach a policy from another account: it is in {account}, this role is in {own}": (
        "別のアカウントのポリシーはアタッチできません。"
        "ポリシーのアカウントは {account}、このロールのアカウントは {own} です"
    ),
    "`{key}` is the key of a role of this file": "`{key}` はこのファイルのロールのキーです",
    "`{key}` is the former key of the role `{role}`": "`{key}` はロール `{role}` の以前のキーです",
    "a former key belongs to one role only": ("1 つのキーを以前のキーとして持てるロールは 1 つだけです"),
    "the role's own region `{region}` is not among these": "ロール自身のリージョン `{region}` が含まれていません",
    "add it": "追加してください",
    "role `{key}`: the policy `{name}` must have version {version}": (
        "ロール `{key}`: ポリシー `{name}` のバージョンは {version} でなければなりません"
    ),
    "write `{text}`: a managed policy must have it; `{variable}` is then a variable": (
        "`{text}` と書いてください。マネージドポリシーに必須で、`{variable}` は変数になります"
    ),
    "the tag keys `{one}` and `{other}` differ only in case, which conditions ignore": (
        "タグキー `{one}` と `{other}` の違いは大文字と小文字だけで、条件では区別されません"
    ),
    "the tags `{one}` and `{other}` differ only in case, which IAM ignores": (
        "タグ `{one}` と `{other}` の違いは大文字と小文字だけで、IAM では区別されません"
    ),
    "nothing uses the variable `{name}`": "変数 `{name}` は使用されていません",
    # Limits.
    "{count} managed policies would be attached ({made} made here, {named} named); the quota is {quota}": (
        "マネージドポリシーが {count} 個アタッチされます (ここで作成 {made}、指定 {named})。クォータは {quota} です"
    ),
    "the policy `{name}` has {count} characters; a managed policy has at most {most}": (
        "ポリシー `{name}` は {count} 文字です。マネージドポリシーは最大 {most} 文字です"
    ),
    "the inline policies have {count} characters in total; the quota is {most}": (
        "インラインポリシーの合計は {count} 文字です。最大 {most} 文字です"
    ),
    "it fits with {packings}": "{packings} にすると収まります",
    "no packing fits: remove activities, or attach fewer policies": (
        "どのパッキングでも収まりません。アクティビティの選択を解除するか、アタッチするポリシーを減らしてください"
    ),
    "the role name `{name}`": "ロール名 `{name}` ",
    "the policy name `{name}`": "ポリシー名 `{name}` ",
    "the policy `{name}`": "ポリシー `{name}` ",
    "shorten the key, `name_prefix` or `name`": "キー、`name_prefix`、`name` のいずれかを短くしてください",
    "set a shorter `policy_suffix`": "`policy_suffix` を短くしてください",
    "no principal may assume it": "引き受けられるプリンシパルがありません",
    "name a service or a principal": "サービスまたはプリンシパルを指定してください",
    "the trust policy has {count} characters; the quota is {quota}": (
        "信頼ポリシーは {count} 文字です。クォータは {quota} です"
    ),
    "name fewer principals, or set `{text}` if AWS has raised yours": (
        "プリンシパルを減らすか、AWS がクォータを引き上げている場合は `{text}` を設定してください"
    ),
    "use characters up to U+00FF (`ÿ`)": "U+00FF (`ÿ`) までの文字を使用してください",
    "duplicate policy name `{name}`": "ポリシー名 `{name}` が重複しています",
    "rename one: names are unique in an account, regardless of case": (
        "一方の名前を変更してください。名前は大文字と小文字の違いにかかわらず、アカウント内で一意です"
    ),
    "the role name `{name}` is taken by the role `{role}`": "ロール名 `{name}` はロール `{role}` で使われています",
    "the policy name `{name}` is taken by the role `{role}`": "ポリシー名 `{name}` はロール `{role}` で使われています",
    "{count} tags; a role has at most {most}": "タグが {count} 個あります。ロールのタグは最大 {most} 個です",
    "remove some; those of the file count too": "いくつか削除してください。ファイル全体のタグも数に入ります",
    "the file creates {count} roles; {where} can have at most {quota} in all": (
        "ファイルは {count} 個のロールを作成します。{where}の上限は、既存のものを含めて {quota} 個です"
    ),
    "the file creates {count} customer managed policies; {where} can have at most {quota} in all": (
        "ファイルは {count} 個のカスタマーマネージドポリシーを作成します。"
        "{where}の上限は、既存のものを含めて {quota} 個です"
    ),
    "the account": "アカウント",
    "account {account}": "アカウント {account} ",
    "the packed policies are not proved to allow the same as the activities' own": (
        "まとめたポリシーがアクティビティのポリシーと同じものを許可することを証明できません"
    ),
    "write `packing: per-activity`, and report this as a bug": (
        "`packing: per-activity` と書き、バグとして報告してください"
    ),
    # Notices.
    "AWS's policies for the selected activities have known faults ({count}); "
    "`edition: corrected` fixes them, `edition: console` keeps them": (
        "選択したアクティビティの AWS のポリシーには既知の不具合があります ({count} 件)。"
        "`edition: corrected` で修正され、`edition: console` ではそのまま残ります"
    ),
    "`{key}` has no effect in the flow `{flow}`": "フロー `{flow}` では `{key}` は効果がありません",
    "`{key}` has no effect: no selected activity has VPC conditions": (
        "`{key}` は効果がありません。選択したアクティビティに VPC の条件がありません"
    ),
    "`{key}` has no effect: no selected activity has KMS conditions": (
        "`{key}` は効果がありません。選択したアクティビティに KMS の条件がありません"
    ),
    "`{key}` does not hold for `{activity}`: {why}": "`{activity}` では `{key}` は効果がありません: {why}",
    "`{name}` allows {count}; one request to SageMaker accepts at most {most} of them": (
        "`{name}` は {count} 個を許可しますが、SageMaker の 1 回のリクエストで指定できるのは {most} 個までです"
    ),
    "`corrections` has no effect: the corrected edition includes them all": (
        "`corrections` は効果がありません。修正版エディションにはすべての修正が含まれています"
    ),
    "the correction `{name}` has no effect: `{activity}` is not selected": (
        "修正 `{name}` は効果がありません。`{activity}` が選択されていません"
    ),
    "`pass_roles` has no effect: no selected activity passes a role": (
        "`pass_roles` は効果がありません。選択したアクティビティはロールを渡しません"
    ),
    "`pass_roles` of `{activity}` has no effect: it passes roles only in the corrected edition": (
        "`{activity}` の `pass_roles` は効果がありません。ロールを渡すのは修正版エディションだけです"
    ),
    "not in Rolecast's list of regions, and assumed to exist: {names}": (
        "Rolecast のリージョンの一覧にないため、存在するものとして扱います: {names}"
    ),
    "not in Rolecast's list of instance types, and assumed to exist: {names}": (
        "Rolecast のインスタンスタイプの一覧にないため、存在するものとして扱います: {names}"
    ),
    "`{activity}` passes the role itself to {services}; {remedy}": (
        "`{activity}` はロール自身を {services} に渡します。{remedy}"
    ),
    "name {roles} in `pass_roles`": "`pass_roles` に {roles} を指定してください",
    "no role of the file has `{activity}`: add one and name it in `pass_roles`": (
        "`{activity}` を持つロールがファイルにありません。追加して `pass_roles` に指定してください"
    ),
    "`{activity}` also passes {roles}, regardless of `pass_roles`": (
        "`{activity}` は `pass_roles` にかかわらず {roles} も渡します"
    ),
    "`{name}` is {texts} for `{one}` and {others} for `{other}`, which have nothing in common": (
        "`{name}` は `{one}` では {texts}、`{other}` では {others} で、共通するものがありません"
    ),
    "{services} can assume the role; name those that need to in `trust.services`": (
        "{services} がロールを引き受けられます。実際に引き受けるものを `trust.services` に指定してください"
    ),
    "`{name}` is not a known service principal": "`{name}` は既知のサービスプリンシパルではありません",
    "`{name}` is not a known service principal; did you mean `{meant}`?": (
        "`{name}` は既知のサービスプリンシパルではありません。`{meant}` の間違いではありませんか"
    ),
    "{services}: trusted without a confused-deputy condition; {why}": (
        "{services}: 混乱した代理の条件なしで信頼されます。{why}"
    ),
    "which source ARN they send is not known": "送信されるソース ARN が不明です",
    "SageMaker is not among the services": "サービスに SageMaker が含まれていません",
    "`narrowing.{name}` has no effect: no selected activity has actions that it could limit": (
        "`narrowing.{name}` は効果がありません。選択したアクティビティに制限できるアクションがありません"
    ),
    "`narrowing.{name}` removes {actions} from `{activity}`: its statement `{statement}` requires other values": (
        "`narrowing.{name}` により `{activity}` から {actions} が失われます。"
        "ステートメント `{statement}` が別の条件を求めています"
    ),
    "cannot narrow the statement `{statement}` of `{activity}`: {why}": (
        "`{activity}` のステートメント `{statement}` を絞り込めません: {why}"
    ),
    "write it differently, remove the activity, or set this narrowing to `false` in the role": (
        "書き方を変えるか、アクティビティの選択を解除するか、ロールでこの絞り込みを `false` にしてください"
    ),
    "role `{key}`: enforcing would deny {actions}, which `{activity}` is for": (
        "ロール `{key}`: 強制すると、`{activity}` の目的である {actions} が拒否されます"
    ),
    "remove the activity, set the settings that it cannot keep to `false`, or use `guardrails: require`": (
        "アクティビティの選択を解除するか、守れない設定を `false` にするか、`guardrails: require` を使用してください"
    ),
    # Guardrails.
    "{settings} hold for every request": "{settings} はすべてのリクエストで守られます",
    "{settings} holds for every request": "{settings} はすべてのリクエストで守られます",
    "`{setting}` cannot limit {names}: requests have no condition key for it": (
        "`{setting}` は {names} に効きません。アクションに対応する条件キーがありません"
    ),
    "`{setting}` is not known to hold: {why}": "`{setting}` が守られるかどうか不明です: {why}",
    "`{setting}` is not known to hold: {why}; {help}": "`{setting}` が守られるかどうか不明です: {why}。{help}",
    "statement {number} of {policy}: `{setting}` does not hold for {names}": (
        "{policy} のステートメント {number}: {names} に `{setting}` の制限が及びません"
    ),
    "statements {numbers} of {policy}: `{setting}` does not hold for {names}": (
        "{policy} のステートメント {numbers}: {names} に `{setting}` の制限が及びません"
    ),
    "statement {number} of {policy}: `{setting}` does not hold for {names}; {help}": (
        "{policy} のステートメント {number}: {names} に `{setting}` の制限が及びません。{help}"
    ),
    "statements {numbers} of {policy}: `{setting}` does not hold for {names}; {help}": (
        "{policy} のステートメント {numbers}: {names} に `{setting}` の制限が及びません。{help}"
    ),
    "the trust policy": "信頼ポリシー",
    "the text of the trust policy is not known": "信頼ポリシーの内容が不明です",
    "the trust policy names {names}, which is not known": "信頼ポリシーにある {names} の値が不明です",
    "add the conditions there, or set `guardrails: enforce` to deny it": (
        "そのステートメントに条件を追加するか、`guardrails: enforce` を設定して拒否してください"
    ),
    "the text of `{name}` is not known": "`{name}` の内容が不明です",
    "{names} and others": "{names} など",
    "add it to `known_policies`, or set `guardrails: enforce` to deny what the setting forbids": (
        "`known_policies` に追加するか、`guardrails: enforce` を設定して、禁止するものを拒否してください"
    ),
    "remove the policy, or set `guardrails: enforce` to deny it": (
        "ポリシーを削除するか、`guardrails: enforce` を設定して拒否してください"
    ),
    "remove the activity, or set `guardrails: enforce` to deny it": (
        "アクティビティの選択を解除するか、`guardrails: enforce` を設定して拒否してください"
    ),
    "narrow it there, or set `guardrails: enforce` to deny it": (
        "そこで絞り込むか、`guardrails: enforce` を設定して拒否してください"
    ),
    # Missing values.
    "account": "アカウント",
    "region": "リージョン",
    "role `{key}`: account not given": "ロール `{key}`: アカウントが指定されていません",
    "role `{key}`: region not given": "ロール `{key}`: リージョンが指定されていません",
    "role `{key}`: account and region not given": "ロール `{key}`: アカウントとリージョンが指定されていません",
    "add `{key}` to the role file, or pass `{option}`": (
        "ロールファイルに `{key}` を追加するか、`{option}` を指定してください"
    ),
    "role `{key}` needs values of the variables {names}": "ロール `{key}` には変数 {names} の値が必要です",
    "give them with {options}": "{options} で指定してください",
}
"""Templates with `{places}`; see `reading.translation`."""
