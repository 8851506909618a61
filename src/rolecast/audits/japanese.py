"""Audits in Japanese, by the English text."""

from __future__ import annotations

JAPANESE = {
    "account {account}: {principals} (AWS data of {date})": (
        "アカウント {account}: {principals} (AWS データの日付: {date})"
    ),
    "{principals} (AWS data of {date})": "{principals} (AWS データの日付: {date})",
    "{count} role{s}": "ロール {count} 個",
    "{count} user{s}": "ユーザー {count} 人",
    "{count} group{s}": "グループ {count} 個",
    "{count} action{s}": "アクション {count} 個",
    # The table and its summary.
    "PRINCIPAL": "プリンシパル",
    "LAST USED": "最終使用日",
    "ACTIVITIES": "アクティビティ",
    "BEYOND": "それ以外",
    "ESCALATION": "権限昇格",
    "never": "なし",
    "all": "すべて",
    "everything": "すべて",
    "{count} full": "全部 {count}",
    "{count} conditional": "条件付き {count}",
    "{count} partial": "一部 {count}",
    "{count} full +{more}": "全部 {count} +{more}",
    "{count} conditional +{more}": "条件付き {count} +{more}",
    "administrator": "管理者",
    "changes permissions": "権限を変更する",
    "changes permissions ({count})": "権限を変更する ({count})",
    "passes a role": "ロールを渡す",
    "passes a role ({count})": "ロールを渡す ({count})",
    "uses another role": "別のロールを使う",
    "uses another role ({count})": "別のロールを使う ({count})",
    "none found": "検出なし",
    "and {count} more; `--format tsv`, `json` and `html` have them all": (
        "ほか {count} 件。すべて表示するには `--format tsv`、`json`、`html` を指定してください"
    ),
    "{count} administrator{s}": "管理者 {count} 件",
    "{count} with a way to more permissions": "権限昇格の経路があるもの {count} 件",
    "{count} with actions beyond their activities": "アクティビティ以外のアクションがあるもの {count} 件",
    "{count} never used, as far as IAM tracks it": "IAM の追跡期間内に使用履歴がないもの {count} 件",
    "{count} with policies whose text is not available (marked ?): they may allow more or less": (
        "内容が不明なポリシーがあるもの (? 印) {count} 件。許可の範囲は実際と異なる可能性があります"
    ),
    "{count} not used in the {days} days before {date}, the last use of any role": (
        "ロールの最後の使用日 {date} までの {days} 日間に使用されていないもの {count} 件"
    ),
    "`--role NAME` shows a principal in detail": "`--role NAME` でプリンシパルの詳細を表示できます",
    "service control policies and resource control policies": (
        "サービスコントロールポリシーとリソースコントロールポリシー"
    ),
    "policies of resources, such as buckets and keys": "バケットやキーなどのリソースベースのポリシー",
    "policies of VPC endpoints": "VPC エンドポイントポリシー",
    # A principal in detail.
    "last used": "最終使用日",
    "{date} in {region}": "{date} ({region})",
    "trusts": "信頼先",
    "if {conditions}": "条件: {conditions}",
    "allows": "許可",
    "full": "全部",
    "conditional": "条件付き",
    "partial": "一部",
    "part of {activities}": "次に含まれる: {activities}",
    "missing {actions}": "不足: {actions}",
    "on {resources}": "対象: {resources}",
    "beyond": "それ以外",
    "escalation": "権限昇格",
    "{way}: {kind}, on {targets} (by {policies})": "{way}: {kind} (対象: {targets}、ポリシー: {policies})",
    "administrator: everything is allowed on everything": (
        "管理者: すべてのリソースに対するすべてのアクションが許可されています"
    ),
    "finding": "検出結果",
    "(suppressed: {reason})": "(抑制済み: {reason})",
    "proposal": "提案",
    "none: {reasons}": "なし: {reasons}",
    "narrowed by {names}": "制限 (narrowing): {names}",
    "keeps {policies}": "残るポリシー: {policies}",
    "allows the same": "許可の範囲は同じ",
    "allows more: {actions}": "増える許可: {actions}",
    "allows less: {actions}": "減る許可: {actions}",
    "not decided: {texts}": "判定できないもの: {texts}",
    "not known": "不明",
    "{name}: it may allow more, or deny some of this": (
        "{name}: さらに許可しているか、一部を拒否している可能性があります"
    ),
    "{name} (not valid: {problem})": "{name} (無効: {problem})",
    "{name} (in part)": "{name} (一部)",
    # Changes since a baseline.
    "`{file}` is not the JSON of an audit": "`{file}` は監査の JSON ではありません",
    "write one with `{command}`": "`{command}` で作成してください",
    "nothing new since the baseline": "ベースラインから新しく増えたものはありません",
    "(new)": "(新規)",
    "activities": "アクティビティ",
    "reaches": "到達先",
}
"""Templates with `{places}`; see `reading.translation`."""
