"""Errors in parameters and in a team's own activities, in Japanese, by the English text."""

from __future__ import annotations

_AT_THE_END = "末尾に `*` を使用できます"

JAPANESE = {
    # Values of parameters.
    "`{text}` is not a bucket name: write the bucket alone, without `arn:aws:s3:::`, `s3://` or an object's key": (
        "`{text}` はバケット名ではありません。`arn:aws:s3:::`、`s3://`、オブジェクトキーを除き、バケット名だけを書いてください"
    ),
    "`{text}` has {count} characters; a bucket name has 3 to 63": (
        "`{text}` は {count} 文字です。バケット名は 3 ～ 63 文字です"
    ),
    "`{text}` is not a bucket name: lower-case letters, digits, `.` and `-`, a letter or digit at both ends": (
        "`{text}` はバケット名ではありません。"
        "英小文字、数字、`.`、`-` を使用し、先頭と末尾は英小文字か数字にしてください"
    ),
    "`{text}` is not a bucket name: it has two adjacent dots, or looks like an IP address": (
        "`{text}` はバケット名ではありません。ドットが連続しているか、IP アドレスの形式になっています"
    ),
    "`{text}` is not a bucket name: AWS keeps `{part}` there": (
        "`{text}` はバケット名ではありません。`{part}` は AWS が予約しています"
    ),
    "`{text}` is not the ARN of an ECR repository, `{form}`": (
        "`{text}` は ECR リポジトリの ARN (`{form}`) ではありません"
    ),
    "`{text}` names an alias, which grants nothing in a policy: write the key's own ARN": (
        "`{text}` はエイリアスで、ポリシーでは何も許可しません。キー自体の ARN を書いてください"
    ),
    "`{text}` is not the ARN of a KMS key, `{form}`": "`{text}` は KMS キーの ARN (`{form}`) ではありません",
    "`{text}` is not a workgroup name: up to 128 of letters, digits and `._-`": (
        "`{text}` はワークグループ名ではありません。英数字と `._-` を 128 文字まで使用できます"
    ),
    "`{text}` is not a database name: 1 to 255 characters, no `*`, `?`, `/`, `$` or spaces": (
        "`{text}` はデータベース名ではありません。1 ～ 255 文字で、`*`、`?`、`/`、`$`、空白は使用できません"
    ),
    "`{text}` is not an index id: exactly 36 letters, digits and `-`": (
        "`{text}` はインデックス ID ではありません。英数字と `-` の 36 文字です"
    ),
    "`{text}` is not a subnet id: `subnet-` and 8 or 17 hexadecimal digits": (
        "`{text}` はサブネット ID ではありません。`subnet-` の後に 16 進数 8 桁または 17 桁です"
    ),
    "`{text}` is not a security group id: `sg-` and 8 or 17 hexadecimal digits": (
        "`{text}` はセキュリティグループ ID ではありません。`sg-` の後に 16 進数 8 桁または 17 桁です"
    ),
    "`{text}` does not make a bucket name after `sagemaker-studio-`": (
        "`sagemaker-studio-` の後に `{text}` を付けた名前は、バケット名になりません"
    ),
    "`{text}` is not an endpoint name: up to 63 letters, digits and `-`; `*` is allowed at the end": (
        f"`{{text}}` はエンドポイント名ではありません。英数字と `-` を 63 文字まで使用でき、{_AT_THE_END}"
    ),
    "`{text}` is not a feature group name: up to 64 letters, digits, `-` and `_`; `*` is allowed at the end": (
        f"`{{text}}` は特徴量グループ名ではありません。英数字、`-`、`_` を 64 文字まで使用でき、{_AT_THE_END}"
    ),
    "`{text}` is not a notebook instance name: up to 63 letters, digits and `-`; `*` is allowed at the end": (
        f"`{{text}}` はノートブックインスタンス名ではありません。英数字と `-` を 63 文字まで使用でき、{_AT_THE_END}"
    ),
    "`{text}` is not a pipeline name: up to 256 letters, digits and `-`; `*` is allowed at the end": (
        f"`{{text}}` はパイプライン名ではありません。英数字と `-` を 256 文字まで使用でき、{_AT_THE_END}"
    ),
    "`{text}` is not a domain id: `d-` and up to 61 lower-case letters and digits": (
        "`{text}` はドメイン ID ではありません。`d-` の後に英小文字と数字を 61 文字まで使用できます"
    ),
    "`{text}` is not a cluster name: up to 100 letters, digits, `-` and `_`; `*` is allowed at the end": (
        f"`{{text}}` はクラスター名ではありません。英数字、`-`、`_` を 100 文字まで使用でき、{_AT_THE_END}"
    ),
    "`{text}` is not a user pool id: a region, `_`, and letters and digits": (
        "`{text}` はユーザープール ID ではありません。リージョン、`_`、英数字の順です"
    ),
    "`{text}` is not the ARN of an SNS topic, `{form}`": "`{text}` は SNS トピックの ARN (`{form}`) ではありません",
    "`{text}` is not the ARN of a Lambda function, `{form}`": "`{text}` は Lambda 関数の ARN (`{form}`) ではありません",
    "`{text}` has a wildcard inside; `*` is allowed at the end": (
        f"`{{text}}` の途中にワイルドカードがあります。{_AT_THE_END}"
    ),
    "`{text}` has `${`, which starts an IAM variable": "`{text}` に、IAM 変数の開始を表す `${` があります",
    "a bucket name": "バケット名",
    "the ARN of an ECR repository": "ECR リポジトリの ARN",
    "a workgroup name": "ワークグループ名",
    "a database name": "データベース名",
    "an index id": "インデックス ID",
    "the ARN of a KMS key": "KMS キーの ARN",
    "a subnet id": "サブネット ID",
    "a security group id": "セキュリティグループ ID",
    "an endpoint name": "エンドポイント名",
    "a feature group name": "特徴量グループ名",
    "a notebook instance name": "ノートブックインスタンス名",
    "a pipeline name": "パイプライン名",
    "a domain id": "ドメイン ID",
    "a cluster name": "クラスター名",
    "a user pool id": "ユーザープール ID",
    "the ARN of an SNS topic": "SNS トピックの ARN",
    "the ARN of a Lambda function": "Lambda 関数の ARN",
    "a tag key": "タグキー",
    "a Studio id": "Studio ID",
    "the ARN of a role": "ロールの ARN",
    "a role": "ロール",
    # Catalogues of a team.
    "there is no {noun} `{name}`": "{noun} `{name}` は存在しません",
    "there is no {noun} `{name}`; {help}": "{noun} `{name}` は存在しません。{help}",
    "activity": "アクティビティ",
    "persona": "ペルソナ",
    "`{folder}` has neither activities nor personas": "`{folder}` にアクティビティもペルソナもありません",
    "they are the files `{one}` and `{other}` in it": "その中のファイル `{one}` と `{other}` です",
    "this is a link to a file outside the catalogue's folder": "カタログのフォルダの外のファイルへのリンクです",
    "this is not a file but a pipe, a device or a folder": "ファイルではなく、パイプ、デバイス、またはフォルダです",
    "this is a broken link": "リンク先が存在しません",
    "put the file itself there": "ファイル自体を置いてください",
    "flows are defined by AWS: there can be no others": "フローは AWS のもので、追加できません",
    "`{name}` is not an id: use lower-case words separated by `-`": (
        "`{name}` は ID ではありません。英小文字の単語を `-` でつないでください"
    ),
    "it needs either `policy`, with `statements`, or `managed`": (
        "`statements` を伴う `policy`、または `managed` のいずれかが必要です"
    ),
    "`policy` and `statements` belong together": "`policy` と `statements` は両方とも必要です",
    "`passes`: there is no action `{action}`": "`passes`: アクション `{action}` は存在しません",
    "the default of the parameter `{name}`: {problem}": "パラメータ `{name}` のデフォルト値: {problem}",
    "`passes`: no statement passes a role to `{name}`": "`passes`: `{name}` にロールを渡すステートメントがありません",
    "there is no variable `{name}`: it is not a parameter of the activity": (
        "変数 `{name}` は存在しません。アクティビティのパラメータではありません"
    ),
    "the parameter `{name}` is not used": "パラメータ `{name}` は使用されていません",
    "an operation names `{name}`, which does not exist": "操作の対象 `{name}` は存在しません",
    "an operation makes the statement `{name}`, which already exists": (
        "操作で作成するステートメント `{name}` はすでに存在します"
    ),
    "an operation leaves the statement `{name}` with conditions that no request meets": (
        "操作の結果、ステートメント `{name}` の条件を満たすリクエストがなくなります"
    ),
    "an operation restricts a statement, but {problem}": "操作でステートメントを制限できません: {problem}",
    "`continued` names a statement that does not exist": "`continued` のステートメントは存在しません",
    "the statement `{name}`: {problem}": "ステートメント `{name}`: {problem}",
    "the statement `{name}`: there is no action `{action}`": (
        "ステートメント `{name}`: アクション `{action}` は存在しません"
    ),
    "duplicate Sid `{sid}`": "Sid `{sid}` が重複しています",
    "the correction `{name}` changes nothing for {request}": "修正 `{name}` で {request} の結果は変わりません",
    "{request} is allowed": "{request} が許可されます",
    "{request} is not allowed": "{request} が許可されません",
    "{request} is allowed with the corrections {names}": "修正 {names} を適用すると {request} が許可されます",
    "{request} is not allowed with the corrections {names}": "修正 {names} を適用すると {request} が許可されません",
    "{request} in the variant `{variant}`": "バリアント `{variant}` の {request}",
    "`add` needs either `Action` or `Resource`": "`add` には `Action` または `Resource` のいずれかが必要です",
    "an operation": "操作",
    "one of {words}": "次のいずれかを指定してください: {words}",
    "the operation": "操作",
    "an activity": "アクティビティ",
    "a persona": "ペルソナ",
    "a word": "単語",
    "an id": "ID",
    "texts by language": "言語別のテキスト",
    "a statement": "ステートメント",
    "a parameter": "パラメータ",
    "a passed role": "渡すロール",
    "a request": "リクエスト",
    "a correction": "修正",
    "a flow": "フロー",
    "a source": "出典",
    "an address": "アドレス",
    "a service principal": "サービスプリンシパル",
    "a group": "グループ",
    "a policy name": "ポリシー名",
    "a text": "文字列",
    "a parameter type": "パラメータの型",
    "a context": "コンテキスト",
    "a privilege": "特権",
    "a name": "名前",
    "an overlay": "オーバーレイ",
    "a kind of persona": "ペルソナの種類",
    "a variant": "バリアント",
    "a language": "言語",
    "a condition": "条件",
    "its place in the list": "一覧での位置",
    "its name for people": "名称",
    "what it is for": "用途",
    "pages that state this": "記載されているページ",
    "the statements, by a name that overlays call them by": "ステートメント (オーバーレイで使う名前ごと)",
    "its rule": "値の規則",
    "how many values it may have": "指定できる値の数",
    "the action": "アクション",
    "the resource's ARN, or *": "リソースの ARN または *",
    "what it changes": "変更の内容",
    "what is wrong without it": "適用しない場合の問題",
    "the change": "変更",
    "the services that run with it; one of them is enough": "このロールで実行するサービス (いずれか 1 つで十分)",
    "activities that make such a role": "そのようなロールを作るアクティビティ",
    "the activities that it selects": "選択されるアクティビティ",
    "name a single action": "アクションを 1 つ指定してください",
    "its condition `{condition}` on `{key}` and another one cannot both be written": (
        "`{key}` の条件 `{condition}` と別の条件を同時に書くことはできません"
    ),
    "the wildcard in the service of `{text}`": "`{text}` のサービス部分のワイルドカード",
}
"""Templates with `{places}`; see `reading.translation`."""
