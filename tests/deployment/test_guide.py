"""The guide to deploying shows what the commands print."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.cli.conftest import Call, call, here
from tests.deployment.proxy import Proxy
from tests.deployment.test_drift import TRUST
from tests.deployment.world import World

__all__ = ["call", "here"]  # fixtures

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "deploy.md"


def test_the_guide_shows_what_is_printed(call: Call, here: Path, world: World, proxy: Proxy) -> None:
    """Each command of the page that prints something, in its order, from the page's role file."""
    text = GUIDE.read_text(encoding="utf-8")
    shown = re.findall(r"^```console\n\$ (.*)\n((?:(?!```|\$ ).*\n)+)```$", text, re.MULTILINE)
    role_file = re.findall(r"^```yaml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)[0]
    file = here / "roles.yaml"
    file.write_text(role_file, encoding="utf-8")
    printed = [("rolecast plan", call("plan").out)]
    applied = call("apply", "--yes")
    assert applied.status == 0
    printed.append(("rolecast apply", f"...\n{applied.err}"))
    file.write_text(role_file.replace("[fraud-training]", "[fraud-training, fraud-models]"), encoding="utf-8")
    printed.append(("rolecast plan", call("plan").out))
    file.write_text(role_file, encoding="utf-8")
    world.iam.update_assume_role_policy(RoleName="sagemaker-compute", PolicyDocument=TRUST)
    world.iam.attach_role_policy(RoleName="sagemaker-compute", PolicyArn=world.policy("AmazonS3FullAccess"))
    printed.append(("rolecast drift", call("drift").out))
    world.iam.detach_role_policy(
        RoleName="sagemaker-compute", PolicyArn="arn:aws:iam::123456789012:policy/AmazonS3FullAccess"
    )
    printed.append(("rolecast destroy", f"{call('destroy', '--yes').out}...\n"))
    assert shown == printed


def test_the_guide_names_every_key_of_a_plan(call: Call, here: Path, world: World, proxy: Proxy) -> None:
    """Programs read them."""
    (here / "roles.yaml").write_text('{"version": 1, "roles": {"a": {}}}', encoding="utf-8")
    plan = json.loads(call("plan", "--format", "json").out)
    table = GUIDE.read_text(encoding="utf-8").partition("## The plan as JSON")[2]
    assert [key for key in (*plan, *plan["changes"][0]) if f"`{key}`" not in table] == []
