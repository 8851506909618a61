"""Errors in role files, and the nouns and descriptions of settings, in Japanese, by the English text."""

from __future__ import annotations

JAPANESE = {
    "`{text}` is not a region": "`{text}` はリージョンではありません",
    "`{text}` is not a region; {help}": "`{text}` はリージョンではありません。{help}",
    "there is no activity `{name}`": "アクティビティ `{name}` は存在しません",
    "`{command}` lists them": "`{command}` で一覧を表示できます",
    "there is no correction `{name}`": "修正 `{name}` は存在しません",
    "a list of statements": "ステートメントのリスト",
    "write `{one}` and the rest below it": "`{one}` と書き、残りをその下に続けてください",
    "activities are needed here: a mapping from an activity to its parameters": (
        "アクティビティ (アクティビティからパラメータへのマッピング) が必要です"
    ),
    "write one as `{one}` or `{other}`": "`{one}` または `{other}` の形式で書いてください",
    '`{text}` is an identity provider: write a statement with `"Federated"` under `trust.statements`': (
        '`{text}` は ID プロバイダーです。`trust.statements` に `"Federated"` を持つステートメントを書いてください'
    ),
    "lines of the file end in a carriage return alone": "ファイルの行末が復帰文字 (CR) だけになっています",
    "save it with line feeds": "改行文字 (LF) で保存してください",
    "there is no folder `{path}`": "フォルダ `{path}` は存在しません",
    "name one, relative to this file": "このファイルからの相対パスで指定してください",
    "`{key}` is shared with another place of the file through an anchor": (
        "`{key}` はアンカーによりファイルの別の箇所と共有されています"
    ),
    "change it in the file, or write the value out in both places": (
        "ファイルで変更するか、両方の箇所に値を書いてください"
    ),
    "`{key}` does not begin its line": "`{key}` が行の先頭にありません",
    # Variables.
    "`{name}` is not a variable's name: use lower-case letters, digits and `_`, a letter first": (
        "`{name}` は変数名ではありません。英小文字で始め、英小文字、数字、`_` を使用してください"
    ),
    "`{name}` is built in: give it another name": "`{name}` は常に定義されています。別の名前にしてください",
    "`{name}` is reserved by Terraform: give it another name": (
        "`{name}` は Terraform の予約語です。別の名前にしてください"
    ),
    "`{text}` contains a variable: a value must be plain text": (
        "`{text}` に変数が含まれています。値に変数は使用できません"
    ),
    "the default is {given}, and the type is {type}": "デフォルト値は{given}ですが、型は {type} です",
    "a single string": "単一の文字列",
    "write a list, as in `{example}`": "`{example}` のようにリストで書いてください",
    "`--set {name}`: {file} has no variable `{name}`": "`--set {name}`: {file} に変数 `{name}` はありません",
    "the variables are {names}": "変数は {names} です",
    "declare it under `variables:`": "`variables:` で宣言してください",
    "declare it under `variables:`, or use {names}": "`variables:` で宣言するか、{names} を使用してください",
    "`--set {name}`: {count} values, and the variable is not a list": (
        "`--set {name}`: 値が {count} 個ありますが、変数はリストではありません"
    ),
    "give one, or declare it with `type: list`": "値を 1 つにするか、`type: list` を付けて宣言してください",
    "`--set {name}` has an empty value": "`--set {name}` の値が空です",
    "`--set {name}`: {problem}": "`--set {name}`: {problem}",
    "`--account`: {problem}": "`--account`: {problem}",
    "write the value out": "実際の値を書いてください",
    "the file is for the {what} {own}, and `--{name}` gives {given}": (
        "ファイルの{what}は {own} ですが、`--{name}` では {given} が指定されています"
    ),
    "account": "アカウント",
    "region": "リージョン",
    "remove `{key}` from the file to choose it with `{option}`": (
        "`{option}` で指定するには、ファイルから `{key}` を削除してください"
    ),
    "there is no variable `{name}`": "変数 `{name}` は存在しません",
    "invalid reference to the variable `{name}`": "変数 `{name}` の書き方が正しくありません",
    "`{name}` cannot be used in `{setting}`": "`{setting}` で `{name}` は使用できません",
    "write it out, or declare a variable of your own": "実際の値を書くか、独自の変数を宣言してください",
    "two lists without values in one string: {names}": "1 つの文字列で、値のないリスト {names} が両方使われています",
    "give one of them with `{option}`": "どちらかを `{option}` で指定してください",
    "`{setting}` has to be known, and the variable `{name}` has no value": (
        "`{setting}` には値が必要ですが、変数 `{name}` に値がありません"
    ),
    "give it with `{option}`, or write a `default:`": "`{option}` で指定するか、`default:` を書いてください",
    "a key cannot contain a variable: `{key}`": "キーに変数は使用できません: `{key}`",
    "write the key out; values may have variables": "キーはそのまま書いてください。変数は値で使用できます",
    "`rolecast new` writes a role file": "`rolecast new` でロールファイルを作成できます",
    # Nouns.
    "a suppression": "抑制",
    "the rule whose findings are suppressed": "検出結果を抑制するルール",
    "a rule": "ルール",
    "a reason": "理由",
    "a policy": "ポリシー",
    "an action": "アクション",
    "a resource": "リソース",
    "an instance type": "インスタンスタイプ",
    "the activity `{name}`": "アクティビティ `{name}`",
    "the network": "ネットワーク",
    "the subnets that jobs may run in": "ジョブを実行できるサブネット",
    "the security groups that jobs may use": "ジョブが使用できるセキュリティグループ",
    "the encryption": "暗号化",
    "the keys for data and output": "データと出力のキー",
    "the keys for storage volumes": "ストレージボリュームのキー",
    "the narrowing": "絞り込み",
    "the quotas": "クォータ",
    "a quota": "クォータ",
    "an account": "アカウント",
    "a region": "リージョン",
    "an edition": "エディション",
    "a packing": "パッキング",
    "a guardrail mode": "ガードレールのモード",
    "a tag value": "タグ値",
    "a name prefix": "名前のプレフィックス",
    "a managed policy": "マネージドポリシー",
    "a deletion mode": "削除のモード",
    "a policy suffix": "ポリシー名のサフィックス",
    "the trust policy": "信頼ポリシー",
    "a principal": "プリンシパル",
    "an inline policy": "インラインポリシー",
    "a description": "説明",
    "a role name": "ロール名",
    "a path": "パス",
    "a session length in seconds": "秒単位のセッション時間",
    "a value": "値",
    "an expectation": "期待する結果",
    "one action": "1 つのアクション",
    "a condition key": "条件キー",
    "the expectations": "期待する結果",
    "a role's key": "ロールのキー",
    "the role file": "ロールファイル",
    "a role file": "ロールファイル",
    "the version of the role file": "ロールファイルのバージョン",
    "a folder": "フォルダ",
    "the ARN of a managed policy": "マネージドポリシーの ARN",
    "a variable": "変数",
    "a variable's name": "変数名",
    "a type": "型",
    "the roles, by key": "ロール (キーごと)",
    "the suppressions": "抑制の一覧",
}
"""Templates with `{places}`; see `reading.translation`."""
