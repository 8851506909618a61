"""What nobody has come to is new: neither the setting nor its step."""

from __future__ import annotations

from rolecast.draft.steps import WizardStep
from rolecast.draft.visits import Visits

BUCKETS = ("roles", "new", "activities", "s3-bucket-access", "s3_buckets")


def test_steps_of_roles_that_were_there_count_as_seen() -> None:
    """Those of a new role do one by one."""
    visits = Visits(["old"])
    assert visits.visit("old", WizardStep.INFORMATION) == set(WizardStep)
    assert visits.visit("new", WizardStep.INFORMATION) == {WizardStep.INFORMATION}
    assert visits.visit("new", WizardStep.ACTIVITIES) == {WizardStep.INFORMATION, WizardStep.ACTIVITIES}


def test_a_setting_is_new_until_it_is_touched() -> None:
    """That says nothing of the others."""
    visits = Visits(["old"])
    visits.visit("new", WizardStep.ACTIVITIES)
    assert visits.is_new("new", BUCKETS)
    visits.touch(BUCKETS)
    assert not visits.is_new("new", BUCKETS)
    assert visits.is_new("new", ("roles", "new", "studio_id"))
    assert not visits.is_new("old", ("roles", "old", "studio_id"))


def test_a_setting_is_new_until_its_step_is_left() -> None:
    """For another step, or for another role."""
    for role, step in (("new", WizardStep.POLICIES), ("other", WizardStep.ACTIVITIES)):
        visits = Visits([])
        visits.visit("new", WizardStep.ACTIVITIES)
        visits.visit("new", WizardStep.ACTIVITIES)
        assert visits.is_new("new", BUCKETS)
        visits.visit(role, step)
        assert not visits.is_new("new", BUCKETS)


def test_a_new_name_makes_nothing_new() -> None:
    """Neither what was touched nor what was left."""
    visits = Visits([])
    visits.visit("new", WizardStep.ACTIVITIES)
    visits.touch(BUCKETS)
    visits.rename("new", "named")
    named = ("roles", "named", *BUCKETS[2:])
    assert not visits.is_new("named", named)
    assert visits.is_new("named", ("roles", "named", "studio_id"))
    assert visits.visit("named", WizardStep.POLICIES) == {WizardStep.ACTIVITIES, WizardStep.POLICIES}


def test_roles_of_a_file_are_not_new() -> None:
    """They came whole."""
    visits = Visits([])
    visits.mark_visited(["new"])
    assert not visits.is_new("new", BUCKETS)
