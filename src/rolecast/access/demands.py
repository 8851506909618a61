"""What conditions demand, in plain English and Japanese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple


class Language(StrEnum):
    EN = "en"
    JA = "ja"


class Phrase(NamedTuple):
    """Both may say `{values}`, and `{name}` for what follows the slash of a key such as aws:ResourceTag/team."""

    en: str
    ja: str

    def say(self, language: Language, values: str, name: str = "") -> str:
        text = self.en if language is Language.EN else self.ja
        return text.replace("{values}", values).replace("{name}", name)


_PHRASES = {
    "sagemaker:vpcsubnets": Phrase("in the subnets {values}", "サブネットが {values} である"),
    "sagemaker:vpcsecuritygroupids": Phrase(
        "with the security groups {values}", "セキュリティグループが {values} である"
    ),
    "sagemaker:volumekmskey": Phrase("with volumes encrypted by {values}", "ボリュームが {values} で暗号化されている"),
    "sagemaker:outputkmskey": Phrase("with output encrypted by {values}", "出力が {values} で暗号化されている"),
    "sagemaker:instancetypes": Phrase("on the instance types {values}", "インスタンスタイプが {values} である"),
    "sagemaker:intercontainertrafficencryption": Phrase(
        "with encrypted traffic between containers", "コンテナ間の通信が暗号化されている"
    ),
    "sagemaker:networkisolation": Phrase("cut off from the network", "ネットワークから分離されている"),
    "sagemaker:spacesharingtype": Phrase("where the space is {values}", "スペースの種類が {values} である"),
    "sagemaker:owneruserprofilearn": Phrase("where the owner is {values}", "所有者が {values} である"),
    "iam:passedtoservice": Phrase("to {values}", "渡す先が {values} である"),
    "iam:associatedresourcearn": Phrase("for {values}", "対象のリソースが {values} である"),
    "kms:viaservice": Phrase("through {values}", "{values} を経由する"),
    "kms:grantisforawsresource": Phrase("for AWS services to use", "AWS サービスが使用するためである"),
    "cloudwatch:namespace": Phrase("in the namespaces {values}", "名前空間が {values} である"),
    "s3:x-amz-acl": Phrase("with the ACL {values}", "ACL が {values} である"),
    "s3:prefix": Phrase("under {values}", "プレフィックスが {values} である"),
    "aws:resourceaccount": Phrase("in the account {values}", "アカウントが {values} である"),
    "aws:requestedregion": Phrase("in the regions {values}", "リージョンが {values} である"),
    "aws:tagkeys": Phrase("with no tags but {values}", "タグのキーが {values} のみである"),
    "aws:requesttag": Phrase("with the tag {name} = {values}", "タグ {name} = {values} を付ける"),
    "aws:resourcetag": Phrase("where it has the tag {name} = {values}", "対象にタグ {name} = {values} がある"),
}
_OWN = {
    "${sagemaker:UserProfileName}": Phrase(
        "where one's own user profile is the owner", "所有者が自分のユーザープロファイルである"
    ),
    "${aws:PrincipalAccount}": Phrase("in the own account", "自アカウントのものである"),
}
"""For values with IAM's variables, whoever asks fills them in."""
_RENAMED = {
    "sagemaker:volumekmskeyarn": "sagemaker:volumekmskey",
    "sagemaker:outputkmskeyarn": "sagemaker:outputkmskey",
}
_PRESENT = {
    "sagemaker:taggingaction": Phrase("while something is being created", "リソースの作成中である"),
}
_ABSENT = {
    "sagemaker:owneruserprofilearn": Phrase("where there is no owner", "所有者がない"),
}
_IF_GIVEN = Phrase("{values} (if that is given)", "{values}（指定がある場合）")
_WITH = Phrase("with {name} given", "{name} が指定されている")
_WITHOUT = Phrase("without {name}", "{name} が指定されていない")
_ELSE = Phrase("where {name} is {values}", "{name} が {values} である")
_ELSE_NOT = Phrase("where {name} is not {values}", "{name} が {values} でない")


def demands(condition: Mapping[str, Mapping[str, Any]], language: Language) -> Iterator[str]:
    """What each key of a Condition demands. That a key is there goes without saying where its values are told."""
    told = {key.lower() for operator, keys in condition.items() if operator != "Null" for key in keys}
    for operator, keys in condition.items():
        for key, value in keys.items():
            values = [_text(one) for one in (value if isinstance(value, list) else [value])]
            if operator != "Null":
                yield _demand(operator, key, values, language)
            elif key.lower() not in told:
                yield _presence(key, language, is_absent=values == ["true"])


def _text(value: Any) -> str:
    """A value of a condition; JSON's booleans and numbers count as their texts."""
    return value if isinstance(value, str) else str(value).lower()


def _demand(operator: str, key: str, values: Sequence[str], language: Language) -> str:
    base, _, name = key.partition("/")
    folded = _RENAMED.get(base.lower(), base.lower())
    own = next((phrase for variable, phrase in _OWN.items() if any(variable in value for value in values)), None)
    phrase = own or _PHRASES.get(folded)
    if phrase is None or "Not" in operator:
        form = _ELSE_NOT if "Not" in operator else _ELSE
        said = form.say(language, listing(values, language), quoted(key))
    else:
        said = phrase.say(language, listing(values, language), quoted(name))
    return _IF_GIVEN.say(language, said) if operator.endswith("IfExists") else said


def _presence(key: str, language: Language, *, is_absent: bool) -> str:
    phrase = (_ABSENT if is_absent else _PRESENT).get(key.lower(), _WITHOUT if is_absent else _WITH)
    return phrase.say(language, "", quoted(key))


def quoted(text: str) -> str:
    """A text of any kind in backticks, on one line and without others."""
    return f"`{' '.join(text.split()).replace('`', chr(39))}`"


def listing(texts: Sequence[str], language: Language, most: int = 4) -> str:
    """The texts in backticks, of many the first ones and the number of the others."""
    shown = texts if len(texts) <= most else texts[: most - 1]
    left = len(texts) - len(shown)
    joined = (", " if language is Language.EN else "、").join(map(quoted, shown))
    if not left:
        return joined
    return f"{joined} and {left} more" if language is Language.EN else f"{joined} ほか {left} 件"
