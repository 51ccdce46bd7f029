/** What the journeys use of playwright-core, whose own types are installed only with the hosts. */
export interface Locator {
  click(options?: {
    button?: 'left' | 'right';
    modifiers?: string[];
    position?: { x: number; y: number };
  }): Promise<void>;
  hover(): Promise<void>;
  count(): Promise<number>;
  fill(text: string): Promise<void>;
  press(key: string): Promise<void>;
  first(): Locator;
  last(): Locator;
  nth(index: number): Locator;
  locator(selector: string): Locator;
  filter(options: { hasText?: string | RegExp }): Locator;
  waitFor(options?: { state?: 'visible' | 'hidden' | 'attached' | 'detached'; timeout?: number }): Promise<void>;
  textContent(): Promise<string | null>;
  inputValue(): Promise<string>;
  isVisible(): Promise<boolean>;
  allTextContents(): Promise<string[]>;
  all(): Promise<Locator[]>;
  boundingBox(): Promise<{ x: number; y: number; width: number; height: number } | null>;
  evaluate<T>(act: (element: HTMLElement) => T): Promise<T>;
}
export interface Frame {
  locator(selector: string): Locator;
  getByRole(role: string, options?: { name?: string | RegExp; exact?: boolean }): Locator;
  getByLabel(text: string | RegExp): Locator;
  getByText(text: string | RegExp): Locator;
  evaluate<T>(act: () => T): Promise<T>;
  parentFrame(): Frame | null;
  frameElement(): Promise<{ isVisible(): Promise<boolean> }>;
}
export interface Page extends Omit<Frame, 'parentFrame' | 'frameElement'> {
  context(): { grantPermissions(names: readonly string[]): Promise<void> };
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  readonly mouse: {
    move(x: number, y: number, options?: { steps?: number }): Promise<void>;
    down(): Promise<void>;
    up(): Promise<void>;
    wheel(x: number, y: number): Promise<void>;
  };
  goto(url: string): Promise<unknown>;
  reload(): Promise<unknown>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  frames(): Frame[];
  screenshot(options: { path: string }): Promise<unknown>;
  waitForTimeout(ms: number): Promise<void>;
  setDefaultTimeout(ms: number): void;
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): void;
}
export interface Browser {
  newPage(options: { viewport: { width: number; height: number } }): Promise<Page>;
  close(): Promise<void>;
}
export interface Server {
  readonly authority: string;
  readonly folder: string;
  log(): string;
  stop(): Promise<void>;
}

export function startBrowser(): Promise<Browser>;
export function startServer(options?: {
  driver?: boolean;
  settings?: Record<string, unknown>;
  vsix?: readonly string[];
  extensionsFolder?: string;
  state?: string;
}): Promise<Server>;
