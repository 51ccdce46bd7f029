/**
 * The editor's theme as numbers and strings that a canvas can use.
 *
 * Everything comes from the custom properties in theme.css, which map `--vscode-*` and have values of their own for the
 * plain page. Light or dark is what the background's luminance says, so that any theme, also of high contrast, fits.
 */
import { DataColours, type ThemeKind } from './data-colours.ts';
import { luminance } from './oklch.ts';

export interface Theme {
  readonly kind: ThemeKind;
  readonly background: string;
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly accent: string;
  readonly selectionEdge: string;
  readonly error: string;
  readonly bookmark: string;
  readonly font: string;
  readonly data: DataColours;
}

/**
 * A custom property as the browser resolves it: its text may be a function of other properties that no canvas knows.
 * `rgb(…)` or `color(srgb …)`.
 */
function resolved(probe: HTMLElement, name: string): string {
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

/** Any resolved colour as bytes, through the browser's own parser. */
function bytesOf(colour: string): [number, number, number] {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return [255, 255, 255];
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 255, green = 255, blue = 255] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

export function readTheme(): Theme {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const colour = (name: string) => resolved(probe, name);
  const background = colour('--h-background');
  const kind: ThemeKind = luminance(bytesOf(background)) > 0.4 ? 'light' : 'dark';
  const theme = {
    kind,
    background,
    foreground: colour('--h-foreground'),
    muted: colour('--h-muted'),
    grid: colour('--h-grid'),
    accent: colour('--h-accent'),
    selectionEdge: colour('--h-selection-edge'),
    error: colour('--h-error'),
    bookmark: colour('--h-bookmark'),
    font: getComputedStyle(document.documentElement).getPropertyValue('--h-font').trim(),
    data: new DataColours(kind),
  };
  probe.remove();
  return theme;
}

/** Calls when the editor or the system changes its theme. Returns the way to stop. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  const watched = { attributes: true, attributeFilter: ['class', 'style', 'data-vscode-theme-kind'] };
  observer.observe(document.documentElement, watched);
  observer.observe(document.body, watched);
  const query = matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    query.removeEventListener('change', changed);
  };
}
