import type { Finding, Instruction } from '../domain/instruction.ts';
import { folderChanges } from '../environment/folders.ts';
import type { RepoFiles } from '../environment/repo-files.ts';
import { found } from './finding.ts';

/** What lint needs to know of a repo. */
export interface LintRepo extends RepoFiles {
  /** The name of its root folder. */
  readonly name: string;
}

/** `cd`s of the checks into folders that neither the repo has nor a deliverable makes. */
export function folderFindings(instructions: readonly Instruction[], repo: LintRepo): Finding[] {
  const delivered = instructions.flatMap(({ deliverables }) => deliverables.map(({ path }) => path));
  return instructions.flatMap((instruction) =>
    instruction.blocks.flatMap((block) =>
      folderChanges(block).flatMap(({ target, path, line, since }) => {
        if (path === null || since !== null || repo.hasFolder(path)) return [];
        const isRoot = path === repo.name;
        const rest = delivered
          .filter((file) => file.startsWith(`${path}/`))
          .map((file) => file.slice(path.length + 1));
        // `wingman/validation/x.py` in a repo `wingman` that has `validation/`: written as seen from the folder above.
        const fromAbove =
          isRoot &&
          rest.some((file) => file.includes('/') && repo.hasFolder(file.slice(0, file.indexOf('/'))));
        if (rest.length > 0 && !fromAbove) return [];
        const rewrite = `set \`rewrites: { "cd ${target}": "cd ." }\` in wingman.yaml`;
        if (!isRoot)
          return [
            found(
              'missing-folder',
              instruction.file,
              line,
              `\`cd ${target}\`: the repo has no folder ${path}`,
            ),
          ];
        const message = `\`cd ${target}\`: the repo root is itself ${path}, and checks start there`;
        return [
          found('missing-folder', instruction.file, line, message, `leave the \`cd\` out, or ${rewrite}`),
        ];
      }),
    ),
  );
}
