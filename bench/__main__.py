"""`python -m bench`: all of them."""

from bench import audit, build, check, compare, decide, guardrails, importing, plan, serve, who

build.main()
guardrails.main()
decide.main()
check.main()
audit.main()
who.main()
compare.main()
plan.main()
importing.main()
serve.main()
