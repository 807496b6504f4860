import { Remembered } from '#kernel';
import type { CardBlocked } from '../../contracts/index.js';

/** Blocks a card until an unblocking names it. Versions are those of the card. */
interface Block {
  readonly id: string;
  readonly since: number;
  readonly until?: number;
}

export interface Blocks {
  readonly all: Remembered<Block>;
  /** Ids of those that no unblocking has named. */
  readonly live: readonly string[];
  /** When the card was blocked at all, oldest first. */
  readonly spans: readonly { readonly since: number; readonly until?: number }[];
  /** The last block of each store, by its id. */
  readonly lastOf: Remembered<Block>;
  /** How many times the hub has blocked the card. */
  readonly byHub: number;
  /** The hub's own block that stands. */
  readonly event: CardBlocked | undefined;
}

export const noBlocks: Blocks = {
  all: Remembered.nothing(),
  live: [],
  spans: [],
  lastOf: Remembered.nothing(),
  byHub: 0,
  event: undefined,
};

export function blockedByHub(blocks: Blocks, event: CardBlocked, version: number): Blocks {
  const byHub = blocks.byHub + 1;
  return { ...withBlock(blocks, { id: `hub-${byHub}`, since: version }), byHub, event };
}

/** One that was named by an unblocking stays so, however often it is told. */
export function blockedByStore(
  blocks: Blocks,
  { storeId, blockId, version }: { storeId: string; blockId: string; version: number },
): Blocks {
  if (blocks.all.get(blockId)) return blocks;
  const block = { id: blockId, since: version };
  return { ...withBlock(blocks, block), lastOf: blocks.lastOf.with(storeId, block) };
}

function withBlock(blocks: Blocks, block: Block): Blocks {
  const { all, live, spans } = blocks;
  return {
    ...blocks,
    all: all.with(block.id, block),
    live: [...live, block.id],
    spans: live.length > 0 ? spans : [...spans, { since: block.since }],
  };
}

/** From here on none of these blocks the card. */
export function unblocked(blocks: Blocks, blockIds: readonly string[], version: number): Blocks {
  let { all } = blocks;
  for (const id of blockIds) {
    const block = all.get(id);
    if (block) all = all.with(id, { ...block, until: version });
  }
  const live = blocks.live.filter((id) => !blockIds.includes(id));
  const standing = blocks.spans.at(-1);
  const ended = live.length === 0 && standing ? [{ ...standing, until: version }] : [];
  return {
    ...blocks,
    all,
    live,
    spans: ended.length > 0 ? [...blocks.spans.slice(0, -1), ...ended] : blocks.spans,
    event: blockIds.includes(`hub-${blocks.byHub}`) ? undefined : blocks.event,
  };
}

/** Whether a store that had seen the card as of a version must have known that it was blocked, by the hub or by itself. */
export function knewOfBlock({ all, spans, lastOf }: Blocks, storeId: string, seenVersion: number): boolean {
  const lasts = ({ until }: { readonly until?: number }) => until === undefined || until > seenVersion;
  if (spans.some((span) => span.since <= seenVersion && lasts(span))) return true;
  const own = lastOf.get(storeId);
  const block = own && all.get(own.id);
  return block !== undefined && lasts(block);
}
