import { ask, type Assessment } from '../assessment.ts';
import { judgeTask } from '../programs/task-names.ts';
import { baseName, placeOf, resolvePath } from '../reading/place.ts';
import type { Scope } from '../reading/scope.ts';
import { holdsAny, shown } from '../reading/value.ts';

/** Whether running a file of code needs a question: not where it is the project's own, unless its name says more. */
export function judgeCode(path: string, scope: Scope): Assessment | null {
  if (scope.written.has(resolvePath(path, scope.folder)))
    return ask('medium', `runs code that the script has written itself: ${shown(path)}`);
  const place = placeOf(path, scope.folder);
  switch (place) {
    case 'worktree':
    case 'temp':
    case 'shared':
    case 'root':
      return judgeTask(baseName(path), path);
    case 'common-temp':
      return ask('medium', `runs code that anybody may have put there: ${shown(path)}`);
    default:
      return holdsAny(path)
        ? ask('medium', 'runs code that is known only when it runs')
        : ask('high', `runs code outside the worktree: ${shown(path)}`);
  }
}
