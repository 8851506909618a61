#!/bin/sh
# The main job on an example, to read on a terminal: demo.sh ROLECAST
set -eu
rolecast=$1
team=$(dirname "$0")/team.yaml
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

exec 2>&1 # in the order in which it happens
step() {
    printf '\n\033[1m%s\033[0m\n\n' "$1"
}
[ -t 1 ] && [ -z "${NO_COLOR:-}" ] || step() {
    printf '\n== %s\n\n' "$1"
}

step "A team's role file: $team"
grep -v '^ *#' "$team"

step "Its roles and their policies: rolecast build -f markdown, in short"
"$rolecast" build "$team" -f markdown -o "$out/roles.md"
grep -E '^(## |- ARN|### `|A policy)' "$out/roles.md" | sed -e 's/^## /\n/' -e 's/^### /  /' -e 's/^A policy/    a policy/'

step "One activity's policy, its parameters filled in: rolecast show s3-bucket-access"
"$rolecast" show s3-bucket-access --set s3_buckets=fraud-training

step "To deploy: rolecast build -f cloudformation, terraform or aws-cli"
"$rolecast" build "$team" -f cloudformation -o "$out/roles.template.yaml"
"$rolecast" build "$team" -f terraform -o "$out/terraform/"
"$rolecast" build "$team" -f aws-cli -o "$out/roles.sh"
sed -n '1,45p' "$out/roles.template.yaml"
echo "..."

step "A fault in the file: what, where, what to do; nothing is written"
sed 's/manage-experiments/manage-experimets/; s/fraud-training/Fraud_Training/' "$team" | "$rolecast" build - || true
