// The code generators, as a frontend's build runs them.
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program of the packages here; fails with what it says. */
export async function run(program, ...args) {
  const options = { cwd: here, env: { ...process.env, NO_COLOR: '1', CI: '1' } };
  try {
    const { stdout } = await promisify(execFile)(join(here, 'node_modules/.bin', program), args, options);
    return stdout;
  } catch ({ message, stdout, stderr }) {
    throw new Error(`${message}\n${stdout}\n${stderr}`);
  }
}

/** Compiles `app/relay`; gives a function that takes an artifact by its name. */
export async function relayArtifacts() {
  const folder = join(here, 'generated/relay');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // What the compiler writes are CommonJS modules, as bundlers want them.
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  await run('relay-compiler');

  const require = createRequire(join(folder, 'index.js'));
  return (name) => require(`./${name}.graphql.js`);
}
