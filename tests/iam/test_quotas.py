"""IAM's quotas, and how characters are counted against them."""

import json

from rolecast.iam import quotas
from rolecast.iam.documents import Document
from rolecast.iam.quotas import Quotas, document_text


def test_quotas_are_those_of_a_new_account() -> None:
    """As the User Guide lists them: default and highest value."""
    assert Quotas() == Quotas(attached_policies=20, trust_policy=2_048, roles=1_000, customer_managed_policies=1_500)
    assert (quotas.MANAGED_POLICY_CHARACTERS, quotas.INLINE_POLICIES_CHARACTERS) == (6_144, 10_240)
    assert (quotas.MOST_ATTACHED_POLICIES, quotas.MOST_TRUST_POLICY_CHARACTERS) == (25, 8_192)
    assert (quotas.TAGS_PER_ROLE, quotas.SESSION_SECONDS) == (50, (3_600, 43_200))


def test_white_space_between_parts_is_not_counted() -> None:
    """Inside a string it is; what is not ASCII counts once a character, not once a byte or as an escape."""
    document = {"Version": "2012-10-17", "Statement": [{"Sid": "a b", "Resource": "é"}]}
    text = '{"Version":"2012-10-17","Statement":[{"Sid":"a b","Resource":"é"}]}'
    assert document_text(document) == text
    assert Document(document).size == len(text)
    assert json.loads(document_text(document)) == document
