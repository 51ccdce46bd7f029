/** Is the server up, and what is it? */
import { arch, availableParallelism, platform, release, totalmem } from 'node:os';
import packageJson from '../../package.json' with { type: 'json' };
import { ok } from '../http/reply.ts';
import type { Route } from '../http/routes.ts';

const TSP_VERSION = '0.6.0';

export function diagnosticRoutes(): Route[] {
  return [
    { method: 'GET', path: '/health', handle: () => ok({ status: 'UP' }) },
    {
      method: 'GET',
      path: '/identifier',
      handle: () =>
        ok({
          version: packageJson.version,
          tspVersion: TSP_VERSION,
          productId: packageJson.name,
          os: platform(),
          osArch: arch(),
          osVersion: release(),
          cpuCount: availableParallelism(),
          maxMemory: totalmem(),
          launcherName: packageJson.displayName,
        }),
    },
  ];
}
