"""Problems of a file put to z3: is there a text in all of some patterns and in none of others? Prints the answers.

z3_texts.py FILE
"""

import json
import sys
import time
from functools import reduce
from pathlib import Path

import z3

SORT = z3.ReSort(z3.StringSort())
MILLISECONDS = 3_000


def expression(pattern: str) -> z3.ReRef:
    wild = {"*": z3.Star(z3.AllChar(SORT)), "?": z3.AllChar(SORT)}
    return reduce(z3.Concat, (wild.get(each, z3.Re(each)) for each in pattern), z3.Re(""))


def answer(inside: list[str], outside: list[str]) -> str:
    """`1` if there is a text, `0` if there is none, `?` after three seconds."""
    solver = z3.Solver()
    solver.set("timeout", MILLISECONDS)
    languages = [*map(expression, inside), *(z3.Complement(expression(each)) for each in outside)]
    solver.add(z3.InRe(z3.String("text"), reduce(z3.Intersect, languages)))
    found = solver.check()
    return "?" if found == z3.unknown else "01"[found == z3.sat]


problems = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
start = time.perf_counter()
answers = "".join(answer(*problem) for problem in problems)
print(json.dumps({"seconds": time.perf_counter() - start, "answers": answers}))
