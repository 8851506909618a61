"""`python -m bench`: all of them."""

from bench import build, check, decide, plan, serve

build.main()
decide.main()
check.main()
plan.main()
serve.main()
