// Starts the built program as a stranger would: in an empty folder, on a free port, with data of its own.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

const program =
  process.env.MICROFLUENCE ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug/microfluence');

/** All these people share one address, and work faster than people do. */
const UNLIMITED = {
  RATE_POINTS: '0',
  RATE_MUTATIONS_PER_MINUTE: '0',
  RATE_MONEY_PER_MINUTE: '0',
  RATE_LOG_INS_PER_MINUTE: '0',
  RATE_SIGN_UPS_PER_HOUR: '0',
};

/**
 * A server that listens; `settings` go to its environment.
 *
 * With TEST_DATABASE_URL it gets a database of its own on that PostgreSQL, else a SQLite file. TEST_REDIS_URL gives it Redis.
 */
export async function startServer(settings = {}) {
  if (!existsSync(program)) throw new Error(`please run \`cargo build\`: there is no ${program}`);
  const folder = await mkdtemp(join(tmpdir(), 'microfluence-client.'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const environment = {
    ...UNLIMITED,
    LISTEN: '127.0.0.1:0',
    DATA_DIR: join(folder, 'data'),
    ...(await stores()),
    ...settings,
  };
  const node = await startNode(environment, folder);
  return {
    ...node,
    /** One more node of the same marketplace; stop it before the first. */
    startAnother: () => startNode(environment, folder),
  };
}

/** Whether the nodes of a server share a database and sessions. */
export const hasServers = Boolean(process.env.TEST_DATABASE_URL && process.env.TEST_REDIS_URL);

async function stores() {
  if (!hasServers) return {};
  const url = new URL(process.env.TEST_DATABASE_URL);
  const name = `client_${randomBytes(8).toString('hex')}`;
  await promisify(execFile)('psql', [url.href, '-qc', `CREATE DATABASE ${name}`]);
  url.pathname = `/${name}`;
  return { DATABASE_URL: url.href, REDIS_URL: process.env.TEST_REDIS_URL };
}

async function startNode(environment, folder) {
  const child = spawn(program, ['serve', '--migrate'], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  // A test that fails must not leave a server behind.
  const kill = () => child.kill('SIGKILL');
  process.prependOnceListener('exit', kill);

  const log = [];
  child.stderr.on('data', (chunk) => log.push(chunk));
  const url = await address(child, log);
  return {
    url,
    endpoint: `${url}/graphql`,
    socket: `${url.replace('http', 'ws')}/graphql`,
    pid: child.pid,
    /** What the program wrote to stderr so far. */
    log: () => Buffer.concat(log).toString(),
    async stop() {
      child.kill('SIGTERM');
      await ended;
      process.removeListener('exit', kill);
    },
  };
}

/** The program's first line says where it listens. */
async function address(child, log) {
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const [, url] = line.split('listens on ');
    // Read on, or a full pipe would hold the program up.
    child.stdout.resume();
    if (url) return url;
  }
  throw new Error(`${program} did not start: ${Buffer.concat(log)}`);
}
