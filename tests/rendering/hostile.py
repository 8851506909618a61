"""Roles whose texts are all that IAM takes and other languages give a meaning to."""

from __future__ import annotations

from hypothesis import strategies as st

from rolecast.iam.documents import Document
from rolecast.iam.statements import PolicyType
from rolecast.role import Environment, Policy, PolicyKind, Role

FRAGMENTS = [
    *(
        "${",
        "}",
        "${aws:username}",
        "${*}",
        "$${x}",
        "${!x}",
        "${AWS::Region}",
        "${aws:PrincipalTag/a, 'b'}",
        "$",
        "$$",
    ),
    *("%{", "%{ if true }", "%", "%%{", "{{account}}", "{{region}}", "{{partition}}", "{{dns_suffix}}", "{{other}}"),
    *("{", "{{", "`", "```", "|", "\\", "'", '"', "''", "\n", "\r\n", "\t", " ", "  ", "<script>alert(1)</script>"),
    *("&amp;", "&", "#", "# ", "- ", "* ", "1. ", ": ", "---", "===", "> ", "[a](b)", "![a](b)", "_a_", "**a**", "~~~"),
    *(
        "$(id)",
        "`id`",
        "JSON",
        "\nJSON\n",
        "file://x",
        "https://x/",
        "!Ref x",
        "*",
        "yes",
        "null",
        "0123",
        "1e3",
        "é",
        "ÿ",
    ),
]
"""Of description, within IAM's characters; documents take them too."""

TRUST = Document(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "sagemaker.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"aws:SourceAccount": "{{account}}"}},
            }
        ],
    },
    PolicyType.TRUST,
)

texts = st.lists(st.sampled_from(FRAGMENTS) | st.text("ab :", max_size=3), max_size=6).map("".join)
_descriptions = texts.filter(lambda text: len(text) <= 1000)
_documents_texts = texts.map(lambda text: f"arn:{{{{partition}}}}:s3:::{text}")
_tag_texts = st.text("abAZ09 _.:/=+-@éあ", max_size=20)
_tags = st.dictionaries(
    _tag_texts.filter(lambda key: bool(key) and not key.startswith("aws:")), _tag_texts, max_size=3
).filter(lambda tags: len({key.lower() for key in tags}) == len(tags))
_names = st.text("abAZ09_+=,.@-", min_size=1, max_size=12)


def document(resources: list[str], condition: str = "x") -> Document:
    return Document(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "s3:GetObject",
                    "Resource": resources,
                    "Condition": {
                        "StringLike": {"aws:PrincipalTag/a": condition},
                        "Bool": {"aws:SecureTransport": True},
                    },
                }
            ],
        }
    )


@st.composite
def roles(draw: st.DrawFn) -> Role:
    """A role with a managed and an inline policy, whose environment is known."""
    resources = draw(st.lists(_documents_texts, min_size=1, max_size=3))
    policies = (
        Policy(draw(_names), PolicyKind.MANAGED, document(resources, draw(texts)), ((),)),
        Policy(draw(_names), PolicyKind.INLINE, document(resources, draw(texts)), ((),)),
    )
    return role(draw(_names), draw(_descriptions), draw(_tags), policies)


def role(name: str, description: str, tags: dict[str, str], policies: tuple[Policy, ...]) -> Role:
    return Role(
        key=name,
        name=name,
        path="/a'b`c$(id)|d\\e/",
        description=description,
        tags=tags,
        trust_policy=TRUST,
        policies=policies,
        environment=Environment("123456789012", "ap-northeast-1"),
    )


def several(count: int) -> dict[str, Role]:
    """`count` roles in which every fragment stands, alone and beside a place to fill in."""
    fragments = [text for text in FRAGMENTS if text.strip()]
    parts = [fragments[start::count] for start in range(count)]
    return {
        f"hostile-{number}": role(
            f"hostile-{number}",
            " ".join(part),
            {"//": "file://x", "yes": "0123", "Key=a": "あ +-=._:/@"},
            (
                Policy(f"managed-{number}", PolicyKind.MANAGED, _hostile_document(part), ((),)),
                Policy(f"inline-{number}", PolicyKind.INLINE, _hostile_document(part), ((),)),
            ),
        )
        for number, part in enumerate(parts)
    }


def _hostile_document(fragments: list[str]) -> Document:
    # Without percent signs, for moto does not encode documents and clients decode them.
    texts = [text for text in fragments if "%" not in text]
    return document([f"arn:aws:s3:::{text}{{{{region}}}}/{text}{{{{account}}}}" for text in texts], " ".join(texts))
