/**
 * Configurations as a file that people pass on: JSON, one or many, readable and without anything of the server that they
 * come from (ids, uses). Reading is forgiving in form (one object, a list, or the whole file) and strict in content: what
 * can't be one is left out with the reason.
 */
import type { ConfigurationInfo, Parameters } from './messages.ts';

const VERSION = 1;
/** Nobody passes on more by hand. */
const MOST = 1000;

export interface WrittenConfiguration {
  readonly name: string;
  readonly description?: string;
  readonly sourceTypeId: string;
  readonly parameters: Parameters;
}

export function writeConfigurations(list: readonly ConfigurationInfo[]): string {
  const configurations = list.map(({ name, description, sourceTypeId, parameters = {} }) => ({
    name,
    ...(description ? { description } : {}),
    sourceTypeId,
    parameters,
  }));
  return `${JSON.stringify({ version: VERSION, configurations }, undefined, 2)}\n`;
}

/** Of a single one its name, as far as file systems take it. */
export function fileNameOf([only, ...more]: readonly ConfigurationInfo[]): string {
  const name = more.length > 0 ? '' : only?.name.replace(/[^\p{L}\p{N}._-]+/gu, ' ').trim();
  return `${name || 'configurations'}.json`;
}

export interface ReadConfigurations {
  readonly configurations: readonly WrittenConfiguration[];
  /** What was left out, and why. */
  readonly problems: readonly string[];
}

/** Throws an error that says why if the text holds none at all. */
export function readConfigurations(text: string): ReadConfigurations {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Error(`This is not JSON: ${(error as Error).message}`);
  }
  if (isRecord(content) && typeof content.version === 'number' && content.version > VERSION)
    throw new Error('This file was written by a newer version of Heddle.');
  const list = Array.isArray(content)
    ? content
    : isRecord(content) && Array.isArray(content.configurations)
      ? content.configurations
      : [content];
  if (list.length === 0) throw new Error('There is no configuration in this file.');
  if (list.length > MOST) throw new Error(`There are more than ${MOST} configurations in this file.`);
  const problems: string[] = [];
  const configurations = list.flatMap((item, i) => {
    const problem = problemOf(item);
    if (problem === undefined) return [item as WrittenConfiguration];
    problems.push(`${nameOf(item) ?? `No. ${i + 1}`}: ${problem}`);
    return [];
  });
  return { configurations: configurations.map(cleaned), problems };
}

function problemOf(item: unknown): string | undefined {
  if (!isRecord(item)) return 'not a configuration';
  if (typeof item.sourceTypeId !== 'string' || item.sourceTypeId === '') return '“sourceTypeId” is missing';
  if (!isRecord(item.parameters)) return '“parameters” is missing';
  if (typeof item.name !== 'string' || item.name === '') return '“name” is missing';
  if (item.description !== undefined && typeof item.description !== 'string') return '“description” must be a text';
  return undefined;
}

const cleaned = ({ name, description, sourceTypeId, parameters }: WrittenConfiguration): WrittenConfiguration => ({
  name,
  ...(description ? { description } : {}),
  sourceTypeId,
  parameters,
});

const nameOf = (item: unknown): string | undefined =>
  isRecord(item) && typeof item.name === 'string' && item.name !== '' ? `“${item.name}”` : undefined;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
