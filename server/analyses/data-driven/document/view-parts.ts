/** What views and call stacks of a document are: where in the attributes of an analysis their rows, series and functions are found. */
import type { DefinedValue, StateProvider } from './analysis-parts.ts';
import type { Pattern } from './pattern-parts.ts';
import type { Place } from './place.ts';

interface ViewPart extends Place {
  readonly id: string;
  /** Undefined where the document gives none. */
  readonly label?: string;
  /** Of the analyses whose attributes it shows; may be of another document, or of the server. */
  readonly analyses: readonly (Place & { readonly id: string; readonly stateSystemId?: string })[];
}

export interface TimeGraphView extends ViewPart {
  readonly kind: 'timeGraphView';
  readonly definedValues: readonly DefinedValue[];
  readonly entries: readonly ViewEntry[];
}

export interface ViewEntry extends Place {
  /** Steps between slashes; `*` is any name, `$1` what the first `*` stood for. From the parent entry's attribute; of another analysis from its root. */
  readonly path: string;
  readonly analysisId?: string;
  readonly displayText: boolean;
  /** Absent: a row without states, for those below it. */
  readonly display?: ViewAttribute;
  readonly id?: ViewAttribute;
  readonly parent?: ViewAttribute;
  readonly name?: ViewAttribute;
  readonly entries: readonly ViewEntry[];
}

export interface XyView extends ViewPart {
  readonly kind: 'xyView';
  readonly entry: XyEntry;
}

export interface XyEntry extends Place {
  readonly path: string;
  readonly analysisId?: string;
  readonly displayType: 'absolute' | 'delta';
  readonly display?: ViewAttribute;
  readonly name?: ViewAttribute;
}

export interface ViewAttribute extends Place {
  readonly type: 'constant' | 'location' | 'query' | 'self';
  /** Of a constant or a location. */
  readonly value: string;
  /** Of a query. */
  readonly path: readonly ViewAttribute[];
  readonly reference: 'relative' | 'absolute';
}

export interface Callstack extends Place {
  readonly id: string;
  readonly groups: readonly CallstackGroup[];
  /** The analysis whose attributes it reads: an id, or one of its own. */
  readonly analysis: string | StateProvider | Pattern;
}

export interface CallstackGroup extends Place {
  readonly name?: string;
  /** Paths, each from the attribute of the level above; the last one's attributes have a `CallStack` below them. */
  readonly levels: readonly (Place & { readonly path: string })[];
  readonly thread?: Place & { readonly cpu?: string; readonly level?: number; readonly type: 'name' | 'value' };
  readonly host?: Place & { readonly level: number; readonly type: 'name' | 'value' };
}
