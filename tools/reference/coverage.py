"""Every action of SageMaker: the activities that grant it, or the reason why none does."""

from collections.abc import Iterator

from tools.reference.activities import link
from tools.reference.tables import code, codes, table

from rolecast.catalogue import coverage
from rolecast.catalogue.activity import Edition
from rolecast.catalogue.library import CATALOGUE
from rolecast.iam import services


def actions() -> str:
    return table(("Action", "Activities"), _rows())


def _rows() -> Iterator[tuple[str, str]]:
    sagemaker = services.service("sagemaker")
    assert sagemaker
    for action in sorted(sagemaker.actions.values(), key=lambda each: each.name):
        name = f"sagemaker:{action.name}"
        if name in coverage.exceptions():
            yield code(action.name), f"none: {coverage.exceptions()[name].text['en']}"
        else:
            yield code(action.name), ", ".join(map(_said, coverage.grants(name, CATALOGUE.activities())))


def _said(grant: coverage.ActivityGrant) -> str:
    only = "" if grant.editions == tuple(Edition) else f" ({grant.editions[0]} edition)"
    return f"{link(grant.activity.id)}{only}"


def unlisted() -> str:
    rows = ((link(name), codes(operations)) for name, operations in coverage.unlisted().items())
    return table(("Activity", "Operations"), rows)


def summary() -> str:
    sagemaker = services.service("sagemaker")
    assert sagemaker
    count, exceptions = len(sagemaker.actions), len(coverage.exceptions())
    newer = sum(map(len, coverage.unlisted().values()))
    return (
        f"Of {count} actions {count - exceptions} are in an activity and {exceptions} are in none, for the reasons "
        f"below. {newer} operations of the API are newer than the service reference."
    )
