import { ask, type Assessment } from '../assessment.ts';

/** Programs of frameworks, in the worktree or by their names: their first word says what they do. */
const FRAMEWORKS =
  /(?:^|\/)(?:manage\.py|artisan|console|rails|spark|craft|yii|drush|django-admin|setup\.py)$/;
const LOOKING =
  /^(?:test(?::\w+)?|check|showmigrations|sqlmigrate|diffsettings|inspectdb|help|version|--version|--name|--help|routes|route:list|about|list|lint:\S+|debug:\S+|spec|stats|notes|zeitwerk:check|validate|build|build_ext|build_py|runserver|server|s|findstatic)$/;

/** Whether a framework's program needs a question for what its first word says; null for every other program. */
export function judgeManage(program: string, args: readonly string[]): Assessment | null {
  if (!FRAMEWORKS.test(program)) return null;
  const [verb = ''] = args;
  const isDry = args.some((arg) => /^--(?:check|dry-run|plan|check-unapplied|pretend)$/.test(arg));
  return isDry || LOOKING.test(verb) ? null : ask('high', `${program} ${verb} may change a database`);
}
