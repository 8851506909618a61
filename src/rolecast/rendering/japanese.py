"""What a change of a role file means where it is deployed, in Japanese, by the English text."""

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
    "the policy `{policy}` is the role `{role}`'s until now, and IAM has room for one of the name": (
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
    "its region changes from `{old}` to `{new}`, and stacks stay in theirs; "
    "a new stack gets the error that the role already exists": (
        "リージョンが `{old}` から `{new}` に変わりますが、スタックのリージョンは変わりません。"
        "新しいスタックでは、ロールがすでに存在するというエラーになります"
    ),
    "delete the old stack first: the role is gone in between": f"先に以前のスタックを削除してください。{_MOMENT}",
    "its path changes from `{old}` to `{new}`, and IAM cannot move a role; {why}": (
        "パスが `{old}` から `{new}` に変わりますが、IAM ではロールを移動できません。{why}"
    ),
    "its name was `{name}`, which IAM takes for the same; {why}": (
        "以前の名前は `{name}` で、IAM では同じ名前として扱われます。{why}"
    ),
    "CloudFormation cannot replace a resource with a custom name, and rolls the update back": (
        "CloudFormation は名前を指定したリソースを置き換えられず、更新をロールバックします"
    ),
    "Terraform creates before it destroys, gets the error EntityAlreadyExists and changes nothing of it": (
        "Terraform は破棄より先に作成するため EntityAlreadyExists エラーになり、このロールは変更されません"
    ),
    "the script stops": "スクリプトが停止します",
    "give the role a new name as well, {way}": "ロールにも新しい名前を付けるか、{way}",
    "or deploy without the role and then with it: it is gone in between": (
        f"ロールなしでデプロイした後、ロールありでデプロイしてください。{_MOMENT}"
    ),
    "or run `{destroy}` and then `{apply}`: it is gone in between": (
        f"`{{destroy}}` の後に `{{apply}}` を実行してください。{_MOMENT}"
    ),
    "or delete the role first: {commands}": "先にロールを削除してください: {commands}",
    "`{list}`, detach each, delete the inline policies, then `{delete}`": (
        "`{list}` で一覧を表示してそれぞれデタッチし、インラインポリシーを削除してから `{delete}` を実行してください"
    ),
    "the script deletes no roles": "スクリプトはロールを削除しません",
    "it is no longer in the file, and its policies go with it": "ファイルからなくなったため、ポリシーも削除されます",
    "if a new role takes its place, give that one `{text}`: it is made before this one goes": (
        "新しいロールに置き換える場合は、そのロールに `{text}` を指定してください。このロールの削除より前に作成されます"
    ),
    "its `deletion` is `retain`; CloudFormation no longer knows it": (
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
    "what `{policy}` no longer grants, other policies may grant now; "
    "policies are updated one by one, so the role may lack it for a moment": (
        "`{policy}` が許可しなくなったものを、他のポリシーが許可する可能性があります。"
        "ポリシーは 1 つずつ更新されるため、ロールに一時的に許可がなくなる可能性があります"
    ),
    "what {policies} granted, policies that are new may grant now; "
    "the role is updated in one step, and AWS does not document that it gains before it loses": (
        "{policies} が許可していたものを、新しいポリシーが許可する可能性があります。"
        "ロールは 1 回で更新され、許可の追加が削除より先に行われるかは AWS の文書に記載されていません"
    ),
    "policies become inline or managed, in an order within the update that AWS does not document": (
        "ポリシーがインラインまたは管理ポリシーに変わります。更新の順序は AWS の文書に記載されていません"
    ),
    "deploy while nothing runs with the role": "ロールで何も実行されていないときにデプロイしてください",
}
"""Each with `{places}` as `reading.translation` reads them."""
