"""Decides the requests of a file with PMapper's local simulation; prints seconds and the answers.

Runs in the peer's environment: pmapper.py FILE
"""

import collections
import collections.abc
import json
import sys
import time

# PMapper was written for a Python that had these there.
for name in ("Mapping", "MutableMapping"):
    setattr(collections, name, getattr(collections.abc, name))

from principalmapper.common import Node, Policy  # noqa: E402
from principalmapper.querying.local_policy_simulation import has_matching_statement  # noqa: E402
from principalmapper.util.case_insensitive_dict import CaseInsensitiveDict  # noqa: E402

with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123
    case = json.load(file)
arn = f"arn:aws:iam::{case['account']}:role/bench"
policies = [Policy(f"{arn}/p{number}", f"p{number}", document) for number, document in enumerate(case["policies"])]
trust = {"Version": "2012-10-17", "Statement": []}
node = Node(arn, "AROABENCH", policies, [], trust, None, 0, False, False, None, False, None)
requests = [
    (request["action"], request["resource"], CaseInsensitiveDict(request["context"])) for request in case["requests"]
]

answers = []
start = time.perf_counter()
for action, resource, context in requests:
    denied = has_matching_statement(node, "Deny", action, resource, context)
    answers.append(not denied and has_matching_statement(node, "Allow", action, resource, context))
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "answers": "".join("01"[answer] for answer in answers)}))
