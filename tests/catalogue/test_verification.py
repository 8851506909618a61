"""A team's own activities and personas: found, checked like those that are shipped, refused with what is wrong."""

import os
import re
from pathlib import Path

import pytest

from rolecast.catalogue.activity import Activity
from rolecast.catalogue.library import CATALOGUE
from rolecast.catalogue.persona import Persona
from rolecast.catalogue.verification import open_folder, problems_of_activity, problems_of_persona
from rolecast.reading.faults import InputError

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "own-catalogue.md"
ACTIVITY = """\
number: 100
title: Label data
description: {en: Run labeling jobs.}
sources: [https://docs.aws.amazon.com/sagemaker/latest/dg/sms.html]
policy: Team_Labelling
parameters:
  s3_buckets: {type: s3-bucket, description: {en: The buckets with what is labelled.}}
statements:
  jobs:
    Effect: Allow
    Action: [sagemaker:CreateLabelingJob, sagemaker:DescribeLabelingJob]
    Resource: arn:{{partition}}:sagemaker:{{region}}:{{account}}:labeling-job/*
  objects:
    Effect: Allow
    Action: s3:GetObject
    Resource: ["arn:{{partition}}:s3:::{{s3_buckets}}/*"]
corrections:
  stop-jobs:
    what: {en: Stops jobs.}
    why: {en: They cost money.}
    sources: [https://docs.aws.amazon.com/sagemaker/latest/dg/sms.html]
    operations:
      - add: jobs
        Action: sagemaker:StopLabelingJob
    must_allow:
      - action: sagemaker:StopLabelingJob
        resource: arn:{{partition}}:sagemaker:{{region}}:{{account}}:labeling-job/a
must_allow:
  - action: sagemaker:CreateLabelingJob
    resource: arn:{{partition}}:sagemaker:{{region}}:{{account}}:labeling-job/a
must_not_allow:
  - action: s3:PutObject
    resource: arn:{{partition}}:s3:::{{s3_buckets}}/a
"""
PERSONA = """\
number: 100
title: Labeller
description: {en: Labels data.}
sources: [https://docs.aws.amazon.com/sagemaker/latest/dg/sms.html]
activities: [label-data, manage-ml-jobs]
"""


@pytest.mark.parametrize("activity", CATALOGUE.activities(), ids=lambda activity: activity.id)
def test_nothing_is_wrong_with_the_shipped_activities(activity: Activity) -> None:
    """By the rules that users' own are held to."""
    assert list(problems_of_activity(activity, CATALOGUE)) == []


@pytest.mark.parametrize("persona", CATALOGUE.personas(), ids=lambda persona: persona.id)
def test_nothing_is_wrong_with_the_shipped_personas(persona: Persona) -> None:
    """By the rules that users' own are held to."""
    assert list(problems_of_persona(persona, CATALOGUE)) == []


def test_a_folder_extends_what_is_shipped(tmp_path: Path) -> None:
    """Its files are found beside the others, an activity of a higher number after them."""
    catalogue = open_folder(folder(tmp_path, {"activities/label-data": ACTIVITY, "personas/labeller": PERSONA}))
    assert catalogue.activities()[-1].id == "label-data"
    assert set(catalogue.activity_ids) == {*CATALOGUE.activity_ids, "label-data"}
    assert catalogue.persona("labeller").activities == ("label-data", "manage-ml-jobs")
    assert catalogue.activity("manage-ml-jobs").policy == "SM_CommonJobManagement"
    assert catalogue.flow("role-manager").activities
    assert not catalogue.overrides("activities", "label-data")


def test_a_file_of_a_shipped_name_takes_its_place(tmp_path: Path) -> None:
    """And that is told apart from one that is new."""
    catalogue = open_folder(folder(tmp_path, {"activities/manage-ml-jobs": ACTIVITY}))
    assert catalogue.activity("manage-ml-jobs").policy == "Team_Labelling"
    assert catalogue.overrides("activities", "manage-ml-jobs")
    assert len(catalogue.activity_ids) == len(CATALOGUE.activity_ids)
    assert CATALOGUE.activity("manage-ml-jobs").policy == "SM_CommonJobManagement"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("title:", "titel:", "label-data.yaml:2:1: `titel` is not a key of an activity"),
        ("policy: Team_Labelling\n", "", "it needs either `policy`, with `statements`, or `managed`"),
        ("policy:", "managed: AmazonS3FullAcess\npolicy:", "it needs either `policy`, with `statements`, or `managed`"),
        (
            "policy:",
            "requires: [manage-ml-job]\npolicy:",
            "there is no activity `manage-ml-job`; did you mean `manage-ml-jobs`?",
        ),
        ("policy:", "continued: {Team_More: object}\npolicy:", "`continued` names a statement that does not exist"),
        (
            "sagemaker:DescribeLabelingJob",
            "sagemaker:ReadLabelingJob",
            "the statement `jobs`: there is no action `sagemaker:ReadLabelingJob`",
        ),
        ("Effect: Allow\n    Action: s3", "Effect: Permit\n    Action: s3", "the statement `objects`:"),
        (
            "labeling-job/*\n  objects",
            "{{project}}/*\n  objects",
            "there is no variable `{{project}}`: it is not a parameter of the activity",
        ),
        ('["arn:{{partition}}:s3:::{{s3_buckets}}/*"]', '"*"', "the parameter `s3_buckets` is not used"),
        ("- add: jobs", "- add: job", "an operation names `job`, which does not exist"),
        (
            "must_not_allow:",
            "  - {action: sagemaker:DeleteModel, resource: '*'}\nmust_not_allow:",
            "`sagemaker:DeleteModel` on `*` is not allowed",
        ),
        (
            "  - action: s3:PutObject",
            "  - action: s3:GetObject",
            "`s3:GetObject` on `arn:{{partition}}:s3:::{{s3_buckets}}/a` is allowed",
        ),
        (
            "Action: sagemaker:StopLabelingJob",
            "Action: sagemaker:StopTrainingJob",
            "is not allowed with the corrections stop-jobs",
        ),
        (
            "[sagemaker:CreateLabelingJob,",
            "[sagemaker:StopLabelingJob, sagemaker:CreateLabelingJob,",
            "the correction `stop-jobs` changes nothing for `sagemaker:StopLabelingJob`",
        ),
        ("  objects:\n    Effect", "  objects:\n    Sid: A\n    Effect", None),
    ],
)
def test_what_is_wrong_with_an_activity_is_told(tmp_path: Path, old: str, new: str, expected: str | None) -> None:
    """With its file; what its shape refuses with line and column as well."""
    assert ACTIVITY.count(old) == 1
    path = folder(tmp_path, {"activities/label-data": ACTIVITY.replace(old, new)})
    if expected is None:
        open_folder(path)
        return
    with pytest.raises(InputError, match=re.escape(expected)) as raised:
        open_folder(path)
    assert all(fault.place and fault.place.source.endswith("label-data.yaml") for fault in raised.value.faults)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"personas/labeller": PERSONA}, "labeller.yaml:1:1: there is no activity `label-data`"),
        ({"activities/Label": ACTIVITY}, "`Label` is not an id: use lower-case words separated by `-`"),
        (
            {"activities/label-data": ACTIVITY, "flows/mine": PERSONA},
            "flows are defined by AWS: there can be no others",
        ),
        ({"other/label-data": ACTIVITY}, "has neither activities nor personas"),
    ],
)
def test_what_is_wrong_with_a_folder_is_told(tmp_path: Path, files: dict[str, str], expected: str) -> None:
    """Files where they do not belong, names that are none, personas of what is not there."""
    with pytest.raises(InputError, match=re.escape(expected)):
        open_folder(folder(tmp_path, files))


@pytest.mark.parametrize("place", ["activities/label-data.yaml", "personas/labeller.yaml", "activities"])
def test_what_leads_out_of_the_folder_is_not_read(tmp_path: Path, place: str) -> None:
    """A message would quote what stands there, such as a file of credentials."""
    own, secret = tmp_path / "own", tmp_path / "secret"
    folder(secret, {"label-data": "aws_secret_access_key = wJalrXUtnFEMI\n", "labeller": "wJalrXUtnFEMI: [\n"})
    folder(own, {} if place == "activities" else {"activities/other": ACTIVITY})
    (own / place).parent.mkdir(parents=True, exist_ok=True)
    (own / place).symlink_to(secret if place == "activities" else secret / Path(place).name)
    with pytest.raises(InputError) as raised:
        open_folder(own)
    assert "this is a link to a file outside the catalogue's folder" in str(raised.value)
    assert "wJalr" not in str(raised.value)


def test_pipes_devices_and_links_to_nothing_are_not_read(tmp_path: Path) -> None:
    """Reading them would wait for ever, or never end."""
    folder(tmp_path, {"activities/label-data": ACTIVITY})
    os.mkfifo(tmp_path / "activities" / "pipe.yaml")
    (tmp_path / "activities" / "device.yaml").symlink_to("/dev/zero")
    (tmp_path / "activities" / "folder.yaml").mkdir()
    (tmp_path / "activities" / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "activities" / "nothing.yaml").symlink_to("nowhere.yaml")
    with pytest.raises(InputError) as raised:
        open_folder(tmp_path)
    assert [Path(fault.place.source).stem for fault in raised.value.faults if fault.place] == [
        *("device", "folder", "loop", "nothing", "pipe")
    ]
    assert {fault.help for fault in raised.value.faults} == {"put the file itself there"}


def test_a_link_within_the_folder_is_read(tmp_path: Path) -> None:
    """Also where the folder itself is reached by a link."""
    folder(tmp_path / "own", {"activities/label-data": ACTIVITY, "personas/labeller": PERSONA})
    (tmp_path / "own" / "personas" / "again.yaml").symlink_to("labeller.yaml")
    (tmp_path / "link").symlink_to("own")
    assert open_folder(tmp_path / "link").persona("again").activities == ("label-data", "manage-ml-jobs")


def folder(path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = path / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return path


@pytest.mark.skipif(not GUIDE.exists(), reason="needs the documentation, which the repository has")
def test_the_guides_example_is_right(tmp_path: Path) -> None:
    """What the guide shows as an activity and a persona of one's own opens as it stands."""
    block = re.compile(r"^```yaml\n# catalogue/[^\n]*\n(number:.*?)^```$", re.DOTALL | re.MULTILINE)
    blocks = block.findall(GUIDE.read_text(encoding="utf-8"))
    activity, persona = blocks
    catalogue = open_folder(folder(tmp_path, {"activities/label-data": activity, "personas/labeller": persona}))
    assert catalogue.persona("labeller").activities == ("label-data", "run-studio-applications")
