// Decides the requests of a file with @cloud-copilot/iam-simulate, unvalidated; prints seconds and the answers.
// iam_simulate.mjs NODE_MODULES FILE
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [modules, file] = process.argv.slice(2)
const { runUnsafeSimulation } = createRequire(`${modules}/`)('@cloud-copilot/iam-simulate')
const { account, principal, policies, requests } = JSON.parse(readFileSync(file, 'utf8'))
const identityPolicies = policies.map((policy, index) => ({ name: `p${index}`, policy }))

let answers = ''
const start = process.hrtime.bigint()
for (const { action, resource, context } of requests) {
  const result = runUnsafeSimulation(
    {
      request: { principal, action, resource: { resource, accountId: account }, contextVariables: context },
      identityPolicies,
      serviceControlPolicies: [],
      resourceControlPolicies: []
    },
    {}
  )
  answers += result === 'Allowed' ? '1' : '0'
}
console.log(JSON.stringify({ seconds: Number(process.hrtime.bigint() - start) / 1e9, answers }))
