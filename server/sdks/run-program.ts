/**
 * Runs a program that uses an SDK, with an environment that holds nothing else of what SDKs look at; that of Python keeps
 * what it sent in the folder for temporary files, by project, whatever the server.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const LIMIT_MS = 90_000;

type Environment = Readonly<Record<string, string>>;

/** The last line of stdout, which is JSON. Rejects with what the program said if it fails. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
export async function runProgram(command: string, args: readonly string[], environment: Environment): Promise<any> {
  const home = mkdtempSync(join(tmpdir(), 'heddle-sdk-'));
  const kept = Object.entries(process.env).filter(([name]) => !/^(WANDB|WEAVE|WF)_|_proxy$/i.test(name));
  const env = { ...Object.fromEntries(kept), HOME: home, USERPROFILE: home, TMPDIR: home, TEMP: home, ...environment };
  const child = spawn(command, args, { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS });
  const closed = new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  rmSync(home, { recursive: true, force: true });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${stderr || stdout}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
