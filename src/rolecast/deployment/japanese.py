"""Plans, drift and applies in Japanese, by the English text."""

from __future__ import annotations

JAPANESE = {
    # The changes of a plan. The symbol before a line is kept.
    "Changed outside since the last apply:": "最後の適用の後に Rolecast 以外で変更されたもの:",
    "In the account {account}, deployment `{name}`:  {legend}": "アカウント {account}、デプロイ `{name}`:  {legend}",
    "+ create": "+ 作成",
    "~ change": "~ 変更",
    "- remove": "- 削除",
    "= take ownership": "= 所有権を取得",
    "! leave": "! 残す",
    "role {name}": "ロール {name}",
    "policies": "ポリシー",
    "policies that no role has any more": "どのロールにもなくなったポリシー",
    "because {why}": "理由: {why}",
    "policy {name}": "ポリシー {name}",
    "policy {name}: {value}": "ポリシー {name}: {value}",
    "inline policy {name}": "インラインポリシー {name}",
    "inline policy {name}: {value}": "インラインポリシー {name}: {value}",
    "attachment {name}": "アタッチメント {name}",
    "attached policy {name}": "アタッチされたポリシー {name}",
    "tag {name}": "タグ {name}",
    "tag {name}: {value}": "タグ {name}: {value}",
    "policy tag {name}": "ポリシータグ {name}",
    "tags of policy {name}": "ポリシー {name} のタグ",
    "trust policy": "信頼ポリシー",
    "trust policy: {value}": "信頼ポリシー: {value}",
    "name: {value}": "名前: {value}",
    "path: {value}": "パス: {value}",
    "description": "説明",
    "description: {value}": "説明: {value}",
    "session length": "セッション時間",
    "session length: {value}": "セッション時間: {value}",
    "longest session: {value}": "最大セッション時間: {value}",
    "boundary": "アクセス許可の境界",
    "boundary: {value}": "アクセス許可の境界: {value}",
    "permissions boundary: {value}": "アクセス許可の境界: {value}",
    "none": "なし",
    "none -> {value}": "なし -> {value}",
    "{value} -> none": "{value} -> なし",
    "record": "所有権の記録",
    "{count} characters": "{count} 文字",
    "{count} statement{s}, {size} characters": "ステートメント {count} 個、{size} 文字",
    "the document, which cannot be read as a policy": "ドキュメント (ポリシーとして読み取れません)",
    "version: {value}": "バージョン: {value}",
    "statement {name}": "ステートメント {name}",
    "effect {value}": "Effect {value}",
    "effect: {value}": "Effect: {value}",
    "principal {text}": "プリンシパル {text}",
    "excepted principal {text}": "除外プリンシパル {text}",
    "action {text}": "アクション {text}",
    "excepted action {text}": "除外アクション {text}",
    "resource {text}": "リソース {text}",
    "excepted resource {text}": "除外リソース {text}",
    "condition {text}": "条件 {text}",
    "({count} unchanged statement{s} hidden)": "(変更のないステートメント {count} 個は省略)",
    "({count} unchanged principal{s} hidden)": "(変更のないプリンシパル {count} 個は省略)",
    "({count} unchanged excepted principal{s} hidden)": "(変更のない除外プリンシパル {count} 個は省略)",
    "({count} unchanged action{s} hidden)": "(変更のないアクション {count} 個は省略)",
    "({count} unchanged excepted action{s} hidden)": "(変更のない除外アクション {count} 個は省略)",
    "({count} unchanged resource{s} hidden)": "(変更のないリソース {count} 個は省略)",
    "({count} unchanged excepted resource{s} hidden)": "(変更のない除外リソース {count} 個は省略)",
    "({count} unchanged condition{s} hidden)": "(変更のない条件 {count} 個は省略)",
    "{name} is the id of a role that was deleted; IAM shows it in place of the ARN": (
        "{name} は削除されたロールの ID です。IAM は ARN の代わりに表示します"
    ),
    "{name} is the id of a user that was deleted; IAM shows it in place of the ARN": (
        "{name} は削除されたユーザーの ID です。IAM は ARN の代わりに表示します"
    ),
    "For a moment the role {role} lacks {names}: {why}.": "ロール {role} から {names} が一時的になくなります: {why}。",
    "For a moment the role {role} may be allowed more than its old and its new policies allow, "
    "after {names} has changed: {why}.": (
        "{names} の変更後、ロール {role} には、変更前と変更後のポリシーの許可を超えるものが"
        "一時的に許可される可能性があります: {why}。"
    ),
    "Left: {what}, because {why}.": "残ったもの: {what}。理由: {why}。",
    "{changes}. It takes {count} call{s}.": "{changes}。API 呼び出しは {count} 回です。",
    "{counts} to create": "作成: {counts}",
    "{counts} to change": "変更: {counts}",
    "{counts} to remove": "削除: {counts}",
    "{counts} to take ownership of": "所有権を取得: {counts}",
    "{count} role{s}": "ロール {count} 個",
    "1 policy": "ポリシー 1 個",
    "{count} policies": "ポリシー {count} 個",
    "{count} inline policy": "インラインポリシー {count} 個",
    "{count} inline policies": "インラインポリシー {count} 個",
    "{count} trust policy": "信頼ポリシー {count} 個",
    "{count} trust policies": "信頼ポリシー {count} 個",
    "{count} description{s}": "説明 {count} 個",
    "{count} session length{s}": "セッション時間 {count} 個",
    "{count} boundary": "アクセス許可の境界 {count} 個",
    "{count} boundaries": "アクセス許可の境界 {count} 個",
    "{count} attachment{s}": "アタッチメント {count} 個",
    "{count} tag{s}": "タグ {count} 個",
    "{count} record{s}": "所有権の記録 {count} 個",
    "the tags of {policies}": "{policies}のタグ",
    "Nothing to remove: what remains does not belong to the deployment.": (
        "削除するものはありません。残っているものはデプロイに属していません。"
    ),
    "Nothing to remove: account {account} has nothing from deployment `{name}`.": (
        "削除するものはありません。アカウント {account} にデプロイ `{name}` のものはありません。"
    ),
    "No changes. In the account {account}, {roles} and {policies} were compared with {file}:": (
        "変更はありません。アカウント {account} の{roles}と{policies}を {file} と比較しました:"
    ),
    "trust policies, descriptions, session lengths, boundaries, tags, attachments, documents, inline policies.": (
        "信頼ポリシー、説明、セッション時間、アクセス許可の境界、タグ、アタッチメント、ドキュメント、インラインポリシー。"
    ),
    "Not read: the tags of {policies}, which only others can have changed; `rolecast drift` reads them.": (
        "読み取らなかったもの: {policies}のタグ (変更できるのは他者だけです)。`rolecast drift` で読み取れます。"
    ),
    "its policy": "ポリシー",
    # Drift.
    "role {name} is not in the account: it was removed outside, or never applied": (
        "ロール {name} がアカウントにありません。Rolecast 以外で削除されたか、まだ適用されていません"
    ),
    "{count} difference{s} from what the last apply left.": "最後の適用時との違いは {count} 件です。",
    "`rolecast apply` puts back what is in the role file; what was created outside Rolecast stays.": (
        "`rolecast apply` でロールファイルの内容に戻せます。Rolecast 以外で作成されたものは残ります。"
    ),
    "No drift. In the account {account}, {roles} and {policies} with their tags are as the last apply left them.": (
        "ドリフトはありません。アカウント {account} の{roles}と{policies}は、タグも含めて最後の適用時のままです。"
    ),
    "{count} change{s} of {file} not applied yet: `rolecast plan` shows what.": (
        "{file} にまだ適用していない変更が {count} 件あります。`rolecast plan` で確認できます。"
    ),
    "{what} were added and stay": "{what}が追加されましたが、そのまま残ります",
    "{what} were changed": "{what}が変更されました",
    "{what} was created outside Rolecast and stays; `{option}` takes ownership": (
        "{what} は Rolecast 以外で作成されたもので、残ります。`{option}` で所有権を取得できます"
    ),
    "{what} was removed": "{what} が削除されました",
    "{what} was changed": "{what} が変更されました",
    "{what} was changed, and the role file has changed too": "{what} が変更され、ロールファイルも変更されています",
    # Reasons.
    "it describes an earlier state of the role": "ロールの以前の状態を記録しているため",
    "it is in the role file but not in the account": "ロールファイルにあり、アカウントにないため",
    "the role file has changed since the last apply": "最後の適用の後にロールファイルが変更されたため",
    "it was changed outside since the last apply": "最後の適用の後に Rolecast 以外で変更されたため",
    "it was changed outside, and the role file has changed too": (
        "Rolecast 以外で変更され、ロールファイルも変更されたため"
    ),
    "an apply was stopped before this": "適用がこの前に中断されたため",
    "`--adopt` takes ownership of it": "`--adopt` で所有権を取得するため",
    "it is no longer in the role file": "ロールファイルからなくなったため",
    "it was created outside Rolecast": "Rolecast 以外で作成されたため",
    "the deployment is destroyed": "デプロイを削除するため",
    "it differs from the role file": "ロールファイルの内容と異なるため",
    "it is new in the role file": "ロールファイルに追加されたため",
    "it was removed outside since the last apply": "最後の適用の後に Rolecast 以外で削除されたため",
    "an apply was stopped before it was removed": "削除の前に適用が中断されたため",
    "it does not belong to the deployment": "デプロイに属していないため",
    "it has {what}, which the deployment did not create": "デプロイが作成していない {what} があるため",
    "it is in use by {holders}": "{holders} が使用しているため",
    "instance profile {name}": "インスタンスプロファイル {name}",
    "what {name} allows and denies is unknown": "{name} が許可および拒否する内容が不明なため",
    "its old and its new inline policies do not fit into {count} characters": (
        "変更前と変更後のインラインポリシーの合計が {count} 文字に収まらないため"
    ),
    "neither its quotas nor a temporary inline policy have room for the old and the new ones together": (
        "変更前と変更後のポリシーの合計が、クォータにも一時的なインラインポリシーにも収まらないため"
    ),
    "the temporary inline policy has no room for what its old and its new policies deny": (
        "変更前と変更後のポリシーが拒否する内容が、一時的なインラインポリシーに収まらないため"
    ),
    "its old and its new boundary allow different requests": (
        "変更前と変更後のアクセス許可の境界が異なるリクエストを許可するため"
    ),
    # Steps.
    "create role {role}": "ロール {role} を作成",
    "set description and session length of role {role}": "ロール {role} の説明とセッション時間を設定",
    "change the trust policy of role {role}": "ロール {role} の信頼ポリシーを変更",
    "set the boundary of role {role} to {policy}": "ロール {role} のアクセス許可の境界を {policy} に設定",
    "remove the boundary of role {role}": "ロール {role} のアクセス許可の境界を削除",
    "tag role {role}": "ロール {role} にタグを付与",
    "remove tags of role {role}": "ロール {role} のタグを削除",
    "create policy {policy}": "ポリシー {policy} を作成",
    "change policy {policy}": "ポリシー {policy} を変更",
    "remove version {version} of policy {policy}": "ポリシー {policy} のバージョン {version} を削除",
    "tag policy {policy}": "ポリシー {policy} にタグを付与",
    "remove tags of policy {policy}": "ポリシー {policy} のタグを削除",
    "attach {policy} to role {role}": "ロール {role} に {policy} をアタッチ",
    "detach {policy} from role {role}": "ロール {role} から {policy} をデタッチ",
    "write inline policy {policy} of role {role}": "ロール {role} のインラインポリシー {policy} を書き込み",
    "remove inline policy {policy} of role {role}": "ロール {role} のインラインポリシー {policy} を削除",
    "remove policy {policy}": "ポリシー {policy} を削除",
    "remove role {role}": "ロール {role} を削除",
    "check that no other apply is changing role {role}": "別の適用がロール {role} を変更していないことを確認",
    # Errors in making or applying a plan.
    "role `{key}`: the account has no policy `{arn}`": "ロール `{key}`: アカウントにポリシー `{arn}` がありません",
    "check for a typo, or create that policy first": (
        "入力の誤りがないか確認するか、先にそのポリシーを作成してください"
    ),
    "the role name `{name}` is taken by `{other}`": "ロール名 `{name}` は `{other}` で使われています",
    "IAM ignores the case of letters": "IAM は大文字と小文字を区別しません",
    "role `{name}` exists under the path `{old}`, which IAM cannot change to `{new}`": (
        "ロール `{name}` はパス `{old}` に存在し、IAM では `{new}` に変更できません"
    ),
    "keep the path, or give the new role another name and remove the old one later": (
        "パスをそのままにするか、新しいロールに別の名前を付けて、古いロールを後で削除してください"
    ),
    "role `{name}` already exists and belongs to the deployment `{other}`": (
        "ロール `{name}` はすでに存在し、デプロイ `{other}` に属しています"
    ),
    "role `{name}` already exists and was created outside Rolecast": (
        "ロール `{name}` はすでに存在し、Rolecast 以外で作成されています"
    ),
    "policy `{name}` already exists and belongs to the deployment `{other}`": (
        "ポリシー `{name}` はすでに存在し、デプロイ `{other}` に属しています"
    ),
    "policy `{name}` already exists and was created outside Rolecast": (
        "ポリシー `{name}` はすでに存在し、Rolecast 以外で作成されています"
    ),
    "role `{role}` already has an inline policy `{name}`, which was created outside Rolecast": (
        "ロール `{role}` には Rolecast 以外で作成されたインラインポリシー `{name}` がすでにあります"
    ),
    "choose another name, or take ownership with `{option}`": (
        "別の名前にするか、`{option}` で所有権を取得してください"
    ),
    "the policy name `{name}` is taken by `{arn}`": "ポリシー名 `{name}` は `{arn}` で使われています",
    "names are unique in an account, regardless of path and case": (
        "名前は、パスや大文字と小文字の違いにかかわらず、アカウント内で一意です"
    ),
    "nothing outside the deployment is called `{name}`": "デプロイの外に `{name}` という名前のものはありません",
    "use a name that the plan lists": "プランに表示される名前を使用してください",
    "there would be {count} roles in the account, {new} of them new; its quota is {quota}": (
        "アカウントのロールは {count} 個 (うち新規 {new} 個) になります。クォータは {quota} です"
    ),
    "there would be {count} managed policies in the account, {new} of them new; its quota is {quota}": (
        "アカウントのマネージドポリシーは {count} 個 (うち新規 {new} 個) になります。クォータは {quota} です"
    ),
    "request an increase in Service Quotas": "Service Quotas で AWS に引き上げを依頼してください",
    "role `{role}` would have {count} managed policies attached; the account's quota is {quota}": (
        "ロール `{role}` にアタッチされるマネージドポリシーは {count} 個になります。アカウントのクォータは {quota} です"
    ),
    "role `{role}` would have {count} managed policies attached, {others} of them created outside Rolecast; "
    "the account's quota is {quota}": (
        "ロール `{role}` にアタッチされるマネージドポリシーは {count} 個 (うち Rolecast 以外で作成 {others} 個) に"
        "なります。アカウントのクォータは {quota} です"
    ),
    "`packing: fewest` needs fewer policies; or request an increase in Service Quotas": (
        "`packing: fewest` でポリシーを減らせます。または Service Quotas で AWS に引き上げを依頼してください"
    ),
    "role `{role}`: its trust policy has {count} characters; the account's quota is {quota}": (
        "ロール `{role}`: 信頼ポリシーは {count} 文字です。アカウントのクォータは {quota} です"
    ),
    "role `{role}`: the inline policies would have {count} characters in total; the quota is {most}": (
        "ロール `{role}`: インラインポリシーの合計は {count} 文字になります。最大 {most} 文字です"
    ),
    "those created outside Rolecast count too: remove some": (
        "Rolecast 以外で作成されたものも数に入ります。いくつか削除してください"
    ),
    "role `{role}` would have {count} tags, {own} of them Rolecast's own; a role has at most {most}": (
        "ロール `{role}` のタグは {count} 個 (うち Rolecast 用 {own} 個) になります。ロールのタグは最大 {most} 個です"
    ),
    "give it fewer": "減らしてください",
    "this plan cannot be applied: it has conflicts": "このプランには競合があるため適用できません",
    "`rolecast plan` shows them": "`rolecast plan` で確認できます",
    "the plan is for account {account}, but the credentials are for account {other}": (
        "プランはアカウント {account} のものですが、認証情報はアカウント {other} のものです"
    ),
    "use credentials for that account, such as with `{option}`": (
        "`{option}` などで、そのアカウントの認証情報を使用してください"
    ),
    "the account has changed since the plan was made: {names}": "プランの作成後にアカウントが変更されました: {names}",
    "run `rolecast plan` again and review it": "`rolecast plan` を再度実行し、内容を確認してください",
    "stopped by the user": "手動で停止しました",
    "`{name}` is not a valid deployment name: at most 64 letters, digits and `{signs}`, the first a letter or digit": (
        "`{name}` はデプロイ名として使用できません。英数字で始め、英数字と `{signs}` を 64 文字まで使用できます"
    ),
    "the deployment `{name}` has other roles in this account: {roles}": (
        "デプロイ `{name}` には、このアカウントに別のロールがあります: {roles}"
    ),
    "if it is another file's, choose a name with `{option}`; if it is this file's, pass that name": (
        "別のファイルのデプロイなら `{option}` で名前を指定し、このファイルのデプロイならその名前を指定してください"
    ),
    "role `{role}` is being changed by another apply": "ロール `{role}` は別の適用によって変更されています",
    "wait for it to finish and run again; no permissions were removed": (
        "終了を待ってから再度実行してください。アクセス許可は削除されていません"
    ),
    "the credentials are for account {account}, but the roles are for account {others}": (
        "認証情報はアカウント {account} のものですが、ロールはアカウント {others} のものです"
    ),
    "role `{role}`: its region {region} is in the partition `{partition}`, and the credentials are for `{own}`": (
        "ロール `{role}`: リージョン {region} はパーティション `{partition}` にありますが、"
        "認証情報は `{own}` のものです"
    ),
    "use credentials for that partition": "そのパーティションの認証情報を使用してください",
    "role `{role}`: the tag `{name}` is Rolecast's own": "ロール `{role}`: タグ `{name}` は Rolecast 用です",
    "give it another name": "別の名前にしてください",
    # Saved plans.
    "`{path}` does not match the plan's roles and the account": (
        "`{path}` がプランのロールとアカウントから導かれる内容と異なります"
    ),
    "make the plan again": "プランを作成し直してください",
    "make the plan again: it was edited, or made by another release": (
        "プランを作成し直してください。編集されたか、別のリリースで作成されています"
    ),
    "the plan has the format {version}; this release reads {known}": (
        "プランの形式は {version} ですが、このリリースで読み取れるのは {known} です"
    ),
    "`{text}` cannot be printed": "`{text}` は表示できません",
    "a plan": "プラン",
    "what a plan is given": "プランの入力",
    "a kind of policy": "ポリシーの種類",
    "a kind": "種類",
    "a version": "バージョン",
    "a deployment name": "デプロイの名前",
    "a file name": "ファイル名",
    "its name": "名前",
    "managed or inline": "managed または inline",
    "its document": "ドキュメント",
    "its path": "パス",
    "its description": "説明",
    "seconds": "秒数",
    "its own policies": "ロール自体のポリシー",
    "the managed policies of others": "他のマネージドポリシー",
    "an ARN, or null": "ARN または null",
    "its tags": "タグ",
    "the version of the format": "形式のバージョン",
    "plan": "プラン",
    "its digits": "12 桁の数字",
    "the role file": "ロールファイル",
    "whether the deployment's name was given": "デプロイの名前が指定されたかどうか",
    "whether all tags were read": "すべてのタグを読み取ったかどうか",
    "the names passed to --adopt": "--adopt に渡した名前",
    "the roles that are wanted": "必要なロール",
    "what the rest of the plan follows from": "プランの残りの部分を決めるもの",
    "what was compared": "比較したもの",
    "what changes": "変更",
    "why nothing can be done": "実行できない理由",
    "moments in which something is missing, or too much": "一時的な不足または過剰",
    "what stays": "残るもの",
    "the calls": "API 呼び出し",
    "digests of what is there": "既存のもののダイジェスト",
}
"""Templates with `{places}`; see `reading.translation`."""
