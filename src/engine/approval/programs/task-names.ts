import { ask, type Assessment } from '../assessment.ts';

/** Words in the name of a script, a target or a task that do more than test, build and look. */
const TELLING =
  /(?:^|[^a-z])(?:deploy(?:ment)?|publish|release|promote|rollout|rollback|ship|upload|push|send|notify|migrat(?:e|ion|ions)|seed|reset|drop|destroy|purge|wipe|nuke|teardown|clean|cleanall|distclean|clobber|prune|remove|delete|uninstall|install|provision|bootstrap|setup|upgrade|update|sync|backup|restore|prod|production|up|down|start|stop|restart|commit|tag|bump|login|scale|apply|terminate|truncate|download|downloader|load)(?=$|[^a-z])/i;

/** A name that says also that it only tests or looks: `test:migrations`, `check-release`, `deploy --dry-run`. */
const LOOKING =
  /(?:^|[^a-z])(?:tests?|spec|specs|check|checks|verify|lint|validate|dry-?run|smoke|e2e|unit|typecheck)(?=$|[^a-z])|(?:^|\/)t\//i;

/** Whether a script, target or task of the project needs a question for what its name says that it does. */
export function judgeTask(name: string, path = name): Assessment | null {
  if (/(?:^|\s)db:(?!.*(?:version|status|abort_if))/.test(name))
    return ask('high', `${name} changes a database`);
  if (!TELLING.test(name) || LOOKING.test(path)) return null;
  return ask('medium', `${name} does more than test and build, by its name`);
}
