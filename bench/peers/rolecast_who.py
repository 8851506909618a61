"""Rolecast's side of `bench.who`: the same questions, and how many roles may. rolecast_who.py DETAILS QUESTIONS"""

from __future__ import annotations

import json
import sys

from rolecast.workflows.searching import Searcher

details, questions = sys.argv[1:]
searcher = Searcher(details)
found = [searcher.who(each["action"], each["resource"]).entitled for each in json.loads(questions)]
print(json.dumps([sum(each.kind.value == "role" and each.grade.value == "allow" for each in own) for own in found]))
