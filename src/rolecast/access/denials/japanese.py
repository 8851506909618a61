"""Reasons of denials and their remedies in Japanese, by the English text."""

from __future__ import annotations

JAPANESE = {
    "identity-based policy": "アイデンティティベースのポリシー",
    "permissions boundary": "アクセス許可の境界",
    "session policy": "セッションポリシー",
    "service control policy (SCP)": "サービスコントロールポリシー (SCP)",
    "resource control policy (RCP)": "リソースコントロールポリシー (RCP)",
    "resource-based policy": "リソースベースのポリシー",
    "VPC endpoint policy": "VPC エンドポイントポリシー",
    "role trust policy": "ロールの信頼ポリシー",
    # Reasons that AWS gives.
    "AWS: {said}": "AWS: {said}",
    "S3 Block Public Access blocks the change, whatever policies allow": (
        "ポリシーの許可にかかわらず、S3 のパブリックアクセスブロックが変更を拒否しています"
    ),
    "Lake Formation refuses it; IAM policies are not the reason": (
        "Lake Formation が拒否しています。IAM ポリシーが原因ではありません"
    ),
    "a Deny statement matches; AWS does not say in which policy": (
        "Deny ステートメントに一致しました。どのポリシーかは AWS のメッセージに示されていません"
    ),
    "gives no reason": "理由が示されていません",
    "a {policy} denies it, or none allows it": "{policy}が拒否しているか、許可していません",
    "a {policy} denies it, or none allows it: {name}": "{policy}が拒否しているか、許可していません: {name}",
    "an {policy} denies it, or none allows it": "{policy}が拒否しているか、許可していません",
    "an {policy} denies it, or none allows it: {name}": "{policy}が拒否しているか、許可していません: {name}",
    "a Deny statement of a {policy} matches": "{policy}の Deny ステートメントに一致しました",
    "a Deny statement of a {policy} matches: {name}": "{policy}の Deny ステートメントに一致しました: {name}",
    "a Deny statement of an {policy} matches": "{policy}の Deny ステートメントに一致しました",
    "a Deny statement of an {policy} matches: {name}": "{policy}の Deny ステートメントに一致しました: {name}",
    "no {policy} allows it": "許可する{policy}がありません",
    "no {policy} allows it: {name}": "許可する{policy}がありません: {name}",
    # Decisions by the policies.
    "the policies of {kind} `{name}` allow it: the reason is outside the role": (
        "{kind} `{name}` のポリシーでは許可されています。原因はロールの外にあります"
    ),
    "the policies of {kind} `{name}` allow it: the reason is outside the user": (
        "{kind} `{name}` のポリシーでは許可されています。原因はユーザーの外にあります"
    ),
    "the policies of {kind} `{name}` allow it, so the reason is elsewhere": (
        "{kind} `{name}` のポリシーでは許可されているため、原因は別にあります"
    ),
    "the policies of {kind} `{name}` may allow it": "{kind} `{name}` のポリシーで許可される可能性があります",
    "the policies of {kind} `{name}` deny it, for another reason than AWS gives": (
        "{kind} `{name}` のポリシーでも拒否されますが、AWS が示す理由とは異なります"
    ),
    "the policies of {kind} `{name}` deny it too": "{kind} `{name}` のポリシーでも拒否されます",
    "{statement} denies it: narrow or remove it": "{statement} が拒否しています。範囲を狭めるか、削除してください",
    # Remedies.
    "the owner of the bucket can change its Block Public Access settings; keep them if you can": (
        "バケットの所有者はパブリックアクセスブロックの設定を変更できます。できるだけ変更しないでください"
    ),
    "compare the values that the request had for {keys} with the conditions above; `{command}` tries values with "
    "`{option}`": ("リクエストの {keys} の値を上記の条件と比較してください。`{command}` の `{option}` で値を試せます"),
    "a data lake administrator can grant Lake Formation permissions on it to the caller": (
        "データレイク管理者が呼び出し元に Lake Formation の許可を付与できます"
    ),
    "the team that manages the permissions boundary": "アクセス許可の境界を管理するチーム",
    "the caller that starts the session, in the policy passed to sts:AssumeRole": (
        "セッションを開始する呼び出し元 (sts:AssumeRole に渡すポリシー)"
    ),
    "the administrators of the organization, in a service control policy": (
        "組織の管理者 (サービスコントロールポリシー)"
    ),
    "the administrators of the resource's organization, in a resource control policy": (
        "リソースの組織の管理者 (リソースコントロールポリシー)"
    ),
    "the owner of the resource, in the resource's own policy": "リソースの所有者 (リソース自体のポリシー)",
    "the owner of the VPC endpoint, in the endpoint's policy": (
        "VPC エンドポイントの所有者 (エンドポイントのポリシー)"
    ),
    "the owner of the role to assume, in its trust policy": "引き受けるロールの所有者 (信頼ポリシー)",
    "ask {who}, for an exception from the Deny statement": "{who} に、Deny ステートメントの例外を依頼してください",
    "ask {who} ({policy}), for an exception from the Deny statement": (
        "{who} に、{policy} の Deny ステートメントの例外を依頼してください"
    ),
    "ask {who}, for this statement": "{who} に、このステートメントの追加を依頼してください",
    "ask {who} ({policy}), for this statement": "{who} に、{policy} へのこのステートメントの追加を依頼してください",
    "narrow or remove the Deny statement, which no Allow statement overrides": (
        "Deny ステートメントの範囲を狭めるか、削除してください。Allow ステートメントでは上書きできません"
    ),
    "narrow or remove the Deny statement of {policy}, which no Allow statement overrides": (
        "{policy} の Deny ステートメントの範囲を狭めるか、削除してください。Allow ステートメントでは上書きできません"
    ),
    "compare the role with what is deployed: `{one}`, or `{other}`": (
        "デプロイされているロールと比較してください: `{one}` または `{other}`"
    ),
    "the trust policy of the role to assume must allow it too": "引き受けるロールの信頼ポリシーでも許可が必要です",
    "the key's policy must allow it too": "キーポリシーでも許可が必要です",
    "the resource's own policy may deny it or, in another account, has to allow it": (
        "リソース自体のポリシーが拒否しているか、別のアカウントの場合はそのポリシーでも許可が必要です"
    ),
    "a service control policy, a resource control policy, a session policy or a VPC endpoint policy": (
        "サービスコントロールポリシー、リソースコントロールポリシー、"
        "セッションポリシー、VPC エンドポイントポリシーのいずれか"
    ),
    "beyond this request, allows {count} action{s} of {services}": (
        "このリクエスト以外に {services} のアクション {count} 個を許可します"
    ),
    "beyond this request, allows at least {count} action{s} of {services}": (
        "このリクエスト以外に {services} のアクション {count} 個以上を許可します"
    ),
    "allows the request under a condition on {keys}, which the message does not give": (
        "{keys} の条件を満たす場合にのみリクエストを許可します。メッセージにはその値がありません"
    ),
    "allows nothing beyond this request": "このリクエスト以外は許可しません",
    "may allow more than this request": "このリクエスト以外も許可する可能性があります",
    # Errors.
    "no denied request found in the message": "メッセージに拒否されたリクエストが見つかりません",
    "looked for `{one}`, `{other}`, what SageMaker says of a role that it cannot use, and CloudTrail records with an "
    "`{key}`": (
        "探したもの: `{one}`、`{other}`、使用できないロールについての SageMaker のメッセージ、"
        "`{key}` を持つ CloudTrail レコード"
    ),
}
"""Templates with `{places}`; see `reading.translation`."""
