"""Errors of AWS calls and account details in Japanese, by the English text. AWS's own messages are not translated."""

from __future__ import annotations

_SIGN_IN = "`aws sso login` などで再度サインインするか、AWS_PROFILE に有効なプロファイルを設定してください"
_ENGLISH = "sign in again, such as with `aws sso login`, or set AWS_PROFILE to a profile that works"

JAPANESE = {
    "AWS refuses {operation}: {reason} ({code})": "AWS が {operation} を拒否しました: {reason} ({code})",
    "no reason given": "理由なし",
    "{operation} failed: {reason}": "{operation} が失敗しました: {reason}",
    "connecting to AWS": "AWS への接続",
    "there are no AWS credentials: {reason}": "AWS 認証情報がありません: {reason}",
    "set AWS_PROFILE or pass `--profile`; `aws sts get-caller-identity` shows whether it works": (
        "AWS_PROFILE を設定するか、`--profile` を指定してください。"
        "有効かどうかは `aws sts get-caller-identity` で確認できます"
    ),
    "the AWS credentials are incomplete: {reason}": "AWS 認証情報が不完全です: {reason}",
    "set both the access key and the secret access key": "キーとシークレットの両方を指定してください",
    "there is no such AWS profile: {reason}": "AWS プロファイルが存在しません: {reason}",
    "`aws configure list-profiles` lists them": "`aws configure list-profiles` で一覧を表示できます",
    "cannot load the AWS credentials: {reason}": "AWS 認証情報を読み込めません: {reason}",
    _ENGLISH: _SIGN_IN,
    "no AWS region is set: {reason}": "AWS リージョンが設定されていません: {reason}",
    "pass `--region`, or set AWS_REGION": "`--region` を指定するか、AWS_REGION を設定してください",
    "AWS did not answer in time: {reason}": "AWS が時間内に応答しませんでした: {reason}",
    "check the network and AWS_ENDPOINT_URL, then run again": (
        "ネットワークと AWS_ENDPOINT_URL を確認し、再度実行してください"
    ),
    "AWS cannot be reached: {reason}": "AWS に接続できません: {reason}",
    "check the network, any proxy and AWS_ENDPOINT_URL, then run again": (
        "ネットワーク、プロキシ、AWS_ENDPOINT_URL を確認し、再度実行してください"
    ),
    "this machine's clock is wrong: set it, then run again": (
        "このマシンの時計が正しくありません。合わせてから再度実行してください"
    ),
    f"the credentials have expired: {_ENGLISH}": f"認証情報の有効期限が切れています。{_SIGN_IN}",
    f"AWS does not know these credentials: {_ENGLISH}; in another partition they need its region": (
        f"AWS に登録されていない認証情報です。{_SIGN_IN}。別のパーティションではそのリージョンが必要です"
    ),
    "the secret key does not belong to the access key, or is mistyped": (
        "シークレットキーがアクセスキーと対応していないか、入力に誤りがあります"
    ),
    "ask an administrator for this permission": "管理者にこの権限を依頼してください",
    "too many requests from this account: wait, then run again": (
        "このアカウントからのリクエストが多すぎます。しばらく待ってから再度実行してください"
    ),
    "it was created in the meantime: run `rolecast plan` to see what exists": (
        "その間に作成されました。`rolecast plan` で確認してください"
    ),
    "it was deleted in the meantime, or its name is mistyped: run `rolecast plan`": (
        "その間に削除されたか、名前に誤りがあります。`rolecast plan` を実行してください"
    ),
    "a quota of the account is reached: request an increase in Service Quotas, or use less": (
        "アカウントのクォータに達しました。Service Quotas で AWS に引き上げを依頼するか、使用量を減らしてください"
    ),
    "something outside the deployment still uses it: find out what": (
        "デプロイの外でまだ使用されています。使用しているものを確認してください"
    ),
    "AWS had an internal error: run again": "AWS の内部エラーです。再度実行してください",
    "invalid answer from AWS to {operation}: {problem}": "{operation} に対する AWS の応答が不正です: {problem}",
    "check AWS_ENDPOINT_URL and any proxy, then run again": (
        "AWS_ENDPOINT_URL とプロキシを確認し、再度実行してください"
    ),
    "it cannot be read: {reason}": "読み取れません: {reason}",
    "`{text}` is not the ARN of a caller": "`{text}` は呼び出し元の ARN ではありません",
    "boto3 is not installed": "boto3 がインストールされていません",
    "in a checkout of Rolecast, run `{command}`": "Rolecast のチェックアウトで `{command}` を実行してください",
    "the role file's region {region} is in the partition `{partition}`, but AWS is asked in {own}, "
    "which is in `{other}`": (
        "ロールファイルのリージョン {region} はパーティション `{partition}` にありますが、"
        "AWS への接続先 {own} は `{other}` にあります"
    ),
    "pass `{option}`, and use credentials for that partition": (
        "`{option}` を指定し、そのパーティションの認証情報を使用してください"
    ),
    # Account details.
    "`{file}` does not contain an account's authorization details: {problem}": (
        "`{file}` にアカウントの承認の詳細がありません: {problem}"
    ),
    "write one with `{command}`": "`{command}` で作成してください",
    "it is about {count} accounts: {accounts}": "{count} 個のアカウントの情報です: {accounts}",
    "write a file for each account; `rolecast audit` and `who` take several": (
        "アカウントごとにファイルを作成してください。`rolecast audit` と `who` には複数のファイルを指定できます"
    ),
    "no role, user, group or policy in it can be read": ("読み取れるロール、ユーザー、グループ、ポリシーがありません"),
    "it has no `RoleDetailList`": "`RoleDetailList` がありません",
    "this is not the whole account: more pages follow": "アカウントの一部だけです。続きのページがあります",
    "write it with `{command}`, without `{option}` and `{other}`": (
        "`{option}` と `{other}` を付けずに `{command}` で作成してください"
    ),
    "cannot read `{file}`: {reason}": "`{file}` を読み取れません: {reason}",
    "{noun} {name} cannot be read: {problem}": "{noun} {name} を読み取れません: {problem}",
    "it is listed twice": "重複しています",
    "the policy in `{key}` cannot be read: {problem}": "`{key}` のポリシーを読み取れません: {problem}",
    "an object": "オブジェクト",
    "a number": "数値",
    "a string": "文字列",
    "the number {number}": "数値 {number}",
    "`{key}` has to be a policy, not {kind}": "`{key}` はポリシーでなければなりません。{kind}は使用できません",
    "`{key}` has to be {noun}, not {kind}": "`{key}` は{noun}でなければなりません。{kind}は使用できません",
    "`{key}` is {kind}, which is not a time": "`{key}` は時刻ではなく{kind}です",
    "`{key}` has {kind}, which is not a string": "`{key}` に文字列ではなく{kind}があります",
    "`{key}` has half of a surrogate pair": "`{key}` にサロゲートペアの片方だけがあります",
    "`{key}` is missing": "`{key}` がありません",
    "{count} of its {total} versions are the default; there has to be one": (
        "{total} 個のバージョンのうち {count} 個がデフォルトです。デフォルトは 1 つでなければなりません"
    ),
    "`{arn}` is not the ARN of the {kind} `{name}`": "`{arn}` は{kind} `{name}` の ARN ではありません",
    "`{text}` is not a version": "`{text}` はバージョンではありません",
    "bucket": "バケット",
    "Studio bucket": "Studio バケット",
    "repository": "リポジトリ",
    "workgroup": "ワークグループ",
    "database": "データベース",
    "index": "インデックス",
    "key": "キー",
    "subnet": "サブネット",
    "security group": "セキュリティグループ",
}
"""Templates with `{places}`; see `reading.translation`."""
