"""Analyses the policies of a file, a document a line, with parliament; prints seconds, findings and crashes.

Runs in the peer's environment: parliament_check.py FILE
"""

import json
import sys
import time

from parliament import analyze_policy_string

with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123
    texts = file.read().splitlines()

analyze_policy_string(texts[0])  # loads its service data
findings = crashes = 0
start = time.perf_counter()
for text in texts:
    try:
        findings += len(analyze_policy_string(text).findings)
    except Exception:  # it knows no condition keys of type ArrayOfARN
        crashes += 1
print(json.dumps({"seconds": time.perf_counter() - start, "findings": findings, "crashes": crashes}))
