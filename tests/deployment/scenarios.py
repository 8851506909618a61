"""Role files of the tests: a team's, before and after a change of everything that can change."""

BEFORE = """
version: 1
account: "123456789012"
region: us-east-1
roles:
  people:
    description: What the team works with.
    path: /ml/
    activities:
      s3-bucket-access: {s3_buckets: [raw]}
      search-and-visualize-experiments:
    extra_policies:
      reading:
        Version: "2012-10-17"
        Statement:
          - {Sid: Objects, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::shared/*"}
          - {Sid: Topics, Effect: Allow, Action: "sns:Publish", Resource: "*"}
          - {Sid: NotThese, Effect: Deny, Action: "sns:Publish", Resource: "arn:aws:sns:us-east-1:123456789012:secret"}
      writing:
        Version: "2012-10-17"
        Statement:
          - {Sid: Queues, Effect: Allow, Action: "sqs:SendMessage", Resource: "*"}
          - {Sid: Writing, Effect: Allow, Action: "s3:PutObject", Resource: "arn:aws:s3:::shared/*"}
    additional_policies: ["arn:aws:iam::123456789012:policy/outside-1"]
    permissions_boundary: arn:aws:iam::123456789012:policy/limit
    tags: {team: a, stage: one}
  jobs:
    packing: inline
    activities:
      s3-bucket-access: {s3_buckets: [raw]}
      manage-experiments:
"""

AFTER = """
version: 1
account: "123456789012"
region: us-east-1
roles:
  people:
    description: What the team works with now.
    path: /ml/
    max_session_duration: 7200
    trust: {confused_deputy: true}
    activities:
      s3-bucket-access: {s3_buckets: [raw, clean]}
      query-athena-workgroups: {workgroup_names: [primary]}
    extra_policies:
      reading:
        Version: "2012-10-17"
        Statement:
          - {Sid: Topics, Effect: Allow, Action: "sns:Publish", Resource: "*"}
          - {Sid: Writing, Effect: Allow, Action: "s3:PutObject", Resource: "arn:aws:s3:::shared/*"}
      writing:
        Version: "2012-10-17"
        Statement:
          - {Sid: Queues, Effect: Allow, Action: "sqs:SendMessage", Resource: "*"}
          - {Sid: Objects, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::shared/*"}
    additional_policies: ["arn:aws:iam::123456789012:policy/outside-2"]
    tags: {team: b}
  trainers:
    packing: inline
    activities:
      s3-bucket-access: {s3_buckets: [raw]}
"""
