/**
 * Versions of configurations, for two clients that edit one: a reply carries the version as `ETag`, a change may demand it
 * by `If-Match`. A version is made of what is stored, so it needs no counter and is the same after a restart.
 */
import { createHash } from 'node:crypto';
import { HttpError } from '../http/http-error.ts';
import type { Reply } from '../http/reply.ts';
import type { StoredConfiguration } from '../workspace/workspace.ts';
import { toConfiguration } from './stored-models.ts';

export function versionOf({ type, name, description, parameters }: StoredConfiguration): string {
  const text = JSON.stringify([type, name, description, parameters]);
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

export function versioned(stored: StoredConfiguration): Reply {
  return { status: 200, json: toConfiguration(stored), etag: versionOf(stored) };
}

/** Throws 412, with what is stored now, if the client has another version in mind. */
export function checkVersion(stored: StoredConfiguration, ifMatch: string | undefined): void {
  if (ifMatch === undefined) return;
  const wanted = ifMatch.split(',').map((tag) => tag.trim());
  if (!wanted.includes('*') && !wanted.includes(versionOf(stored))) throw changedMeanwhile(stored);
}

export function changedMeanwhile(stored: StoredConfiguration): HttpError {
  return new HttpError(
    412,
    'The configuration has been changed meanwhile',
    `"${stored.name}" is no longer as it was when you read it.`,
    { configuration: toConfiguration(stored), etag: versionOf(stored) },
  );
}
