import type { Clock } from '../domain/clock.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Runner } from '../runner/runner.ts';
import { WINGMAN_IDENTITY, type Git } from './git.ts';
import type { Repo } from './repo.ts';
import { findLinks, type Link } from './links.ts';
import { openGit, openRepo } from './runner-git.ts';
import { prepareBranch, type BranchOptions } from './run-branch.ts';

/** The user's checkout as a run needs it. */
interface Checkout {
  readonly repo: Repo;
  /** Who commits, as settings of Git. */
  readonly identity: readonly string[];
  /** The run's branch, and where it is. */
  readonly branch: { readonly name: string; readonly tip: string };
  /** What every worktree and clone links to. */
  readonly links: readonly Link[];
}

export interface CheckoutOptions {
  readonly runner: Runner;
  readonly clock: Clock;
  readonly dir: string;
  /** Further paths to link. */
  readonly link: readonly string[];
  readonly branch: BranchOptions;
  /** A folder of the engine's own, which goes when the repo is closed. */
  readonly scratch: string;
}

/** Opens the checkout at `dir` for a run, with the run's branch in it. */
export async function openCheckout(options: CheckoutOptions): Promise<Result<Checkout, string>> {
  const { runner, clock, dir, link, branch, scratch } = options;
  const identity = await identityOf(openGit(runner, dir));
  const repo = openRepo({ runner, clock, dir, identity, scratch });
  const tip = await prepareBranch(repo, branch);
  if (!tip.ok) return tip;
  const links = await findLinks(repo, dir, link);
  if (!links.ok) return err(links.error.message);
  return ok({ repo, identity, branch: { name: branch.name, tip: tip.value }, links: links.value });
}

/** The user's own identity where there is one. */
async function identityOf(git: Git): Promise<readonly string[]> {
  const isKnown = async (part: 'name' | 'email'): Promise<boolean> => {
    const found = await git.run(['config', '--get', `user.${part}`]);
    return found.ok && found.value.trim() !== '';
  };
  return (await isKnown('name')) && (await isKnown('email')) ? [] : WINGMAN_IDENTITY;
}
