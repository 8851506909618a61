"""Every persona makes a role within IAM's limits, as it stands and with all conditions."""

import pytest
from tests.composition.making import given, make_one, with_required

from rolecast.catalogue.library import CATALOGUE

CONDITIONS = """\
network: {subnets: [subnet-0a1b2c3d], security_groups: [sg-0a1b2c3d]}
encryption:
  data_keys: [arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab]
  volume_keys: [arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab]
"""
NARROWING = """\
narrowing:
  {tags: {team: fraud}, instance_types: [ml.m5.large], network_isolation: true, regions: [us-east-1]}
"""


@pytest.mark.parametrize("edition", ["console", "corrected"])
@pytest.mark.parametrize("settings", ["", CONDITIONS, CONDITIONS + NARROWING], ids=["plain", "conditions", "narrowed"])
@pytest.mark.parametrize("persona", CATALOGUE.persona_ids)
def test_a_persona_fits(persona: str, settings: str, edition: str) -> None:
    """With the default quotas, and with ten attached policies where they are packed."""
    selected = given(*with_required(*CATALOGUE.persona(persona).activities))
    text = f"persona: {persona}\nedition: {edition}\n{settings}{selected}"
    assert make_one(text).policies or make_one(text).attached
    packed = make_one(f"packing: fewest\nquotas: {{attached_policies: 10}}\n{text}")
    assert len(packed.policies) + len(packed.attached) <= 10
