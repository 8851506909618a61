#!/bin/sh
# The main job in a screen or two, to read on a terminal: demo.sh ROLECAST [ARGUMENT]...
set -eu
source=$(dirname "$0")/demo.yaml
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$source" "$folder/roles.yaml"
cd "$folder"

exec 2>&1 # in the order in which it happens
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$(printf '\033[1m') plain=$(printf '\033[0m')
else
    bold='' plain=''
fi
step() {
    printf '\n%s%s%s\n\n' "$bold" "$1" "$plain"
}
run() { # run SHOWN COMMAND...
    printf '$ rolecast %s\n' "$1"
    shift
    "$@" || true # an answer of no is an answer
}

step "1. You write down the roles of a team (examples/demo.yaml)"
grep -v '^#' roles.yaml

step "2. Rolecast makes their policies, in the format you deploy with"
run "build -f cloudformation -o roles.template.yaml" "$@" build -f cloudformation -o roles.template.yaml
run "build -f markdown -o roles.md" "$@" build -f markdown -o roles.md
grep -E '^(## |### `|A managed policy)' roles.md |
    sed -e 's/^## /\n  /' -e 's/^### /    /' -e 's/^A managed.*own: /      /'

job=arn:aws:sagemaker:eu-west-1:123456789012:training-job/churn
step "3. It answers questions, with the reason"
for question in "s3:PutObject arn:aws:s3:::payroll/x" "sagemaker:StopTrainingJob $job"; do
    # shellcheck disable=SC2086  # an action and a resource
    run "can --role data-scientist $question" "$@" can roles.yaml --role data-scientist $question
done

step "4. It reports mistakes together, each with its place and a remedy"
sed -i.saved -e 's/data-scientist$/data-scientst/' -e 's/\[fraud-training\]}/[Fraud_Training]}/' roles.yaml
run "build" "$@" build

step "Next: docs/tutorial/first-role.md, or \`pipx install .\` and \`rolecast new\`"
