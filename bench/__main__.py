"""`python -m bench`: all of them."""

from bench import build, check, decide, plan

build.main()
decide.main()
check.main()
plan.main()
