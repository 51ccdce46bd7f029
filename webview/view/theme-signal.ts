/** The current theme, for canvas and components; follows the editor and the system. */
import { onThemeChange, readTheme, type Theme } from '../theme/theme.ts';
import { Signal } from './signal.ts';

export class ThemeSignal extends Signal<Theme> {
  readonly stop: () => void;

  constructor() {
    super(readTheme());
    this.stop = onThemeChange(() => this.set(readTheme()));
  }
}
