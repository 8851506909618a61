"""Messages, remedies, answers and plans in Japanese, from the translations of all packages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from rolecast.access.denials.japanese import JAPANESE as DENIALS
from rolecast.access.japanese import JAPANESE as ACCESS
from rolecast.account.japanese import JAPANESE as ACCOUNT
from rolecast.audits.japanese import JAPANESE as AUDITS
from rolecast.catalogue.japanese import JAPANESE as CATALOGUE
from rolecast.catalogue.library import CATALOGUE as LIBRARY
from rolecast.checks import rulebook
from rolecast.checks.japanese import COMMON, JOINTS, NOUNS
from rolecast.comparisons.japanese import JAPANESE as COMPARISONS
from rolecast.composition.japanese import JAPANESE as COMPOSITION
from rolecast.deployment.japanese import JAPANESE as DEPLOYMENT
from rolecast.draft.japanese import JAPANESE as DRAFT
from rolecast.iam.japanese import JAPANESE as IAM
from rolecast.reading.faults import Fault
from rolecast.reading.japanese import JAPANESE as READING
from rolecast.reading.translation import Translation
from rolecast.recognition.japanese import JAPANESE as RECOGNITION
from rolecast.rendering.japanese import JAPANESE as RENDERING
from rolecast.rolefile.japanese import JAPANESE as ROLEFILE
from rolecast.sources.japanese import JAPANESE as SOURCES
from rolecast.workflows.japanese import JAPANESE as WORKFLOWS

COMMANDS = {
    "error": "エラー",
    "error: {message}": "エラー: {message}",
    "notice: {message}": "通知: {message}",
    "notice: {file}: {message}": "通知: {file}: {message}",
    "{count} error{s}": "エラー {count} 件",
    "{count} error{s}; nothing was written": "エラー {count} 件。何も書き込んでいません",
    "{count} error{s}; nothing was changed": "エラー {count} 件。何も変更していません",
    "{count} errors ({listed} listed)": "エラー {count} 件 (表示 {listed} 件)",
    "{count} errors ({listed} listed); nothing was written": (
        "エラー {count} 件 (表示 {listed} 件)。何も書き込んでいません"
    ),
    "{count} errors ({listed} listed); nothing was changed": (
        "エラー {count} 件 (表示 {listed} 件)。何も変更していません"
    ),
    "{count} more": "ほか {count} 件",
    "error: standard output is closed": "エラー: 標準出力が閉じられています",
    "output": "出力",
    "stopped": "中断しました",
    "usage": "使用方法",
    # the command line
    "there is no command `{name}`": "コマンド `{name}` は存在しません",
    "`rolecast --help` lists the commands": "`rolecast --help` でコマンドの一覧を表示できます",
    "add `{option}` for the arguments and options": "`{option}` を付けると引数とオプションの説明を表示できます",
    "there is no option `{name}`": "オプション `{name}` は存在しません",
    "`{name}` needs a value": "`{name}` には値が必要です",
    "`{name}` takes no value": "`{name}` に値は指定できません",
    "missing argument `{name}`": "引数 `{name}` がありません",
    "unexpected argument `{name}`": "引数 `{name}` は指定できません",
    "`{text}` is not one of {words}": "`{text}` は使用できません。次のいずれかを指定してください: {words}",
    "`{text}` is not a valid integer": "`{text}` は整数ではありません",
    "{number} is not in the range {range}": "{number} は範囲 {range} にありません",
    "directory `{path}` does not exist": "ディレクトリ `{path}` が存在しません",
    "directory `{path}` is a file": "`{path}` はディレクトリではなくファイルです",
    "file `{path}` is a directory": "`{path}` はファイルではなくディレクトリです",
    "`{path}` already exists": "`{path}` はすでに存在します",
    "remove it, or name another file with `-o`": "削除するか、`-o` で別のファイルを指定してください",
    "`--set {text}` is not an assignment": "`--set {text}` は代入の形式ではありません",
    "write it as `--set NAME=VALUE`": "`--set NAME=VALUE` の形式で書いてください",
    "write it as `--set NAME=VALUE,VALUE`": "`--set NAME=VALUE,VALUE` の形式で書いてください",
    "`{about}` has nothing called `{name}`": "`{about}` に `{name}` という名前のものはありません",
    "{name}: {problem}": "{name}: {problem}",
    "give one of them": "いずれか 1 つを指定してください",
    "there is no {noun} `{name}`": "{noun} `{name}` は存在しません",
    "`{command}` lists them": "`{command}` で一覧を表示できます",
    "`--context {pair}` gives no value": "`--context {pair}` に値がありません",
    "write `--context KEY=VALUE`, or `--absent KEY`": "`--context KEY=VALUE` または `--absent KEY` と書いてください",
    # check
    "{count} finding{s} excluded by `--severity`, `--select` or `--ignore`": (
        "`--severity`、`--select`、`--ignore` により除外した検出結果 {count} 件"
    ),
    # audit
    "there is nothing to audit": "監査の対象がありません",
    "name a SOURCE, or an account with `--profile`": "SOURCE、または `--profile` でアカウントを指定してください",
    # import
    "role `{name}`: {said}": "ロール `{name}`: {said}",
    "role `{name}`": "ロール `{name}`",
    "notice: role `{name}`: {note}": "通知: ロール `{name}`: {note}",
    "activities explain {count} of its {policies} policies": (
        "{policies} 個のポリシーのうち {count} 個をアクティビティで表現しました"
    ),
    "activities explain {count} of its {policies} policies; the others are kept ({names})": (
        "{policies} 個のポリシーのうち {count} 個をアクティビティで表現しました。残りはそのままです ({names})"
    ),
    "explained by activities: {names}": "アクティビティで表現: {names}",
    "the new policies allow the same": "新しいポリシーの許可は同じです",
    "the new policies allow more: {actions}": "新しいポリシーで増える許可: {actions}",
    "the new policies allow less: {actions}": "新しいポリシーで減る許可: {actions}",
    "the new policies may allow more or less: {doubt}": ("新しいポリシーの許可は増えるか減る可能性があります: {doubt}"),
    "notice: account details have no descriptions and session lengths: add them": (
        "通知: アカウントの詳細には説明とセッション時間がありません。追加してください"
    ),
    "next: `{command}`": "次は `{command}` です",
    "the account {account} has no role `{name}`": "アカウント {account} にロール `{name}` はありません",
    # new
    "wrote {file}; next: `{command}`": "{file} を書き込みました。次は `{command}` です",
    "wrote {file} and {schema} (for editors); next: `{command}`": (
        "{file} と、エディタが検証に使う {schema} を書き込みました。次は `{command}` です"
    ),
    "region": "リージョン",
    "`{name}` is not a persona; {remedy}": "`{name}` はペルソナとして使用できません。{remedy}",
    # personas
    "title": "名称",
    "preselects": "選択されるアクティビティ",
    # permissions
    "the roles belong to {accounts}": "ロールのアカウントは {accounts} です",
    "choose one with `--account`": "`--account` でいずれかを指定してください",
    # explain
    "notice: `{name}` is `{text}`, which is not known here": "通知: `{name}` は `{text}` で、内容は不明です",
    # serve
    "`{command}` needs {package}": "`{command}` には {package} が必要です",
    "in a checkout of Rolecast, run `{command}`": "Rolecast のチェックアウトで `{command}` を実行してください",
    "the page cannot be served from a zip": "zip からはページを提供できません",
    "install the package, then run it": "パッケージをインストールして実行してください",
    "`--host {host}` lets other machines in: {meaning}": (
        "`--host {host}` では他のマシンからアクセスできます: {meaning}"
    ),
    "add `--allow-remote` if you want that": "許可する場合は `--allow-remote` を追加してください",
    "anyone who reaches that address and has the token can read and edit the role file, "
    "and the connection is not encrypted": (
        "このアドレスに到達できトークンを持つ人は誰でもロールファイルを参照、編集できます。接続は暗号化されません"
    ),
    "anyone who reaches that address and has the token can read and edit the role file "
    "and make roles in the account, and the connection is not encrypted": (
        "このアドレスに到達できトークンを持つ人は誰でも、ロールファイルの参照、編集と、"
        "アカウントでのロールの作成ができます。接続は暗号化されません"
    ),
    "warning: {text}": "警告: {text}",
    "Serving {file}; Ctrl-C stops.": "{file} を提供しています。Ctrl-C で停止します。",
    "`{host}` means every address of this machine": "`{host}` はこのマシンのすべてのアドレスを表します",
    "give the one that the browser will use": "ブラウザで使用するアドレスを指定してください",
    "cannot listen on {address}: {reason}": "{address} で待ち受けできません: {reason}",
    "name another port, or omit it to use any free port": (
        "別のポートを指定するか、指定を省略して空いているポートを使用してください"
    ),
    "name an address of this machine": "このマシンのアドレスを指定してください",
    # can, test
    "`{arn}` is an ARN, and an action is expected": "`{arn}` は ARN です。アクションを指定してください",
    "the order is FILE, ACTION, RESOURCE: `{command}`": "順序は FILE、ACTION、RESOURCE です: `{command}`",
    "the order is ACTION, RESOURCE, SOURCE: `{command}`": "順序は ACTION、RESOURCE、SOURCE です: `{command}`",
    "`{action}` is not an action": "`{action}` はアクションではありません",
    "output: the encoding {encoding} cannot write `{character}`": (
        "出力: エンコーディング {encoding} では `{character}` を書き込めません"
    ),
    "set the environment variable PYTHONUTF8=1": "環境変数 PYTHONUTF8=1 を設定してください",
    "an answer is needed": "回答が必要です",
    "`{text}` is neither a resource nor a file": "`{text}` はリソースでもファイルでもありません",
    "RESOURCE is an ARN, a pattern of ARNs or `*`": "RESOURCE は ARN、ARN のパターン、または `*` です",
    "yes: {role}, {request}": "許可: {role}、{request}",
    "no: {role}, {request}": "拒否: {role}、{request}",
    "unknown: {role}, {request}": "不明: {role}、{request}",
    "{action} on any of these:": "{action} は次のいずれに対しても許可されます:",
    "{action} on these, under conditions:": "{action} は次に対して条件付きで許可されます:",
    "{action} also on these, under conditions:": "{action} は次に対しても条件付きで許可されます:",
    "help: add `{values}`, or `{absent}` for a request without it": (
        "対処: `{values}` を追加するか、キーのないリクエストなら `{absent}` を追加してください"
    ),
    "help: add `{values}`, or `{absent}` for a request without them": (
        "対処: `{values}` を追加するか、キーのないリクエストなら `{absent}` を追加してください"
    ),
    "help: add `{context}` to the expectation; null is for a request without the key": (
        "対処: 期待する結果に `{context}` を追加してください。キーのないリクエストには null を指定します"
    ),
    "the service reference does not have `{action}`; it may be newer": (
        "サービスリファレンスに `{action}` がありません。新しいアクションかもしれません"
    ),
    "{count} expectation{s}, {failed} not met": "期待する結果 {count} 件、満たされないもの {failed} 件",
    "{request} is not allowed: {answer}": "{request} は許可されません: {answer}",
    "{request} is not denied: {answer}": "{request} は拒否されません: {answer}",
    "allow": "許可",
    "explicit-deny": "明示的な拒否",
    "implicit-deny": "暗黙的な拒否",
    "unknown": "不明",
    # denied
    "there is no message": "メッセージがありません",
    "pass the message, a file with it, or `-` for standard input": (
        "メッセージ、メッセージのファイル、または標準入力を表す `-` を指定してください"
    ),
    "denied: {request}": "拒否: {request}",
    "an action": "アクション",
    "to:": "呼び出し元:",
    "the message does not say": "メッセージに示されていません",
    "here:": "判定:",
    "note:": "注意:",
    "the message has encoded details: `{command}` prints them (it needs `{action}`); pass its output to `{denied}`": (
        "メッセージにエンコードされた詳細があります。`{command}` で表示できます (`{action}` の許可が必要)。"
        "その出力を `{denied}` に渡してください"
    ),
    "changed {file}: continue with `{command}`": "{file} を変更しました。次は `{command}` です",
    "`{path}` is read-only: nothing was written": "`{path}` は読み取り専用のため、書き込みませんでした",
    "make the file writable": "ファイルを書き込み可能にしてください",
    "`{path}` has changed meanwhile: nothing was written": "`{path}` が途中で変更されたため、書き込みませんでした",
    "run it again": "もう一度実行してください",
    "`--fix` changes one role file: {problem}": "`--fix` で変更できるロールファイルは 1 つです: {problem}",
    "{count} files were given": "{count} 個のファイルが指定されています",
    "`{file}` is not a file": "`{file}` はファイルではありません",
    "name the role file": "ロールファイルを指定してください",
    # who
    "there is no source": "ソースがありません",
    "name one, such as account details, or an account with `--profile`": (
        "アカウントの詳細などのソース、または `--profile` でアカウントを指定してください"
    ),
    "kind": "種類",
    "principal": "プリンシパル",
    "allowed": "許可",
    "why": "理由",
    "yes": "許可",
    "under conditions": "条件付き",
    "unknown: {policies}": "不明: {policies}",
    "service": "サービス",
    "federated": "フェデレーション",
    "account": "アカウント",
    "as {roles}": "ロール {roles} として",
    "{count} principal{s}: {request}": "プリンシパル {count} 件: {request}",
    # compare
    "there is nothing to compare with": "比較する対象がありません",
    "name NEW, or an action with `--not-granted`": "NEW、または `--not-granted` でアクションを指定してください",
    "`--on` is only for `--not-granted`": "`--on` は `--not-granted` と一緒に指定してください",
    "`--not-granted` takes one source and cannot be used with `--equal`": (
        "`--not-granted` に指定できるソースは 1 つで、`--equal` とは併用できません"
    ),
    # build
    "`--check` needs `-o` and cannot be used with `--timestamp`": (
        "`--check` には `-o` が必要で、`--timestamp` とは併用できません"
    ),
    "name the files to compare with `-o`": "比較するファイルを `-o` で指定してください",
    "`--import` may write several files": "`--import` では複数のファイルを書き込むことがあります",
    "name a folder with `-o`": "書き込み先を `-o` で指定してください",
    # compare, build
    "notice: not given, therefore assumed: {what}": "通知: 指定がないため仮定しました: {what}",
    "not given, therefore assumed: {what}": "指定がないため仮定しました: {what}",
    "nothing changes": "変更はありません",
    "`{path}` does not exist": "`{path}` は存在しません",
    "`{path}` is not up to date": "`{path}` は最新ではありません",
    "`{path}` is no longer built from the role file": "`{path}` はロールファイルから作成されなくなりました",
    "help: run the same command without `--check`": "対処: 同じコマンドを `--check` なしで実行してください",
    "wrote {count} role{s} to {files}": "{count} 個のロールを {files} に書き込みました",
    "removed {file}: it is no longer built from the role file": (
        "{file} を削除しました。ロールファイルから作成されなくなったためです"
    ),
    "`{file}` is the input `{input}`": "`{file}` は入力 `{input}` です",
    "create it, or name another file with `-o`": "フォルダを作成するか、`-o` で別のファイルを指定してください",
    "name another file with `-o`": "`-o` で別のファイルを指定してください",
    "`{file}` was not made by `{command}`": "`{file}` は `{command}` で作成されたものではありません",
    "name another file with `-o`, or replace it with `--force`": (
        "`-o` で別のファイルを指定するか、`--force` で置き換えてください"
    ),
    "the format {format} cannot be read from a file called `{name}`": (
        "形式 {format} は `{name}` という名前のファイルからは読み取れません"
    ),
    "call it `{name}`": "`{name}` という名前にしてください",
    "name the earlier role file: standard input has no revisions": (
        "以前のロールファイルを指定してください。標準入力にはリビジョンがありません"
    ),
    "there is no file and no git revision `{name}` of the role file": (
        "`{name}` というファイルも、ロールファイルの git リビジョンもありません"
    ),
    "name a file, or a git revision that has `{file}`: {problem}": (
        "ファイル、または `{file}` を含む git リビジョンを指定してください: {problem}"
    ),
    "with physical names": "物理名を使用する場合",
    # plan, apply, drift, destroy
    "`{file}` is a plan, which `--deployment`, `--adopt`, `--verify` and `--set` cannot change": (
        "`{file}` はプランです。`--deployment`、`--adopt`、`--verify`、`--set` では変更できません"
    ),
    "make another plan with them: `{command}`": "これらを指定してプランを作成し直してください: `{command}`",
    "notice: {place}: could not check the {noun} `{name}`: {reason}": (
        "通知: {place}: {noun} `{name}` を確認できませんでした: {reason}"
    ),
    "there is no {noun} `{name}` in the account {account} in {region}": (
        "アカウント {account} の {region} に{noun} `{name}` がありません"
    ),
    "wrote the plan to {file}; next: `{command}`": "プランを {file} に書き込みました。次は `{command}` です",
    "cannot ask for confirmation (not a terminal)": "確認できません (端末ではありません)",
    "pass `--yes`": "`--yes` を指定してください",
    "Do this in the account {account}? Only 'yes' will be accepted": (
        "アカウント {account} で実行しますか。実行するには 'yes' と入力してください"
    ),
    "Remove this from the account {account}? Only 'yes' will be accepted": (
        "アカウント {account} から削除しますか。削除するには 'yes' と入力してください"
    ),
    "Done.": "完了しました。",
    "Done:": "完了:",
    "Nothing was changed.": "何も変更していません。",
    "Not done:": "未完了:",
    "(tried)": "(試行)",
    "[{number}/{count}] {step}": "[{number}/{count}] {step}",
    "What was done stays; run again to continue from here.": (
        "完了した変更はそのまま残ります。再度実行すると、ここから続行します。"
    ),
    "verified: {count} of {total} names of the role file exist in the account": (
        "確認済み: ロールファイルの {total} 個の名前のうち {count} 個がアカウントに存在します"
    ),
    "subnets and security groups are in several VPCs: {names}": (
        "サブネットとセキュリティグループが複数の VPC にあります: {names}"
    ),
}
"""Texts of the commands themselves."""
PAGES = {
    "an unexpected error occurred": "予期しないエラーで失敗しました",
    "the terminal of `{command}` has more": "詳細は `{command}` の端末に表示されます",
    "there is no plan": "プランがありません",
    "make it first": "先にプランを作成してください",
    "the role file has changed since the plan was made": "プランの作成後にロールファイルが変更されました",
    "only `yes` will be accepted": "`yes` と入力してください",
    "a plan is being made or applied already": "プランの作成または適用がすでに進行中です",
    "wait for it to finish": "終了するまでお待ちください",
    "the value `{value}` has no condition key": "値 `{value}` に条件キーがありません",
}
"""Texts of the pages of `rolecast serve` themselves."""
PACKAGES = {
    "access": {**ACCESS, **DENIALS},
    "account": ACCOUNT,
    "audits": AUDITS,
    "catalogue": CATALOGUE,
    "comparisons": COMPARISONS,
    "composition": COMPOSITION,
    "deployment": DEPLOYMENT,
    "draft": DRAFT,
    "iam": IAM,
    "pages": PAGES,
    "reading": READING,
    "recognition": RECOGNITION,
    "rendering": RENDERING,
    "rolefile": ROLEFILE,
    "sources": SOURCES,
    "workflows": WORKFLOWS,
}
"""The texts of each package, by the English ones."""


def japanese(english: str) -> str | None:
    """The translation of a message, remedy or single line; None if there is none."""
    return _translation()(english)


def in_japanese(text: str) -> str:
    """The text translated line by line. A line without a translation is kept."""
    return "\n".join(japanese(line) or line for line in text.split("\n"))


def fault_in_japanese(fault: Fault) -> Fault:
    """The error with message and help translated, as far as possible."""
    return fault._replace(message=in_japanese(fault.message), help=fault.help and in_japanese(fault.help))


@cache
def _translation() -> Translation:
    """All translations. Those of grammar errors are in the rule that reports them."""
    grammar = rulebook.rule("invalid-policy").japanese
    return Translation(JOINTS, grammar, COMMON, NOUNS, COMMANDS, _parameters(), *PACKAGES.values())


def _parameters() -> Mapping[str, str]:
    """The descriptions of activities' parameters, by the English text."""
    activities = map(LIBRARY.activity, LIBRARY.activity_ids)
    descriptions = (parameter.description for activity in activities for parameter in activity.parameters.values())
    return {text["en"]: text["ja"] for text in descriptions}
