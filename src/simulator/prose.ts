import type { AnswerFile } from './answers.ts';
import { languageOf } from './language.ts';
import type { Chance } from './seeded.ts';

const LEADS = [
  '',
  '',
  'Here is the complete file:\n\n',
  'Here is the implementation.\n\n',
  'Done. The full content:\n\n',
];
const TAILS = [
  '',
  '',
  '\nAll success criteria are covered.\n',
  '\nThe change stays within the declared files.\n',
];

/** The sentence before and after a plain right answer; often there is none. */
export function plainWords(chance: Chance): { readonly lead: string; readonly tail: string } {
  return { lead: chance.pick(LEADS), tail: chance.pick(TAILS) };
}

const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/') || '.';

const GUIDES: readonly ((path: string) => string)[] = [
  (path) => `To complete this worker, please follow these steps:

1. Open \`${path}\` in your editor.
2. Read the instructions and note the signatures that the tests import.
3. Write each function so that it handles the normal cases first and the edge cases after that.
4. Run the tests and fix what is still red.

With these steps done, all success criteria will be met. Let me know if you need help with any of them!
`,
  (path) => `Great task! I would approach it in this order.

First, make sure that the folder exists:

\`\`\`bash
mkdir -p ${folderOf(path)}
touch ${path}
\`\`\`

Then add the logic described under DELIVERABLES to \`${path}\`. Keep the public names exactly as the tests expect
them, validate the input early, and raise an error with a meaningful message where the input is wrong. Once you are
satisfied, run the test command from TEST_PROCESS.
`,
  (path) => `## Implementation guide

1. **Install what you need**

   \`\`\`bash
   pip install pytest
   \`\`\`

2. **Design.** The work in \`${path}\` splits into parsing the input, the core computation, and formatting the result.
3. **Write the code.** Begin with the smallest function and build the others on top of it.
4. **Verify.** Execute the tests. They should all pass.

### Best practices

- Prefer small, pure functions.
- Document each public function.
`,
  (path) =>
    `I can certainly help with that. The file \`${path}\` should be updated so that it fulfils the requirements. You will want to think about the data structure first, since a well chosen one makes the remainder straightforward. After that, the functions can be filled in one by one, and the tests will show you how far you are. I recommend committing after every step, so that you can return to a working state. Would you like me to go deeper into one of these points?\n`,
  (path) => `Before writing the code, a few considerations:

* What should happen with empty input?
* Which errors are expected by the callers of \`${path}\`?
* Is performance a concern for large inputs?

Once these are settled, the implementation is a matter of translating the specification line by line. A reviewer
should then check it against the success criteria. I have outlined the plan; you can now proceed with the implementation.
`,
];

/** A polite how-to without the deliverable's code. */
export function guideText(path: string, chance: Chance): string {
  return chance.pick(GUIDES)(path);
}

const CHATTY_LEADS = [
  `Sure! Let me walk you through what I did.

I started from the signatures in the instruction and kept them as they are. First, the input is validated; then the
actual work is done in small steps. TODO: nothing is left open on my side, but you may want to add more tests later.

Here is the file:

`,
  `Let me implement this step by step.

Step 1: I looked at what the tests import. Step 2: I wrote the functions. Step 3: I went through the edge cases again.
You should not need to change anything else. TODO: consider a follow-up for the documentation.

`,
  `Absolutely, happy to help! Below you will find the implementation. I would like to point out that the rest of the
project is unchanged, and that no new dependency is needed.

`,
];

const CHATTY_TAILS = [
  `
### How it works

- The helper functions keep the main one readable.
- Errors are raised as early as possible.

To see for yourself, run:

\`\`\`bash
ls -l
git status --short
\`\`\`

Let me know if you would like me to add logging!
`,
  `
A short example of how one could log around it:

\`\`\`text
before: input checked
after: result returned
\`\`\`

I hope this helps. In a next step one could implement caching, but that is not part of this worker.
`,
];

/** The words of a model that cannot stop talking, around code that is right. */
export function chattyWords(files: readonly AnswerFile[], chance: Chance): { lead: string; tail: string } {
  const first = files[0];
  const module = first?.path.split('/').at(-1)?.replace(/\.py$/, '') ?? 'module';
  const isPython = first !== undefined && languageOf(first.path).family === 'python';
  const example = `
Usage example:

\`\`\`python
import ${module}

help(${module})
\`\`\`

TODO: you could extend the example with your own data. Enjoy!
`;
  return {
    lead: chance.pick(CHATTY_LEADS),
    tail: chance.pick(isPython && /^\w+$/.test(module) ? [...CHATTY_TAILS, example] : CHATTY_TAILS),
  };
}

/** Prose with what a terminal would obey: titles, a cleared screen, cursor moves, the clipboard, hidden text. */
export function terminalWords(chance: Chance): { readonly lead: string; readonly tail: string } {
  const leads = [
    '\u001b]0;all workers done\u0007\u001b[2J\u001b[HHere is the implementation:\n\n',
    '\u001b[?1049h\u001b[31mDone!\u001b[0m\u001b[10A\u001b[2K The complete file:\n\n',
    '\u001b]52;c;cm0gLXJmIH4=\u0007The \u001b]8;;http://localhost/\u001b\\file\u001b]8;;\u001b\\ follows.\u009b3J\n\n',
  ];
  const tails = [
    '\n\u001b[999;999H\u001b[6n\u001bc\n',
    '\n\u001b[8mhidden\u001b[28m\u001b[?25l Finished.\u0008\u0008\n',
  ];
  return { lead: chance.pick(leads), tail: chance.pick(tails) };
}
