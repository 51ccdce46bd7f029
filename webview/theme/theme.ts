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
  readonly hairline: string;
  readonly grid: string;
  readonly accent: string;
  readonly selection: string;
  readonly selectionEdge: string;
  readonly hover: string;
  readonly error: string;
  readonly bookmark: string;
  readonly font: string;
  readonly data: DataColours;
}

/** Any CSS colour as bytes, through the browser's own parser. */
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
  const styles = getComputedStyle(document.documentElement);
  const value = (name: string) => styles.getPropertyValue(name).trim();
  const background = value('--h-background');
  const kind: ThemeKind = luminance(bytesOf(background)) > 0.4 ? 'light' : 'dark';
  return {
    kind,
    background,
    foreground: value('--h-foreground'),
    muted: value('--h-muted'),
    hairline: value('--h-hairline'),
    grid: value('--h-grid'),
    accent: value('--h-accent'),
    selection: value('--h-selection'),
    selectionEdge: value('--h-selection-edge'),
    hover: value('--h-hover'),
    error: value('--h-error'),
    bookmark: value('--h-bookmark'),
    font: value('--h-font'),
    data: new DataColours(kind),
  };
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
