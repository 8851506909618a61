"""Effects of changes on deployed roles, and errors and notices of formats, in Japanese, by the English text."""

from __future__ import annotations

_MOMENT = "その間ロールがなくなります"

JAPANESE = {
    "role `{role}`: {outcome}: {message}": "ロール `{role}`: {outcome}: {message}",
    "created": "作成",
    "updated in place": "その場で更新",
    "replaced": "置き換え",
    "moved": "移動",
    "deleted": "削除",
    "left in the account": "アカウントに残る",
    "refused": "失敗",
    "window": "一時的な不足",
    "the policy `{policy}` still belongs to the role `{role}`, and IAM allows only one policy of this name": (
        "ポリシー `{policy}` はまだロール `{role}` のもので、IAM では同じ名前のポリシーは 1 つしか作成できません"
    ),
    "give the policy a new name": "ポリシーに新しい名前を付けてください",
    "a role of this name is new": "この名前の新しいロールです",
    "it was `{name}`, which is destroyed once the new role has its policies; its ARN changes": (
        "以前の `{name}` は、新しいロールにポリシーが付いた後に破棄されます。ARN が変わります"
    ),
    "it was `{name}`, which is deleted once the new role has its policies; its ARN changes": (
        "以前の `{name}` は、新しいロールにポリシーが付いた後に削除されます。ARN が変わります"
    ),
    "it was `{name}`, which stays as it is": "以前の `{name}` はそのまま残ります",
    "its account changes from `{old}` to `{new}`; what is in the old one stays there": (
        "アカウントが `{old}` から `{new}` に変わります。以前のアカウントにあるものは残ります"
    ),
    "delete it there with the old file, if nobody needs it": "不要であれば、以前のファイルを使って削除してください",
    "its region changes from `{old}` to `{new}`, but a stack cannot change its region; "
    "a new stack fails because the role already exists": (
        "リージョンが `{old}` から `{new}` に変わりますが、スタックのリージョンは変わりません。"
        "新しいスタックでは、ロールがすでに存在するというエラーになります"
    ),
    "delete the old stack first: the role does not exist in between": (
        f"先に以前のスタックを削除してください。{_MOMENT}"
    ),
    "its path changes from `{old}` to `{new}`, and IAM cannot move a role; {why}": (
        "パスが `{old}` から `{new}` に変わりますが、IAM ではロールを移動できません。{why}"
    ),
    "its name was `{name}`, which IAM treats as the same; {why}": (
        "以前の名前は `{name}` で、IAM では同じ名前として扱われます。{why}"
    ),
    "CloudFormation cannot replace a resource with a custom name, and rolls the update back": (
        "CloudFormation は名前を指定したリソースを置き換えられず、更新をロールバックします"
    ),
    "Terraform creates before it destroys, fails with EntityAlreadyExists and leaves it unchanged": (
        "Terraform は破棄より先に作成するため EntityAlreadyExists エラーになり、このロールは変更されません"
    ),
    "the script stops": "スクリプトが停止します",
    "give the role a new name as well, {way}": "ロールにも新しい名前を付けるか、{way}",
    "or deploy without the role and then with it: it does not exist in between": (
        f"ロールなしでデプロイした後、ロールありでデプロイしてください。{_MOMENT}"
    ),
    "or run `{destroy}` and then `{apply}`: it does not exist in between": (
        f"`{{destroy}}` の後に `{{apply}}` を実行してください。{_MOMENT}"
    ),
    "or delete the role first: {commands}": "先にロールを削除してください: {commands}",
    "`{list}`, detach each, delete the inline policies, then `{delete}`": (
        "`{list}` で一覧を表示してそれぞれデタッチし、インラインポリシーを削除してから `{delete}` を実行してください"
    ),
    "the script deletes no roles": "スクリプトはロールを削除しません",
    "it is no longer in the file, and its policies are removed with it": (
        "ファイルからなくなったため、ポリシーも削除されます"
    ),
    "if a new role replaces it, give the new role `{text}`: it is then created before this one is deleted": (
        "新しいロールに置き換える場合は、そのロールに `{text}` を指定してください。このロールの削除より前に作成されます"
    ),
    "its `deletion` is `retain`; CloudFormation no longer manages it": (
        "`deletion` が `retain` です。CloudFormation の管理から外れます"
    ),
    "it is no longer in the file, and neither is the `prevent_destroy` of its `deletion: retain`": (
        "ファイルからなくなり、`deletion: retain` による `prevent_destroy` もなくなりました"
    ),
    "run `terraform state rm` on its addresses, which end in `{name}`, to keep it": (
        "残すには、`{name}` で終わるアドレスに `terraform state rm` を実行してください"
    ),
    "tags": "タグ",
    "description": "説明",
    "session length": "セッション時間",
    "trust policy": "信頼ポリシー",
    "permissions boundary": "アクセス許可の境界",
    "created or attached: {names}": "作成またはアタッチ: {names}",
    "changed: {names}": "変更: {names}",
    "left, with the commands that remove it: {names}": "残るもの (削除するコマンドを表示): {names}",
    "left, with the command that removes it: permissions boundary": (
        "残るもの (削除するコマンドを表示): アクセス許可の境界"
    ),
    "left: tags {names}": "残るもの: タグ {names}",
    "detached or deleted after that: {names}": "その後にデタッチまたは削除: {names}",
    "other policies may now grant permissions that `{policy}` no longer grants; "
    "policies are updated one by one, so the role may lack them for a moment": (
        "`{policy}` が許可しなくなったものを、他のポリシーが許可する可能性があります。"
        "ポリシーは 1 つずつ更新されるため、ロールに一時的に許可がなくなる可能性があります"
    ),
    "new policies may now grant permissions that {policies} granted; "
    "the role is updated in one step, and AWS does not document that additions come before removals": (
        "{policies} が許可していたものを、新しいポリシーが許可する可能性があります。"
        "ロールは 1 回で更新され、許可の追加が削除より先に行われるかは AWS の文書に記載されていません"
    ),
    "policies become inline or managed, in an order within the update that AWS does not document": (
        "ポリシーがインラインまたはマネージドポリシーに変わります。更新の順序は AWS の文書に記載されていません"
    ),
    "deploy while nothing uses the role": "ロールで何も実行されていないときにデプロイしてください",
    # Errors and notices of formats.
    "role {keys}: the boundary would have {size} characters; a managed policy has at most {most}, "
    "and a role one boundary": (
        "ロール {keys}: アクセス許可の境界が {size} 文字になります。"
        "マネージドポリシーは最大 {most} 文字で、ロールに設定できる境界は 1 つです"
    ),
    "use fewer settings, or `{scp}`, or `{guardrails}`, which can use several policies": (
        "設定を減らすか、複数のポリシーを使用する `{scp}` または `{guardrails}` を使用してください"
    ),
    "roles of {count} {nouns} cannot be in one {noun}: {names}": (
        "{count} 個の{nouns}のロールを 1 つの{noun}に入れることはできません: {names}"
    ),
    "accounts": "アカウント",
    "regions": "リージョン",
    "partitions": "パーティション",
    "template": "テンプレート",
    "script": "スクリプト",
    "stack": "スタック",
    "configuration": "設定",
    "construct": "コンストラクト",
    "build each of them separately, with `{option}`": "`{option}` でロールごとに作成してください",
    "no role has `network`, `encryption` or `narrowing`: there is nothing to forbid": (
        "`network`、`encryption`、`narrowing` を持つロールがないため、禁止するものがありません"
    ),
    "{count} policies: a root, organizational unit or account can have {most}, including FullAWSAccess; "
    "attach them at several levels, or build fewer roles at once": (
        "ポリシーが {count} 個あります。ルート、組織単位、アカウントにアタッチできるのは "
        "FullAWSAccess を含め {most} 個です。"
        "複数の階層にアタッチするか、一度に作成するロールを減らしてください"
    ),
    "the template has {count} {noun}; a stack can have {most}, see {address}": (
        "テンプレートの {noun} が {count} 個あります。スタックの上限は {most} 個です ({address})"
    ),
    "CloudFormation has no `deletion: force`: it keeps roles that others attached to ({roles})": (
        "CloudFormation には `deletion: force` に相当するものがなく、"
        "他のポリシーがアタッチされたロールは残ります ({roles})"
    ),
    "the template has {size} bytes; CloudFormation accepts {most}, see {address}": (
        "テンプレートが {size} バイトあります。CloudFormation の上限は {most} バイトです ({address})"
    ),
    "the template has {size} bytes; above {most} it is deployed from S3, see {address}: "
    "add `--s3-bucket` to the command": (
        "テンプレートが {size} バイトあります。{most} バイトを超えると S3 からデプロイします ({address})。"
        "コマンドに `--s3-bucket` を追加してください"
    ),
    "CloudFormation separates the values of the list `{name}` with commas, and a default contains one": (
        "CloudFormation はリスト `{name}` の値をカンマで区切りますが、既定値にカンマがあります"
    ),
    "change it, or build another format": "変更するか、別の形式で作成してください",
    "the format {format} does not support importing roles": (
        "形式 {format} にはロールをインポートする機能がありません"
    ),
    "build hcl, terraform or cloudformation": "hcl、terraform、cloudformation のいずれかで作成してください",
    "give its value with `--set`, or build another format": ("`--set` で値を指定するか、別の形式で作成してください"),
    "CloudFormation cannot add the values of a list to `{text}`": (
        "CloudFormation はリストの値を `{text}` に追加できません"
    ),
    "CloudFormation cannot put the list `{name}` beside `{text}`": (
        "CloudFormation はリスト `{name}` を `{text}` と並べることができません"
    ),
    "give the role file its `{key}`": "ロールファイルに `{key}` を指定してください",
    "CloudFormation cannot put a list into `{text}`": "CloudFormation は `{text}` にリストを入れることができません",
    "CloudFormation would interpret a part of `{text}` as a dynamic reference": (
        "CloudFormation は `{text}` の一部を動的参照とみなします"
    ),
    "write it without `{text}`, or build another format": ("`{text}` を使わずに書くか、別の形式で作成してください"),
}
"""Templates with `{places}`; see `reading.translation`."""
