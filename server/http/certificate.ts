/**
 * A self-made certificate for clients that insist on https: for the names of this machine's loopback interface and the
 * host that the server listens on. It is kept in the data folder, readable for the user only, so that a client that was
 * told to trust it can go on doing so; it is made anew when it has run out, or is for other names.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';

export interface Certificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  /** Where the certificate lies, for who shall trust it. */
  readonly file: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Throws what the file system does. */
export async function keptCertificate(folder: string, host: string): Promise<Certificate> {
  const [file, keyFile] = [join(folder, 'https-certificate.pem'), join(folder, 'https-key.pem')];
  const names = [...new Set(['localhost', '127.0.0.1', '::1', host])].filter(
    (name) => name !== '0.0.0.0' && name !== '::',
  );
  const kept = read(file, keyFile);
  if (kept !== undefined && isGood(kept.cert, names)) return { ...kept, file };
  // Loaded only where one is made: the packages for it are large.
  const { makeCertificate } = await import('./make-certificate.ts');
  const made = makeCertificate(names);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  replace(keyFile, made.key);
  replace(file, made.cert);
  return { ...made, file };
}

function read(file: string, keyFile: string): { key: string; cert: string } | undefined {
  try {
    const kept = { cert: readFileSync(file, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    return new X509Certificate(kept.cert).checkPrivateKey(createPrivateKey(kept.key)) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isGood(cert: string, names: readonly string[]): boolean {
  const certificate = new X509Certificate(cert);
  const isFor = (name: string): boolean =>
    (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
  return certificate.validToDate.getTime() > Date.now() + DAY_MS && names.every(isFor);
}

function replace(file: string, text: string): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text, { mode: 0o600 });
  renameSync(fresh, file);
}
