"""The usual names of condition keys and values."""

from __future__ import annotations

import re

from rolecast.access.phrases import Phrase

_VOLUME_KEY = Phrase("volume encryption key", "ボリュームの暗号化キー")
_OUTPUT_KEY = Phrase("output encryption key", "出力の暗号化キー")
KEYS = {
    "sagemaker:vpcsubnets": Phrase("subnet", "サブネット"),
    "sagemaker:vpcsecuritygroupids": Phrase("security group", "セキュリティグループ"),
    "sagemaker:volumekmskey": _VOLUME_KEY,
    "sagemaker:volumekmskeyarn": _VOLUME_KEY,
    "sagemaker:outputkmskey": _OUTPUT_KEY,
    "sagemaker:outputkmskeyarn": _OUTPUT_KEY,
    "sagemaker:instancetypes": Phrase("instance type", "インスタンスタイプ"),
    "sagemaker:spacesharingtype": Phrase("sharing type of the space", "スペースの共有タイプ"),
    "sagemaker:owneruserprofilearn": Phrase("owner", "所有者"),
    "iam:passedtoservice": Phrase("service that receives the role", "ロールの渡し先のサービス"),
    "iam:associatedresourcearn": Phrase("resource that receives the role", "ロールの渡し先のリソース"),
    "kms:viaservice": Phrase("calling service", "呼び出し元のサービス"),
    "cloudwatch:namespace": Phrase("namespace", "名前空間"),
    "s3:x-amz-acl": Phrase("ACL", "ACL"),
    "s3:prefix": Phrase("prefix", "プレフィックス"),
    "aws:resourceaccount": Phrase("account of the resource", "リソースのアカウント"),
    "aws:requestedregion": Phrase("region", "リージョン"),
    "aws:tagkeys": Phrase("tag key", "タグキー"),
}
TAGS = {
    "aws:requesttag": Phrase("tag {tag} of the request", "リクエストのタグ {tag}"),
    "aws:resourcetag": Phrase("tag {tag} of the resource", "リソースのタグ {tag}"),
    "aws:principaltag": Phrase("tag {tag} of the caller", "呼び出し元のタグ {tag}"),
}
"""Keys: the part of the condition key before the slash and the tag."""
_VALUES = (
    (
        r"arn:[^:]*:sagemaker:[^:]*:[^:]*:user-profile/\$\{sagemaker:DomainId\}/\$\{sagemaker:UserProfileName\}",
        Phrase("the caller's own user profile", "呼び出し元自身のユーザープロファイル"),
    ),
    (r"\$\{aws:PrincipalAccount\}", Phrase("the caller's own account", "呼び出し元自身のアカウント")),
)


def value_name(text: str) -> Phrase | None:
    """The name of a value that contains variables; None if it has no name."""
    return next((name for pattern, name in _VALUES if re.fullmatch(pattern, text)), None)
