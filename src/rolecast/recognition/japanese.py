"""Reasons why a role file cannot describe a role, in Japanese, by the English text."""

from __future__ import annotations

JAPANESE = {
    "role `{name}` cannot be written as a role file: {reasons}": (
        "ロール `{name}` はロールファイルとして書けません: {reasons}"
    ),
    "leave it as it is, or change it to what a role file can hold": (
        "そのまま残すか、ロールファイルで表現できるように変更してください"
    ),
    "its trust policy": "信頼ポリシー",
    "{policy}: {problem}": "{policy}: {problem}",
    "a role file cannot hold its {part}": "ロールファイルで{part}を表現できません",
    "path": "パス",
    "name": "名前",
    "attached policies": "アタッチされたポリシー",
    "managed policies": "マネージドポリシー",
    "inline policies": "インラインポリシー",
    "The document of {policy} is not known: what it allows or denies is not checked.": (
        "{policy} のドキュメントは不明で、許可または拒否するものもわかりません。"
    ),
    "AWS lets nobody else change this role: remove it from the file before it is deployed.": (
        "このロールを変更できるのは AWS だけです。デプロイする前にファイルから削除してください。"
    ),
    "{principal} was a user or a role that is deleted.": "{principal} は削除されたユーザーまたはロールです。",
    "a role file cannot hold its trust policy": "ロールファイルで信頼ポリシーを表現できません",
    # Comments in the role file.
    "These roles may have {settings} that are not known: add them.": (
        "これらのロールの{settings}は不明です。既定値と異なる場合は追加してください。"
    ),
    "descriptions": "説明",
    "session lengths": "セッション時間",
    "descriptions and session lengths": "説明とセッション時間",
    "Other policies that these roles attach, as they were when this file was written. Not deployed.": (
        "これらのロールにアタッチされている他のポリシー (このファイルの作成時点の内容)。デプロイされません。"
    ),
}
"""Templates with `{places}`; see `reading.translation`."""
