/**
 * An address for SDKs that stays what it is: a port of the user's choice, and a token that is kept. What it opens is the
 * call service alone, so that what lies in a shell's environment opens nothing else.
 *
 * The servers of several windows share the data folder, and so the port: who finds it taken tries again every second
 * until it is free, so one takes over from the other.
 */
import type { Express } from 'express';
import { type Listening, listen } from './http/listen.ts';

const RETRY_MS = 1000;

export interface SdkDoor {
  close(): Promise<void>;
}

/** Resolves after the first attempt. `onFailure` is told once why it can't be opened. */
export async function openSdkDoor(
  app: Express,
  host: string,
  port: number,
  onFailure: (error: Error) => void,
  period = RETRY_MS,
): Promise<SdkDoor> {
  let listening: Listening | undefined;
  let isClosed = false;
  let told = false;
  let timer: NodeJS.Timeout | undefined;
  let opening = open();
  await opening;

  async function open(): Promise<void> {
    try {
      listening = await listen(app, host, port);
    } catch (error) {
      if (!told) onFailure(new Error(`SDKs can't reach this server at port ${port} yet`, { cause: error }));
      told = true;
      if (isClosed) return;
      timer = setTimeout(() => {
        opening = open();
      }, period);
      timer.unref();
    }
  }

  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await opening;
      await listening?.close();
    },
  };
}
