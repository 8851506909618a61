"""One text of each kind of source, with everything that its reader looks at."""

from __future__ import annotations

import json
from typing import Any

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "sagemaker.amazonaws.com", "AWS": ["123456789012"]},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
        }
    ],
}
ALLOW = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "A", "Effect": "Allow", "Action": ["s3:GetObject", "s3:Put*"], "Resource": "arn:aws:s3:::data/*"},
        {
            "Effect": "Deny",
            "NotAction": "iam:*",
            "NotResource": ["*"],
            "Condition": {"Bool": {"aws:SecureTransport": False}},
        },
    ],
}


def _ref(name: str) -> dict[str, Any]:
    return {"Ref": name}


READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
TEMPLATE = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Resources": {
        "R": {
            "Type": "AWS::IAM::Role",
            "Condition": "C",
            "Properties": {
                "RoleName": {"Fn::Sub": "${AWS::StackName}-r"},
                "AssumeRolePolicyDocument": TRUST,
                "ManagedPolicyArns": [
                    _ref("M"),
                    {"Fn::If": ["C", "arn:aws:iam::aws:policy/ReadOnlyAccess", _ref("N")]},
                ],
                "PermissionsBoundary": {"Fn::GetAtt": ["M", "Arn"]},
                "MaxSessionDuration": 3600,
                "Tags": [{"Key": "a", "Value": _ref("T")}],
                "Policies": [
                    {
                        "PolicyName": "p",
                        "PolicyDocument": {
                            "Version": "2012-10-17",
                            "Statement": [
                                {
                                    "Effect": "Allow",
                                    "Action": ["s3:*", _ref("A")],
                                    "Resource": {"Fn::Join": ["", ["arn:aws:s3:::", _ref("B"), "/*"]]},
                                    "Condition": {"StringEquals": {"aws:PrincipalTag/a": [_ref("T"), "x"]}},
                                },
                                {
                                    "Fn::If": [
                                        "C",
                                        {"Effect": "Allow", "Action": "*", "Resource": "*"},
                                        _ref("AWS::NoValue"),
                                    ]
                                },
                            ],
                        },
                    },
                    {"PolicyName": "q", "PolicyDocument": {"Fn::Sub": ['{"Statement": []}${X}', {"X": _ref("Y")}]}},
                ],
            },
        },
        "M": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": ALLOW, "Roles": [_ref("R")]}},
        "P": {
            "Type": "AWS::IAM::Policy",
            "Properties": {"PolicyName": "p", "PolicyDocument": ALLOW, "Roles": [_ref("R")]},
        },
        "U": {"Type": "AWS::IAM::User", "Properties": {"Policies": [{"PolicyName": "u", "PolicyDocument": ALLOW}]}},
    },
}


def _change(type: str, name: str, after: dict[str, Any], unknown: dict[str, Any]) -> dict[str, Any]:
    change = {"actions": ["create"], "after": after, "after_unknown": unknown}
    return {"address": f"{type}.{name}", "mode": "managed", "type": type, "name": name, "change": change}


PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.9.0",
    "planned_values": {"root_module": {}},
    "resource_changes": [
        _change(
            "aws_iam_role",
            "r",
            {
                "name": "r",
                "assume_role_policy": json.dumps(TRUST),
                "inline_policy": [{"name": "i", "policy": json.dumps(ALLOW)}],
                "managed_policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
                "max_session_duration": 3600,
                "tags": {"a": "b"},
            },
            {"permissions_boundary": True},
        ),
        _change("aws_iam_role_policy", "p", {"role": "r", "name": "p"}, {"policy": True}),
        _change("aws_iam_policy", "m", {"name": "m", "policy": json.dumps(ALLOW)}, {"arn": True}),
        _change("aws_iam_role_policy_attachment", "a", {"role": "r"}, {"policy_arn": True}),
    ],
    "configuration": {
        "root_module": {
            "resources": [
                {
                    "address": "aws_iam_role_policy_attachment.a",
                    "expressions": {"policy_arn": {"references": ["aws_iam_policy.m.arn", "aws_iam_policy.m"]}},
                }
            ],
            "module_calls": {"c": {"module": {"resources": []}}},
        }
    },
}
DETAILS: dict[str, Any] = {
    "UserDetailList": [
        {
            "Path": "/",
            "UserName": "u",
            "Arn": "arn:aws:iam::123456789012:user/u",
            "UserPolicyList": [{"PolicyName": "p", "PolicyDocument": ALLOW}],
            "GroupList": ["g"],
        }
    ],
    "GroupDetailList": [
        {
            "Path": "/",
            "GroupName": "g",
            "Arn": "arn:aws:iam::123456789012:group/g",
            "GroupPolicyList": [{"PolicyName": "p", "PolicyDocument": ALLOW}],
            "AttachedManagedPolicies": [{"PolicyName": "m", "PolicyArn": "arn:aws:iam::123456789012:policy/m"}],
        }
    ],
    "RoleDetailList": [
        {
            "Path": "/",
            "RoleName": name,
            "RoleId": "AROA1",
            "Arn": f"arn:aws:iam::123456789012:role/{name}",
            "AssumeRolePolicyDocument": TRUST,
            "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": ALLOW}],
            "AttachedManagedPolicies": [{"PolicyName": "m", "PolicyArn": "arn:aws:iam::123456789012:policy/m"}],
            "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
            "Tags": [{"Key": "a", "Value": "b"}],
            "RoleLastUsed": {"LastUsedDate": "2026-05-01T08:00:00+00:00", "Region": "eu-west-1"},
        }
        for name in ("r", "s")
    ],
    "Policies": [
        {
            "PolicyName": "m",
            "Arn": "arn:aws:iam::123456789012:policy/m",
            "DefaultVersionId": "v1",
            "AttachmentCount": 3,
            "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": True, "Document": ALLOW}],
        }
    ],
}
ANSWERS = {
    "version": {"PolicyVersion": {"VersionId": "v1", "Document": ALLOW}},
    "role": {"Role": {"RoleName": "r", "AssumeRolePolicyDocument": TRUST}},
    "inline": {"RoleName": "r", "PolicyName": "p", "PolicyDocument": ALLOW},
    "roles": {"Roles": [{"RoleName": "r", "AssumeRolePolicyDocument": TRUST}]},
    "versions": {"Versions": [{"VersionId": "v1", "IsDefaultVersion": True, "Document": ALLOW}]},
    "organization": {"Policy": {"PolicySummary": {"Name": "s", "Type": "X"}, "Content": json.dumps(ALLOW)}},
}
YAML = """\
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub '${AWS::StackName}-r'
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - {Effect: Allow, Principal: {Service: !Sub 'lambda.${AWS::URLSuffix}'}, Action: sts:AssumeRole}
      ManagedPolicyArns: [!Ref M, !If [C, !Ref N, !Ref AWS::NoValue]]
      Policies:
        - PolicyName: p
          PolicyDocument: !Sub
            - |
              {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "${Arn}"}]}
            - {Arn: !GetAtt Bucket.Arn}
        - !If
          - C
          - PolicyName: q
            PolicyDocument:
              Version: 2012-10-17
              Statement: {Effect: Allow, Action: !Ref A, Resource: !Join ['', [a, !Ref B]]}
          - !Ref AWS::NoValue
"""
SEEDS: dict[str, Any] = {
    "policy": ALLOW,
    "trust": TRUST,
    "template": TEMPLATE,
    "plan": PLAN,
    "details": DETAILS,
    **ANSWERS,
}
"""The JSON values, by name."""
