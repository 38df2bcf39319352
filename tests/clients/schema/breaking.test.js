// Nobody breaks a client without saying so.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { breakingChanges, committedContract, unnamedChanges } from '../support/breaking.js';
import { contract } from '../support/contract.js';
import { root } from '../support/server.js';

const schema = (fields) => `type Query { ${fields} }`;

/** A repository with the rule in it and a contract of two fields. */
class Repository {
  constructor(t) {
    this.folder = mkdtempSync(join(tmpdir(), 'microfluence-contract.'));
    t.after(() => rmSync(this.folder, { recursive: true }));
    this.git('init', '--quiet', '--initial-branch=main');
    mkdirSync(join(this.folder, 'tests/clients/support'), { recursive: true });
    writeFileSync(join(this.folder, 'tests/clients/support/breaking.js'), '// The rule.\n');
    this.commits(schema('offer: Int price: Int'), 'Start');
  }

  commits(contract, message) {
    writeFileSync(join(this.folder, 'schema.graphql'), contract);
    this.git('add', '.');
    this.git('commit', '--quiet', '--message', message);
  }

  git(...args) {
    const { GIT_DIR, GIT_INDEX_FILE, ...env } = process.env;
    const apart = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
    const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
    execFileSync('git', ['-C', this.folder, ...author, ...args], { env: { ...env, ...apart } });
  }

  unnamed() {
    return unnamedChanges(this.folder);
  }
}

test('every commit that breaks schema.graphql names what it breaks', async (t) => {
  if (!existsSync(join(root, '.git'))) return t.skip('not a git repository');
  const unnamed = await unnamedChanges(root);
  assert.ok(unnamed.length === 0, `\n${unnamed.join('\n')}`);
});

test('schema.graphql, as it lies here, breaks nothing of the last commit', async (t) => {
  if (!existsSync(join(root, '.git'))) return t.skip('not a git repository');
  const changes = await breakingChanges(await committedContract(root), contract());
  const named = changes.map(({ path, message }) => `${message} Commit it with the line "Breaking: ${path}".`);
  assert.ok(named.length === 0, `\n${named.join('\n')}`);
});

test('a removed field is found in a later commit too', async (t) => {
  const repository = new Repository(t);
  repository.commits(schema('offer: Int'), 'Remove the price');
  repository.commits(schema('offer: Int brand: Int'), 'Add a brand');

  const [found, ...more] = await repository.unnamed();
  assert.match(found, /Query\.price/);
  assert.deepEqual(more, []);
});

test('a removed field that is named may go', async (t) => {
  const repository = new Repository(t);
  repository.commits(schema('offer: Int'), 'Remove the price\n\nNobody asks for it.\n\nBreaking: Query.price, see `pay`');
  assert.deepEqual(await repository.unnamed(), []);
});

test('a field of another name does not excuse it', async (t) => {
  const repository = new Repository(t);
  repository.commits(schema('offer: Int'), 'Remove the price\n\nBreaking: Query.prices');
  assert.equal((await repository.unnamed()).length, 1);
});

test('additions need no name, and a merge answers for itself only', async (t) => {
  const repository = new Repository(t);
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.commits(schema('offer: Int'), 'Remove the price\n\nBreaking: Query.price');
  repository.git('checkout', '--quiet', 'main');
  repository.commits(schema('offer: Int price: Int brand: Int'), 'Add a brand');
  repository.git('merge', '--quiet', '--no-commit', '--strategy=ours', 'side');
  repository.commits(schema('offer: Int brand: Int'), 'Merge the side');
  assert.deepEqual(await repository.unnamed(), []);

  repository.commits(schema('offer: Int'), 'Remove the brand');
  assert.equal((await repository.unnamed()).length, 1);
});
