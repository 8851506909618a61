// Asks @cloud-copilot/iam-simulate which roles of account details may do each of some actions, unvalidated; prints how
// many may. iam_simulate_who.mjs NODE_MODULES DETAILS QUESTIONS
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [modules, details, questions] = process.argv.slice(2)
const { runUnsafeSimulation } = createRequire(`${modules}/`)('@cloud-copilot/iam-simulate')
const account = JSON.parse(readFileSync(details, 'utf8'))
const shared = new Map(account.Policies.map((each) => [each.Arn, each.PolicyVersionList[0].Document]))

const counts = []
for (const { action, resource } of JSON.parse(questions)) {
  let count = 0
  for (const role of account.RoleDetailList) {
    const inline = role.RolePolicyList.map((each) => ({ name: each.PolicyName, policy: each.PolicyDocument }))
    const attached = role.AttachedManagedPolicies.map((each) => ({ name: each.PolicyName, policy: shared.get(each.PolicyArn) }))
    const result = runUnsafeSimulation(
      {
        request: {
          principal: role.Arn,
          action,
          resource: { resource, accountId: role.Arn.split(':')[4] },
          contextVariables: {}
        },
        identityPolicies: [...inline, ...attached],
        serviceControlPolicies: [],
        resourceControlPolicies: []
      },
      {}
    )
    count += result === 'Allowed' ? 1 : 0
  }
  counts.push(count)
}
console.log(JSON.stringify(counts))
