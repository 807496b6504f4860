import { onDisks } from './on-disks.js';
import { onLines } from './on-lines.js';
import { onLinks } from './on-links.js';
import { onNeighbours } from './on-neighbours.js';
import { onNodes } from './on-nodes.js';
import { onTheHub } from './on-the-hub.js';
import type { Strike } from './strike.js';

/** Those that a store survives. @param networks whether stores have networks of their own */
export const passing = (networks: boolean): readonly Strike[] => [
  ...onLines,
  ...(networks ? onLinks : []),
  ...onNeighbours(networks),
  ...onNodes,
  ...onTheHub,
];

/** Those that it does not. */
export const ending: readonly Strike[] = onDisks;
