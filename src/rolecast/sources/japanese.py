"""Errors in sources in Japanese, by the English text."""

from __future__ import annotations

JAPANESE = {
    "this is neither a role file nor a policy": "ロールファイルでもポリシーでもありません",
    "a role file has `roles`, a policy `Statement`; `rolecast check --help` lists what else can be read": (
        "ロールファイルには `roles`、ポリシーには `Statement` があります。"
        "読み取れるものは `rolecast check --help` で確認できます"
    ),
    "`{name}` is Terraform configuration": "`{name}` は Terraform の設定です",
    "this is Terraform configuration": "Terraform の設定です",
    "`{command}` prints what can be read": "`{command}` で、読み取れる形式を出力できます",
    "this is a Terraform state as it is stored": "保存されたままの Terraform の state です",
    "`{command}` prints it to be read": "`{command}` で、読み取れる形式を出力できます",
    "this Terraform plan or state has no resources": "この Terraform の plan または state にリソースがありません",
    "this is about a user or a group, without policies": "ユーザーまたはグループの情報で、ポリシーがありません",
    "`{command}` shows users and groups with their policies": (
        "`{command}` で、ユーザーとグループをポリシーとともに表示できます"
    ),
    "this is a Kubernetes manifest": "Kubernetes のマニフェストです",
    "this is a single statement": "ステートメントだけが書かれています",
    "put it under `Statement` of a policy": "ポリシーの `Statement` の下に置いてください",
    "in the policy in this string: {problem}": "この文字列のポリシーに問題があります: {problem}",
    "`{command}` shows it": "`{command}` で表示できます",
    "{count} of these {total} versions are the default; there has to be one": (
        "{total} 個のバージョンのうち {count} 個がデフォルトです。デフォルトは 1 つでなければなりません"
    ),
    "show the one you mean: `{command}`": "対象のバージョンを表示してください: `{command}`",
    "this is about a policy, without its document": "ポリシーの情報ですが、ドキュメントがありません",
    "this has no `{key}`": "`{key}` がありません",
    "it is cut off, or not what the AWS CLI prints": "途中で切れているか、AWS CLI の出力ではありません",
    "the policy `{name}` has no `PolicyDocument`": "ポリシー `{name}` に `PolicyDocument` がありません",
    "the role `{name}` has no `AssumeRolePolicyDocument`": "ロール `{name}` に `AssumeRolePolicyDocument` がありません",
    "role `{name}`: a part of its trust policy is not known: {text}": (
        "ロール `{name}`: 信頼ポリシーの一部が不明です: {text}"
    ),
    "the condition {name}": "条件 {name}",
    "the name of {name}": "{name} の名前",
    "say who may assume it": "引き受けられるプリンシパルを指定してください",
    "the resources of `{name}` are not read": "`{name}` のリソースは読み取られません",
    "the resources of `{name}` (`{type}`) are not read": "`{type}` である `{name}` のリソースは読み取られません",
    "the macro `{name}` may change the template": "マクロ `{name}` によってテンプレートが変わる可能性があります",
    "the policies of `{name}` (`{type}`) are not read": "`{type}` である `{name}` のポリシーは読み取られません",
    "not all properties of `{name}` are known": "`{name}` に不明なプロパティがあります",
    "`{folder}` has no file with roles or policies": ("`{folder}` にロールまたはポリシーを含むファイルがありません"),
    "name one that has": "含むものを指定してください",
    "`{folder}` is a folder of Terraform configuration": "`{folder}` は Terraform の設定のフォルダです",
    "`{command}`, and name plan.json": "`{command}` を実行し、plan.json を指定してください",
    "`{folder}` is a CDK application": "`{folder}` は CDK アプリケーションです",
    "`{command}`, and name the folder cdk.out": "`{command}` を実行し、フォルダ cdk.out を指定してください",
    "the text of `{name}` is not known": "`{name}` の内容が不明です",
    "save the policy in a file, and name that: only AWS managed policies are known by their ARN": (
        "ポリシーをファイルに保存して指定してください。ARN だけで内容がわかるのは AWS マネージドポリシーだけです"
    ),
    "there is no AWS managed policy `{name}`": "AWS マネージドポリシー `{name}` は存在しません",
    "`{address}` has no `{name}`": "`{address}` に `{name}` がありません",
    "the roles, users and groups of `{address}` are not known": "`{address}` のロール、ユーザー、グループが不明です",
    "write it again: `{command}`": "書き直してください: `{command}`",
    "this is not a `{kind}`, but a `{found}`": "`{kind}` ではなく `{found}` です",
    "give it as `{option}`": "`{option}` を指定してください",
    "account details are only read as JSON": "アカウントの詳細は JSON でのみ読み取れます",
    "write it with `{option}`": "`{option}` を付けて出力してください",
}
"""Templates with `{places}`; see `reading.translation`."""
