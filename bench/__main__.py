"""`python -m bench`: all of them."""

from bench import audit, build, check, compare, decide, guardrails, importing, plan, serve

build.main()
guardrails.main()
decide.main()
check.main()
audit.main()
compare.main()
plan.main()
importing.main()
serve.main()
