// Chromium, as Debian brings it, on GraphiQL's page.
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

/** Where the page keeps its sessions. */
const KEPT = 'microfluence:people';

/** A browser that notes what a page must not do. */
export async function openBrowser(server) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // Its sandbox refuses to run as root, as whom containers test.
    chromiumSandbox: process.getuid() !== 0,
  });
  const offences = [];
  return {
    offences,
    /** A new window, of its own storage, with GraphiQL in it. */
    async window(viewport = { width: 1280, height: 800 }) {
      const context = await browser.newContext({ viewport });
      const page = await context.newPage();
      page.on('console', (message) => isOffence(message) && offences.push(`console: ${message.text()}`));
      page.on('pageerror', (error) => offences.push(`error: ${error}`));
      page.on('request', (request) => isForeign(request.url(), server) && offences.push(`request: ${request.url()}`));
      await page.goto(server.url);
      await page.locator('.graphiql-container').waitFor();
      return new GraphiQL(page);
    },
    close: () => browser.close(),
  };
}

/** A refused request is noted by the browser as well; those are tested by their answers. */
function isOffence(message) {
  return message.type() === 'error' && !message.text().startsWith('Failed to load resource');
}

function isForeign(url, server) {
  return !url.startsWith(`${server.url}/`) && !url.startsWith('data:');
}

/** GraphiQL, as a person sees it. */
export class GraphiQL {
  constructor(page) {
    this.page = page;
  }

  async logsIn({ email, password }) {
    await this.page.getByRole('button', { name: /^(Log in|Add person)/ }).click();
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('dialog').getByRole('button', { name: 'Log in' }).click();
  }

  /** The first session that the page keeps. */
  session() {
    return this.page.evaluate((key) => JSON.parse(sessionStorage.getItem(key)).sessions[0], KEPT);
  }

  /** Makes the page believe that its access tokens end now. */
  async expires() {
    await this.page.evaluate((key) => {
      const kept = JSON.parse(sessionStorage.getItem(key));
      for (const session of kept.sessions) session.accessTokenExpiresAt = new Date().toISOString();
      sessionStorage.setItem(key, JSON.stringify(kept));
    }, KEPT);
    await this.page.reload();
  }

  /** Goes to a tab that is there, by the name of its operation. */
  async opens(name) {
    await this.page.getByRole('tab', { name, exact: true }).click();
  }

  /** Opens a tab with this operation. */
  async writes(query, variables = {}) {
    await this.page.getByRole('button', { name: 'Add tab' }).click();
    await this.#fills('Query Editor', query);
    await this.page.getByRole('button', { name: 'Variables' }).click();
    await this.#fills('Variables', JSON.stringify(variables));
  }

  /** Runs the operation of the open tab. */
  async runs() {
    await this.page.getByRole('button', { name: /^Execute query/ }).click();
  }

  /** Runs an operation in a new tab; gives its answer. */
  async asks(query, variables) {
    await this.writes(query, variables);
    await this.runs();
    return this.sees(/[^]/);
  }

  /** Waits until the answer matches; gives it. */
  async sees(pattern) {
    const lines = this.page.locator('.result-window .CodeMirror');
    const text = () => lines.evaluate((element) => element.CodeMirror.getValue());
    for (let tries = 0; tries < 200; tries++) {
      const found = await text();
      if (found && pattern.test(found)) return JSON.parse(found);
      await this.page.waitForTimeout(50);
    }
    throw new Error(`no ${pattern} in the answer: ${await text()}`);
  }

  /** Keeps a picture of the page in a folder outside the repository, and says where. */
  async pictures(t, name) {
    const folder = process.env.ARTIFACTS ?? join(tmpdir(), 'microfluence-pictures');
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${name}.png`);
    await this.page.screenshot({ path });
    t.diagnostic(`picture: ${path}`);
  }

  async #fills(region, text) {
    const editor = this.page.getByRole('region', { name: region }).locator('.CodeMirror').first();
    await editor.evaluate((element, value) => element.CodeMirror.setValue(value), text);
  }
}
