// The code generators, as a frontend's build runs them.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program of the packages here; fails with what it says. */
export const run = (program, ...args) => runIn(here, program, ...args);

async function runIn(cwd, program, ...args) {
  const options = { cwd, env: { ...process.env, NO_COLOR: '1', CI: '1' } };
  try {
    const { stdout } = await promisify(execFile)(join(here, 'node_modules/.bin', program), args, options);
    return stdout;
  } catch ({ message, stdout, stderr }) {
    throw new Error(`${message}\n${stdout}\n${stderr}`);
  }
}

/** The screens: the name of each, as Relay wants it, and its document. */
export async function screens() {
  const folder = join(here, 'screens');
  const read = async (file) => {
    const name = `${file[0].toUpperCase()}${file.slice(1).replace('.graphql', '')}Screen`;
    return { name, text: await readFile(join(folder, file), 'utf8') };
  };
  return Promise.all((await readdir(folder)).map(read));
}

/** Writes each screen as the module that Relay wants it in. */
async function writeScreens() {
  const folder = join(here, 'app/relay/screens');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { name, text } of await screens()) {
    const module = `import { graphql } from 'relay-runtime';\n\nexport const query = graphql\`\n${text}\`;\n`;
    await writeFile(join(folder, `${name}.js`), module);
  }
}

/** Compiles `app/relay` and the screens; gives a function that takes an artifact by its name. */
export async function relayArtifacts() {
  const folder = join(here, 'generated/relay');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // What the compiler writes are CommonJS modules, as bundlers want them.
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  await writeScreens();
  await run('relay-compiler');

  const require = createRequire(join(folder, 'index.js'));
  return (name) => require(`./${name}.graphql.js`);
}

/** The TypeScript that Relay's compiler makes of one query. */
export async function relayTypes(name, text) {
  const folder = await mkdtemp(join(tmpdir(), 'microfluence-relay.'));
  try {
    await mkdir(join(folder, 'src'));
    await copyFile(join(here, '../../schema.graphql'), join(folder, 'schema.graphql'));
    await writeFile(join(folder, 'relay.config.json'), '{ "src": "./src", "schema": "./schema.graphql", "language": "typescript" }\n');
    const module = `import { graphql } from 'relay-runtime';\nexport const query = graphql\`${text}\`;\n`;
    await writeFile(join(folder, `src/${name.replace(/Query$/, '')}.ts`), module);
    await runIn(folder, 'relay-compiler');
    return await readFile(join(folder, `src/__generated__/${name}.graphql.ts`), 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}
