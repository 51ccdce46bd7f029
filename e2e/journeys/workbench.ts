/**
 * A user's hands and eyes in the workbench: what the journeys do, in the words of what is done. Everything waits for
 * what it needs to be on screen; nothing waits for time to pass.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { it } from 'node:test';
import {
  type Browser,
  type Frame,
  type Locator,
  type Page,
  type Server,
  startBrowser,
  startServer,
} from '../hosts/workbench.mjs';

const PATIENCE = 60_000;
export const root = resolve(import.meta.dirname, '../..');
const out = join(root, 'e2e/out');

/** Asks again until the answer is neither undefined nor false. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  patience = PATIENCE,
): Promise<T> {
  const limit = Date.now() + patience;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > limit) throw new Error(`Not seen within ${patience / 1000} s: ${what}`);
    await new Promise((done) => setTimeout(done, 150));
  }
}

/** Steps that stand on each other: after one that failed, of which a picture is left, the others are skipped. */
export function steps(workbench: () => Workbench | undefined) {
  let failed = false;
  return (what: string, act: () => Promise<void>) =>
    it(what, async (test) => {
      if (failed) return test.skip('an earlier step failed');
      try {
        await act();
      } catch (error) {
        failed = true;
        await workbench()?.picture(`failure ${what}`);
        throw error;
      }
    });
}

/** And the class by which the workbench can be told to have it. */
const THEMES = {
  'Default Dark Modern': 'vs-dark',
  'Default Light Modern': 'vs',
  'Default High Contrast': 'hc-black',
} as const;

function writeTheme(folder: string, theme: keyof typeof THEMES): void {
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
}

export class Workbench {
  readonly page: Page;
  /** Errors that the page's own scripts wrote to the console: ours come from webviews. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;
  readonly #server: Server;
  readonly #folder: string;

  /** `others`: extensions beside ours, by the names of their packages in e2e/out; `settings`: of the machine. */
  static async open(
    folder: string,
    others: readonly string[] = [],
    settings: Readonly<Record<string, unknown>> = {},
  ): Promise<Workbench> {
    writeTheme(folder, 'Default Dark Modern');
    const server = await startServer({ vsix: ['heddle.vsix', ...others].map((name) => join(out, name)), settings });
    const browser = await startBrowser();
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(PATIENCE);
    const workbench = new Workbench(page, browser, server, folder);
    page.on('console', (message) => {
      if (message.type() === 'error') workbench.complaints.push(message.text());
    });
    await page.goto(`http://${server.authority}/?folder=${encodeURIComponent(folder)}`);
    await page.locator('.monaco-workbench .explorer-viewlet').waitFor({ timeout: PATIENCE });
    return workbench;
  }

  private constructor(page: Page, browser: Browser, server: Server, folder: string) {
    this.page = page;
    this.#browser = browser;
    this.#server = server;
    this.#folder = folder;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
  }

  /** Leaves a picture in e2e/out. */
  async picture(name: string): Promise<void> {
    mkdirSync(join(out, 'pictures'), { recursive: true });
    await this.page.screenshot({ path: join(out, 'pictures', `${name}.png`) });
  }

  /** Through the workspace's settings, as a user may. */
  async theme(name: keyof typeof THEMES): Promise<void> {
    writeTheme(this.#folder, name);
    await this.page.locator(`.monaco-workbench.${THEMES[name]}`).waitFor({ timeout: PATIENCE });
  }

  /** Shows it; a second click on what is shown would close it. */
  async sidebar(name: string): Promise<void> {
    const shown = this.page.locator(`.activitybar .action-item.checked a.action-label[aria-label^="${name}"]`);
    if ((await shown.count()) > 0) return;
    await this.page.locator(`.activitybar a.action-label[aria-label^="${name}"]`).click();
  }

  /** A row of a tree in the side bar, by the text it begins with. */
  row(name: string): Locator {
    return this.page.locator(`.sidebar [role="treeitem"][aria-label^="${name}"]`).first();
  }

  /** A menu that is opened before its extension's part of it is known lacks that part, and is opened again. */
  async menu(row: Locator, entry: string): Promise<void> {
    const found = this.page.locator('.context-view .action-label').filter({ hasText: entry }).first();
    await eventually(`“${entry}” in the menu`, async () => {
      await row.click({ button: 'right' });
      await found.waitFor({ timeout: 1000 }).catch(() => this.page.keyboard.press('Escape'));
      return found.isVisible();
    });
    // A click that comes too soon after the menu is not taken.
    await eventually('the menu closes', async () => {
      await found.click();
      await found.waitFor({ state: 'hidden', timeout: 1000 });
      return true;
    });
  }

  /** Answers a question that the editor asks at its top. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(text);
    await input.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** In the workbench's own dialog for files, which shows where it begins only after a moment. */
  async chooseFile(path: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await eventually('the folder that the dialog begins in', async () => (await input.inputValue()).startsWith('/'));
    await this.answer(path);
  }

  async palette(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await eventually('the palette', async () => {
      await this.page.keyboard.press('F1');
      return input.isVisible();
    });
    // Not typed: a palette that is just being opened swallows the first letters.
    await input.fill(`>${title}`);
    await this.choose(title);
  }

  /** In a list to choose from. */
  async choose(entry: string): Promise<void> {
    await this.page.locator('.quick-input-list [role="option"]').filter({ hasText: entry }).first().click();
  }

  statusItem(): Locator {
    return this.page.locator('.statusbar-item[id$="heddle.server"]').first();
  }

  /** A row that is drawn anew at that moment may stay folded. */
  async unfold(row: Locator): Promise<void> {
    const isOpen = () => row.evaluate((element) => element.getAttribute('aria-expanded') === 'true');
    await eventually('the row, unfolded', async () => {
      if (await isOpen()) return true;
      await row.click();
      return false;
    });
  }

  async clipboard(): Promise<string> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** Opens a view of the side bar that is closed. */
  async pane(name: string): Promise<void> {
    await this.#expand(this.page.locator(`.sidebar .pane-header[aria-label^="${name}"]`).first(), true);
  }

  /** Gives a view of the side bar all its room: rows that don't fit into it are not there. */
  async onlyPane(name: string): Promise<void> {
    await this.pane(name);
    for (const header of await this.page.locator(`.sidebar .pane-header:not([aria-label^="${name}"])`).all())
      await this.#expand(header, false);
  }

  #expand(header: Locator, open: boolean): Promise<boolean> {
    return eventually('a view of the side bar, open or closed', async () => {
      if ((await header.evaluate((element) => element.getAttribute('aria-expanded'))) === String(open)) return true;
      await header.click();
      return false;
    });
  }

  /** A button of a message in the middle of the window. */
  dialogButton(text: string): Locator {
    return this.page.locator('.monaco-dialog-box .monaco-button').filter({ hasText: text }).first();
  }

  tab(name: string): Locator {
    return this.page
      .locator(
        `.tabs-container [role="tab"][data-resource-name="${name}"], .tabs-container .tab[aria-label^="${name}"]`,
      )
      .first();
  }

  /** The inside of the webview that is shown and has an element for the selector. */
  webview(selector: string): Promise<Frame> {
    return eventually(`a webview with ${selector}`, async () => {
      for (const frame of this.page.frames()) {
        if ((await frame.locator(selector).count()) === 0) continue;
        // Those of tabs behind others are there, too.
        const around = await frame.parentFrame()?.frameElement();
        if (await around?.isVisible()) return frame;
      }
      return undefined;
    });
  }

  toast(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast').filter({ hasText: text }).first();
  }

  /** The view of a trace, once nothing in it is being loaded: seen so three times, as one answer leads to a question. */
  view(): Promise<Frame> {
    let seen: Frame | undefined;
    let quiet = 0;
    return eventually('a view that has loaded', async () => {
      // Looked for anew: a view that is drawn from scratch is another frame.
      const view = await this.webview('[data-experiment]');
      const busy = (await view.locator('.h-progress > div').count()) + (await view.getByText('Loading…').count());
      quiet = busy === 0 && view === seen ? quiet + 1 : 0;
      seen = view;
      return quiet === 3 && view;
    });
  }

  async reload(): Promise<void> {
    await this.palette('Developer: Reload Window');
    await this.page.locator('.monaco-workbench').first().waitFor({ state: 'detached' });
    await this.page.locator('.monaco-workbench .sidebar').waitFor({ timeout: PATIENCE });
  }
}
