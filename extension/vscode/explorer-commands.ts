/** What the Explorer's menus offer for files: an XML document as an analysis, and a log to be read by a custom parser. */
import { basename } from 'node:path';
import { commands, type Disposable, Position, Range, type Uri, window } from 'vscode';
import type { StoredConfiguration } from '../../client/configuration-messages.ts';
import type { ConfigTypeInfo } from '../../client/messages.ts';
import { mustBeDone, refusalText } from '../../client/refused.ts';
import type { FileChooser } from './choose-file.ts';
import type { Configurations } from './configurations.ts';
import { Cancelled, type Reporting } from './failures.ts';
import type { NewConfiguration } from './new-configuration.ts';

const XML_ANALYSES = 'org.eclipse.tracecompass.tmf.core.config.xmlsourcetype';

interface Parts {
  readonly configurations: Configurations;
  readonly files: FileChooser;
  readonly fresh: NewConfiguration;
  readonly openWith: (file: Uri, parser: string) => Promise<unknown>;
  readonly show: (experiment: string, outputId: string) => Promise<void>;
}

export class ExplorerCommands {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  register(reporting: Reporting): Disposable[] {
    return [
      commands.registerCommand('heddle.addXmlAnalysis', (file?: Uri) =>
        reporting('add the XML analysis', async () => this.#addXml(file ?? (await this.#choose('xml', ['xml'])))),
      ),
      commands.registerCommand('heddle.openWithParser', (file?: Uri) =>
        reporting('open the log', async () => this.#openWith(file ?? (await this.#choose('log')))),
      ),
    ];
  }

  /** Of a file that was added before, what was stored is updated, and what was made with it made anew. */
  async #addXml(file: Uri): Promise<void> {
    const path = file.fsPath;
    const { configurations, fresh, show } = this.#parts;
    const type = await configurations.type(XML_ANALYSES);
    const known = (await configurations.stored()).find(
      ({ configuration }) => configuration.sourceTypeId === type.id && configuration.parameters?.path === path,
    );
    const wanted = { parameters: { path } };
    const answer = known ? await configurations.update(known, wanted) : await configurations.create(type.id, wanted);
    if ('refusal' in answer) {
      await this.#refused(file, refusalText(answer.refusal), () => fresh.stored(type, wanted.parameters));
      return;
    }
    const done = mustBeDone(answer);
    if (!('configuration' in done)) return;
    const { uses } = await configurations.find(done.configuration.configuration.id);
    const told = `${known ? 'Updated' : 'Added'} “${basename(path)}”.`;
    const [use] = uses;
    const choice = await window.showInformationMessage(told, ...(use ? ['Show'] : []));
    if (choice && use) await show(use.experiment, use.outputId);
  }

  /** One thing that is wrong and the way to it; the form tells all of them. */
  async #refused(file: Uri, reasons: string, openForm: () => void): Promise<void> {
    const [first = '', ...more] = reasons.split('\n');
    const [, line, column] = /line (\d+), column (\d+): /.exec(first) ?? [];
    const goTo = line === undefined ? [] : [`Go to line ${line}`];
    const told = more.length === 0 ? first : `${first} (and ${more.length} more)`;
    const choice = await window.showErrorMessage(told, ...goTo, 'Open form');
    if (choice === 'Open form') openForm();
    else if (choice) {
      const place = new Position(Number(line) - 1, Number(column) - 1);
      await window.showTextDocument(file, { selection: new Range(place, place) });
    }
  }

  async #openWith(file: Uri): Promise<void> {
    const { configurations, fresh, openWith } = this.#parts;
    const types = (await configurations.types()).filter(readsFiles);
    if (types.length === 0) throw new Error('The trace server has no custom parsers.');
    const stored = await configurations.stored();
    const parsers = stored.filter(({ configuration }) => types.some(({ id }) => id === configuration.sourceTypeId));
    const chosen = await choose(types, parsers, basename(file.fsPath));
    if ('stored' in chosen) await openWith(file, chosen.stored.configuration.id);
    else fresh.stored(chosen.type, undefined, file.fsPath);
  }

  async #choose(kind: string, extensions?: string[]): Promise<Uri> {
    const filters = extensions && { Files: extensions };
    const file = await this.#parts.files.choose(kind, 'Choose a file', 'file', filters);
    if (!file) throw new Cancelled();
    return file;
  }
}

/** A parser's form has a field for a file to try it on. */
const readsFiles = ({ scope, schema }: ConfigTypeInfo): boolean =>
  scope === 'global' && typeof schema.sample === 'string';

type Choice = { readonly stored: StoredConfiguration } | { readonly type: ConfigTypeInfo };

async function choose(
  types: readonly ConfigTypeInfo[],
  parsers: readonly StoredConfiguration[],
  file: string,
): Promise<Choice> {
  const entries: { label: string; description?: string; choice: Choice }[] = [
    ...parsers.map((stored) => ({
      label: `$(symbol-parameter) ${stored.configuration.name}`,
      description: stored.configuration.description ?? '',
      choice: { stored },
    })),
    ...types.map((type) => ({ label: `$(add) New: ${type.name}…`, description: '', choice: { type } })),
  ];
  const chosen = await window.showQuickPick(entries, { title: `Open ${file} with` });
  if (!chosen) throw new Cancelled();
  return chosen.choice;
}
