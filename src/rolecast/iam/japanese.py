"""Errors in IAM names, and results of comparisons, in Japanese, by the English text."""

from __future__ import annotations

JAPANESE = {
    "`{text}` is not the ARN of a role, such as `{example}`": (
        "`{text}` はロールの ARN (例: `{example}`) ではありません"
    ),
    "`{text}` is not the ARN of a managed policy, such as `{example}`": (
        "`{text}` はマネージドポリシーの ARN (例: `{example}`) ではありません"
    ),
    "`{text}` is neither an account of 12 digits nor the ARN of a user, a role or an account's root": (
        "`{text}` は 12 桁のアカウントでも、ユーザー、ロール、アカウントルートの ARN でもありません"
    ),
    "{subject} has `{character}` (U+{code}) as character {number}, which IAM does not accept": (
        "{subject}の {number} 文字目に、IAM で使用できない文字 `{character}` (U+{code}) があります"
    ),
    "`{text}` has {count} characters; a path has at most 512": "`{text}` は {count} 文字です。パスは最大 512 文字です",
    "`{text}` is not a path: it begins and ends with `/`, without spaces": (
        "`{text}` はパスではありません。空白を含めず、先頭と末尾を `/` にしてください"
    ),
    "`{text}` has {count} characters; a description has at most 1,000": (
        "`{text}` は {count} 文字です。説明は最大 1,000 文字です"
    ),
    "`{text}` has {count} characters; a tag key has 1 to 128": (
        "`{text}` は {count} 文字です。タグキーは 1 ～ 128 文字です"
    ),
    "`{text}` begins with `aws:`, which AWS reserves": ("`{text}` の先頭の `aws:` は AWS が予約しています"),
    "`{text}` has {count} characters; a tag value has at most 256": (
        "`{text}` は {count} 文字です。タグ値は最大 256 文字です"
    ),
    "`{text}` is not an account: write `{digits}`": (
        "`{text}` はアカウントではありません。`{digits}` と書いてください"
    ),
    "`{text}` is not an account: it has 12 digits": "`{text}` はアカウントではありません。アカウントは 12 桁の数字です",
    "`{text}` would let anyone assume the role: name an account, a user or a role": (
        "`{text}` では誰でもロールを引き受けられます。アカウント、ユーザー、ロールのいずれかを指定してください"
    ),
    "`{text}` is not a service principal, such as `{example}`": (
        "`{text}` はサービスプリンシパル (例: `{example}`) ではありません"
    ),
    "`{text}` is empty": "`{text}` が空です",
    "{subject} is empty": "{subject}が空です",
    "`{text}` has {count} characters; the name has at most {most}": (
        "`{text}` は {count} 文字です。名前は最大 {most} 文字です"
    ),
    "{subject} has {count} characters; the name has at most {most}": (
        "{subject}は {count} 文字です。名前は最大 {most} 文字です"
    ),
    "`{text}` is not a name in IAM: letters, digits and `{signs}`": (
        "`{text}` は IAM の名前として使用できません。英数字と `{signs}` を使用してください"
    ),
    "{subject} is not a name in IAM: letters, digits and `{signs}`": (
        "{subject}は IAM の名前として使用できません。英数字と `{signs}` を使用してください"
    ),
    "`Null` already tests whether a key exists: remove `IfExists`": (
        "`Null` 自体がキーの有無を調べる演算子です。`IfExists` を削除してください"
    ),
    "a prefix is `ForAllValues:` or `ForAnyValue:`": "プレフィックスは `ForAllValues:` または `ForAnyValue:` です",
    # Comparisons: principals, and reasons for undecided ones.
    "any service": "任意のサービス",
    "requests without credentials": "認証情報のないリクエスト",
    "any principal of another account": "別のアカウントの任意のプリンシパル",
    "principals of account {digits}": "アカウント {digits} のプリンシパル",
    "the requested permission{path}: {problem}": "要求した許可{path}: {problem}",
    "too many cases: gave up after {count} steps": "場合の数が多すぎるため、{count} ステップで打ち切りました",
    "too many cases: the parts of ARNs that a pattern matches as a whole": (
        "場合の数が多すぎます: パターン全体に一致する ARN の部分"
    ),
    "too many cases: the ways in which policies can fail to allow": (
        "場合の数が多すぎます: ポリシーが許可しない組み合わせ"
    ),
    "too many cases: {count} statements with {elements} elements": (
        "場合の数が多すぎます: ステートメント {count} 個、要素 {elements} 個"
    ),
    "AWS allows `{action}` whatever policies say": "`{action}` はポリシーにかかわらず AWS が許可します",
    "it depends on whether a `*` in the first five parts of an ARN matches colons": (
        "ARN の最初の 5 つの部分の `*` がコロンに一致するかどうかによって決まります"
    ),
    "only AWS knows who the principal `{name}` is": "プリンシパル `{name}` が誰であるかは AWS にしかわかりません",
    "a key is compared both as a string and as another type": "1 つのキーが文字列とそれ以外の両方で比較されています",
    "the policy of the key or role itself is given on one side only": (
        "キーまたはロール自体のポリシーが一方にしか指定されていません"
    ),
    "a key is compared both as {kind} and otherwise": "1 つのキーが {kind} とそれ以外の両方で比較されています",
    "a condition compares a number or date that is too long to distinguish from others": (
        "条件の数値または日付が長すぎるため、他の値と区別できません"
    ),
    "the engine decides {request} differently": "{request} についてエンジンの判定が比較の結果と異なります",
    "policy variables of {count} keys depend on each other": "{count} 個のキーのポリシー変数が互いに依存しています",
    "it depends on what {names} can be together": "{names} が同時に取り得る値によって決まります",
}
"""Templates with `{places}`; see `reading.translation`. Errors in names follow the name."""
