"""Errors from an input to a result in Japanese, by the English text."""

from __future__ import annotations

JAPANESE = {
    # Choosing a role.
    "there is no role in it": "ロールが含まれていません",
    "name a file that has one": "ロールを含むファイルを指定してください",
    "the file has several roles": "ファイルのどのロールかを指定してください",
    "choose one with `--role`: {roles}": "`--role` で指定してください: {roles}",
    "the roles are {roles}": "ロールは {roles} です",
    "there is no role `{key}` in the file": "ファイルにロール `{key}` はありません",
    "there is no role `{key}` on either side": "どちらの側にもロール `{key}` はありません",
    # Inputs.
    "`--set` is for a role file": "`--set` を使えるのはロールファイルだけです",
    "`--set` is for a role file, and {name} is none": (
        "`--set` を使えるのはロールファイルだけで、{name} はロールファイルではありません"
    ),
    "`--account` and `--region` are for a role file or a template": (
        "`--account` と `--region` を使えるのはロールファイルとテンプレートだけです"
    ),
    "`--account` and `--region` are for a role file or a template, and {name} is neither": (
        "`--account` と `--region` を使えるのはロールファイルとテンプレートだけで、{name} はそのどちらでもありません"
    ),
    "leave it out, or name a role file": "省略するか、ロールファイルを指定してください",
    "skipped, because it is not a source: {problem}": "ソースではないため除外しました: {problem}",
    "{file} has no expectations": "{file} に期待する結果がありません",
    "add `expect:` to a role": "ロールに `expect:` を追加してください",
    "`{command}` lists them": "`{command}` で一覧を表示できます",
    "there is no rule `{rule}`": "ルール `{rule}` は存在しません",
    # Formats.
    "role `{key}`: the format {format} needs {names}": "ロール `{key}`: 形式 {format} には {names} が必要です",
    "add `{key}` to the file, pass `{option}`, or build cloudformation or terraform, which look it up": (
        "ファイルに `{key}` を追加するか、`{option}` を指定するか、実行時に取得する cloudformation または terraform を"
        "使用してください"
    ),
    "role `{key}`: the format {format} needs values of the variables {names}": (
        "ロール `{key}`: 形式 {format} には変数 {names} の値が必要です"
    ),
    # Comparing.
    "there is no role and no policy to compare": "比較するロールもポリシーもありません",
    "cannot compare {one} with {other}": "{one}と{other}は比較できません",
    "compare policies of one kind; `{option}` says what a file is": (
        "同じ種類のポリシーを比較してください。ファイルの種類は `{option}` で指定できます"
    ),
    "a role or identity policy": "ロールまたはアイデンティティベースのポリシー",
    "no trust policy": "信頼ポリシーなし",
    "it depends on `{text}`, which is not known": "`{text}` によって決まりますが、その内容は不明です",
    "it is only created if the condition `{name}` is true": "条件 `{name}` が真の場合にのみ作成されます",
    "git failed": "git が失敗しました",
    "git cannot read `{path}`: {problem}": "git が `{path}` を読み取れません: {problem}",
    "`{path}` is larger than {size} bytes": "`{path}` は {size} バイトを超えています",
    "cannot read `{path}`: git is not installed": "`{path}` を読み取れません。git がインストールされていません",
    "cannot read `{path}` with git: {problem}": "git で `{path}` を読み取れません: {problem}",
    "`{path}` is not UTF-8 text": "`{path}` は UTF-8 のテキストではありません",
    "name a file, or REVISION:PATH in this repository, such as `{example}`": (
        "ファイル、またはこのリポジトリの REVISION:PATH (例: `{example}`) を指定してください"
    ),
    "the `catalogue` of a file of a revision cannot be read": (
        "リビジョンのファイルにある `catalogue` は読み取れません"
    ),
    "compare with a checkout of that revision: `{command}`": (
        "そのリビジョンのチェックアウトと比較してください: `{command}`"
    ),
    # Deployments.
    "skipped, because they belong to other accounts than {account}: {roles}": (
        "{account} 以外のアカウントのロールのため除外しました: {roles}"
    ),
    "a role file from standard input does not name the deployment": (
        "標準入力のロールファイルではデプロイの名前が決まりません"
    ),
    "pass one with `{option}`": "`{option}` で指定してください",
    # Denials, searches and audits.
    "the message does not say which action was denied": "拒否されたアクションがメッセージに示されていません",
    "the message does not say who was denied: name the role with `--role`": (
        "拒否されたプリンシパルがメッセージに示されていません。`--role` でロールを指定してください"
    ),
    "the message does not say who was denied; assuming role `{role}`": (
        "拒否されたプリンシパルがメッセージに示されていないため、ロール `{role}` とみなします"
    ),
    "{principal} is neither a role nor a user of {files}": "{principal} は {files} のロールでもユーザーでもありません",
    "no role named `{role}` in {files}": "{files} に `{role}` という名前のロールがありません",
    "no role named `{role}` in {files}: name another with `--role`": (
        "{files} に `{role}` という名前のロールがありません。`--role` で別のロールを指定してください"
    ),
    "the message does not say who cannot assume it": (
        "ロールを引き受けられないプリンシパルがメッセージに示されていません"
    ),
    "the resource has a secret in it: the role is evaluated without a resource": (
        "リソースに秘密情報が含まれているため、リソースを指定せずに調べました"
    ),
    "{problem}: the role is evaluated without a resource": "{problem}。リソースを指定せずに調べました",
    "the policies of the role may not be those of {file} any more": (
        "ロールのポリシーは {file} の内容から変わっている可能性があります"
    ),
    "the policies of the user may not be those of {file} any more": (
        "ユーザーのポリシーは {file} の内容から変わっている可能性があります"
    ),
    "role `{role}` does not trust it": "ロール `{role}` はこのプリンシパルを信頼していません",
    "the trust policy in {file} names {principal}: the deployed one differs, or its conditions fail": (
        "{file} の信頼ポリシーには {principal} があります。デプロイされているものが異なるか、条件が満たされていません"
    ),
    "add this statement to one of the role's policies": (
        "ロールのポリシーのいずれかに、このステートメントを追加してください"
    ),
    "add this statement to one of the user's policies": (
        "ユーザーのポリシーのいずれかに、このステートメントを追加してください"
    ),
    "there is no role, user or group in the sources": "ソースにロール、ユーザー、グループのいずれもありません",
    "give account details, or `--profile`": "アカウントの詳細または `--profile` を指定してください",
    "no principal is named `{name}`": "`{name}` という名前のものはありません",
    "the names are {names}": "名前は {names} です",
    "the account of the role is not known": "ロールのアカウントが不明です",
    "`{name}`: the trust policy cannot be read: {problem}": "`{name}`: 信頼ポリシーを読み取れません: {problem}",
    "`{name}`: policy `{policy}` cannot be read: {problem}": (
        "`{name}`: ポリシー `{policy}` を読み取れません: {problem}"
    ),
    "there is no role or user in the sources": "ロールもユーザーもありません",
    "name account details or a role file": "アカウントの詳細またはロールファイルを指定してください",
    "a policy of type `{type}` does not say what a role may do": (
        "タイプ `{type}` のポリシーからは、ロールに何が許可されるかわかりません"
    ),
    "name the role's own policy": "ロール自体のポリシーを指定してください",
}
"""Templates with `{places}`; see `reading.translation`."""
