import type { EntraMetadata } from '../../demo/stand-ins/entra/stand-in.js';

/** The settings that the coordinator gives a backend process, in `CLUSTER_SETTINGS`. */
export interface Settings {
  databaseUrl: string;
  authority: string;
  metadata: EntraMetadata;
  discoveryUrl: string;
  /** Hosts of the environments, as the sources of regular expressions. */
  hosts: string[];
  /** Newest first; secrets in base64url. */
  keys: { id: string; secret: string }[];
}

export type Work =
  | { kind: 'fetch'; method: string; headers: [string, string][]; body?: string }
  | { kind: 'find'; vccAccountId: string }
  | { kind: 'check'; vccAccountId: string }
  | { kind: 'rotate-keys' }
  | { kind: 'keep-alive' };

export type Outcome =
  | { kind: 'response'; status: number; headers: [string, string][]; body: string }
  | { kind: 'records'; count: number }
  | { kind: 'done' }
  | { kind: 'error'; name: string; code?: string; message: string };

export type ToProcess = { id: number; work: Work };
export type FromProcess = 'ready' | { id: number; outcome: Outcome };
