"""What is wrong with names in IAM, in Japanese, by the English text."""

from __future__ import annotations

JAPANESE = {
    "`{text}` is not the ARN of a role, such as `{example}`": (
        "`{text}` はロールの ARN (例: `{example}`) ではありません"
    ),
    "`{text}` is not the ARN of a managed policy, such as `{example}`": (
        "`{text}` は管理ポリシーの ARN (例: `{example}`) ではありません"
    ),
    "`{text}` is neither an account of 12 digits nor the ARN of a user, a role or an account's root": (
        "`{text}` は 12 桁のアカウントでも、ユーザー、ロール、アカウントルートの ARN でもありません"
    ),
    "{subject} has `{character}` (U+{code}) as character {number}, which IAM refuses": (
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
    "`{text}` begins with `aws:`, which AWS keeps for itself": ("`{text}` の先頭の `aws:` は AWS が予約しています"),
    "`{text}` has {count} characters; a tag value has at most 256": (
        "`{text}` は {count} 文字です。タグ値は最大 256 文字です"
    ),
    "`{text}` is not an account: it has 12 digits": "`{text}` はアカウントではありません。アカウントは 12 桁の数字です",
    "`{text}` would let everybody assume the role: name an account, a user or a role": (
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
    "`Null` itself asks whether a key exists: remove `IfExists`": (
        "`Null` 自体がキーの有無を調べる演算子です。`IfExists` を削除してください"
    ),
    "a prefix is `ForAllValues:` or `ForAnyValue:`": "プレフィックスは `ForAllValues:` または `ForAnyValue:` です",
}
"""Faults of names, after what they are about, each with `{places}` as `reading.translation` reads them."""
