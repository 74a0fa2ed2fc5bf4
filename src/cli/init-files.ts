import { modelKey, PROVIDER_NAMES, PROVIDER_SETTINGS } from '../engine/domain/provider-name.ts';

const listed = new Intl.ListFormat('en-GB', { type: 'disjunction' });
const MODEL_LINES = PROVIDER_NAMES.map(
  (name) => `${`# ${modelKey(name)}: NAME`.padEnd(26)}# "wingman doctor" shows the default`,
);

/** A `wingman.yaml` that changes nothing: every line is a comment with the value that holds anyway. */
export const EXAMPLE_SETTINGS = `# Settings of Wingman for this repository. Where one is a flag of "wingman run" too, the flag wins.
# "wingman config schema" prints all of them.

# provider: auto          # ${listed.format(PROVIDER_SETTINGS)}; auto: what each worker's TASK_CLASSIFICATION asks for
${MODEL_LINES.join('\n')}
# concurrency: 50         # workers at once
# maxRetries: 2           # further attempts after a failed one
# timeout: 20m            # one attempt's model and checks
# stall: 5m               # without tokens or check output
# budget: 5               # US dollars; no attempt is started beyond it
# venv: .venv             # found by itself in .venv, venv and ai-workers/.venv
# setup: npm ci           # run once in every new worktree
`;

/** A worker file in the 10-point framework whose checks are red before its work and green after it. */
export const EXAMPLE_WORKER = `# Worker 001: Example

- **Phase:** 1
- **Duration:** 5 minutes

A small script, so that the whole way can be seen once: replace it with the first piece of your phase.

## 1. DELIVERABLES

- [ ] Create file: \`scripts/greet.sh\`
- [ ] It prints \`Hello, NAME!\` for its first argument, and \`Hello, world!\` without one
- [ ] It exits with status 2 and prints nothing to stdout when it gets more than one argument

## 2. SUCCESS_CRITERIA

- [ ] 3 of 3 checks of TEST_PROCESS exit with status 0
- [ ] \`bash -n scripts/greet.sh\` exits with status 0

## 3. BOUNDARIES

- **CAN create:** \`scripts/greet.sh\`
- **CANNOT modify:** \`README.md\`, \`wingman.yaml\`
- **Language:** Bash, no other program is called

## 4. DEPENDENCIES

- **Previous workers:** none, this is the first of the phase
- **Tools:** \`bash\`

## 5. MITIGATION

- **If a check is red:** read its output, correct the script, keep its interface
- **Rollback:** remove the new file, which nothing else needs
- **Retry:** at most 2 times, then a person decides

## 6. TEST_PROCESS

Run from the root of the repository.

\`\`\`bash
# Test 1: The script parses
bash -n scripts/greet.sh

# Test 2: It greets by name, and the world without one
test "$(bash scripts/greet.sh Ada)" = 'Hello, Ada!' && test "$(bash scripts/greet.sh)" = 'Hello, world!'

# Test 3: Two names are refused with status 2
if bash scripts/greet.sh Ada Grace >/dev/null 2>&1; then false; else test "$?" -eq 2; fi
\`\`\`

## 7. TEST_RESULTS_FORMAT

\`\`\`json
{
  "worker_id": "001",
  "worker_name": "Example",
  "status": "pass|fail",
  "deliverables_created": ["scripts/greet.sh"],
  "test_results": { "parses": "pass|fail", "greets": "pass|fail", "refuses_two": "pass|fail" },
  "duration_seconds": 0,
  "timestamp": "ISO 8601, UTC",
  "llm_provider": "${PROVIDER_NAMES.join('|')}",
  "errors": []
}
\`\`\`

## 8. TASK_CLASSIFICATION

- **Type:** MECHANICAL
- **Tool:** OpenAI
- **Reasoning:** one short file with a given interface

## 9. RETROSPECTIVE

- **Time estimate:** 5 minutes
- **To record:** which check was red, and what the model had misread

## 10. PERFORMANCE_REQUIREMENTS

- **Whole task:** under 5 minutes
- **Checks:** all of them together under 5 seconds
`;
