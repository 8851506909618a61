"""Groups of activities by job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Protocol, TypeVar


class JobGroup(StrEnum):
    """The job that an activity is for, in display order.

    `RUN_AS` is for roles that services run with, not for people.
    """

    BUILD = "build"
    TRAIN = "train"
    DEPLOY = "deploy"
    GOVERN = "govern"
    LABEL = "label"
    ADMINISTER = "administer"
    RUN_AS = "run-as"


TITLES: Mapping[JobGroup | None, Mapping[str, str]] = {
    JobGroup.BUILD: {"en": "Build", "ja": "構築"},
    JobGroup.TRAIN: {"en": "Train", "ja": "トレーニング"},
    JobGroup.DEPLOY: {"en": "Deploy", "ja": "デプロイ"},
    JobGroup.GOVERN: {"en": "Govern", "ja": "ガバナンス"},
    JobGroup.LABEL: {"en": "Label", "ja": "ラベル付け"},
    JobGroup.ADMINISTER: {"en": "Administer", "ja": "管理"},
    JobGroup.RUN_AS: {"en": "Run as", "ja": "実行ロール"},
    None: {"en": "Other", "ja": "その他"},
}
"""None is for a team's own activities without a group."""


class _Grouped(Protocol):
    @property
    def group(self) -> JobGroup | None: ...


_Activity = TypeVar("_Activity", bound=_Grouped)


def grouped(activities: Iterable[_Activity]) -> dict[JobGroup | None, list[_Activity]]:
    """The activities by group, in the order of the groups, without empty groups."""
    found: dict[JobGroup | None, list[_Activity]] = {group: [] for group in TITLES}
    for activity in activities:
        found[activity.group].append(activity)
    return {group: members for group, members in found.items() if members}
