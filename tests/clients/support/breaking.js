// Which changes of the public contract break clients, and whether their commits say so.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const CONTRACT = 'schema.graphql';

/** Its first commit is the one from which on commits are held to the rule. */
const RULE = 'tests/clients/support/breaking.js';

/**
 * The breaking changes that no commit names, one line each.
 *
 * A commit names one by a line `Breaking: Offer.price` in its message, with the words after the place being free. Looked at
 * are all commits since the rule was made.
 */
export async function unnamedChanges(repository) {
  const [since] = (await lines(repository, 'log', '--diff-filter=A', '--format=%H', '--', RULE)).slice(-1);
  if (!since) return [];
  const commits = await lines(
    repository,
    ...['rev-list', '--reverse', '--full-history', '--ancestry-path', `${since}..HEAD`, '--', CONTRACT],
  );

  const unnamed = [];
  for (const commit of commits) {
    const message = await lines(repository, 'show', '-s', '--format=%B', commit);
    for (const change of await changesOf(repository, commit)) {
      if (!message.some((line) => names(line, change))) {
        unnamed.push(`${commit.slice(0, 12)}: ${change.message} Name it: "Breaking: ${change.path}"`);
      }
    }
  }
  return unnamed;
}

/** The breaking changes from one text of a schema to another. */
export async function breakingChanges(before, after) {
  const changes = await diff(buildSchema(before), buildSchema(after));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ path, message }) => ({ path, message }));
}

/** The contract as it was committed last, or in `commit`; null before there was one. */
export async function committedContract(repository, commit = 'HEAD') {
  if ((await lines(repository, 'ls-tree', '--name-only', commit, '--', CONTRACT)).length === 0) return null;
  return git(repository, 'show', `${commit}:${CONTRACT}`);
}

/** A merge answers only for what none of its parents had. */
async function changesOf(repository, commit) {
  const after = await committedContract(repository, commit);
  const [, ...parents] = (await git(repository, 'rev-list', '--parents', '-1', commit)).trim().split(' ');

  let common;
  for (const parent of parents) {
    const before = await committedContract(repository, parent);
    const changes = before && after ? await breakingChanges(before, after) : [];
    const isIn = (change) => changes.some(({ message }) => message === change.message);
    common = common ? common.filter(isIn) : changes;
  }
  return common ?? [];
}

function names(line, { path }) {
  const [word, place] = line.trim().split(/\s+/);
  return word === 'Breaking:' && place?.replace(/[,.:;]$/, '') === path;
}

async function git(repository, ...args) {
  // A hook of git runs with variables that lead to its own repository.
  const { GIT_DIR, GIT_INDEX_FILE, ...env } = process.env;
  const { stdout } = await promisify(execFile)('git', ['-C', repository, ...args], { env, maxBuffer: 64 << 20 });
  return stdout;
}

async function lines(repository, ...args) {
  return (await git(repository, ...args)).split('\n').filter(Boolean);
}
