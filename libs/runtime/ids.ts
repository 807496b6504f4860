import { randomFillSync } from 'node:crypto';
import type { Ids } from '#kernel';
import { v7 } from 'uuid';

const RANDOM_BYTES = 16;
/** Ids that one call for random bytes is enough for: the call costs more than all else. */
const IDS_PER_FILL = 256;

const random = new Uint8Array(RANDOM_BYTES * IDS_PER_FILL);
let randomUsed = random.length;
let lastMs = 0;
let sequence = 0;

function nextRandom(): Uint8Array {
  if (randomUsed === random.length) {
    randomFillSync(random);
    randomUsed = 0;
  }
  randomUsed += RANDOM_BYTES;
  return random.subarray(randomUsed - RANDOM_BYTES, randomUsed);
}

/** UUIDv7, which count within a millisecond: later ones of this process sort behind earlier ones. */
export const uuids: Ids = {
  next() {
    const bytes = nextRandom();
    const now = Date.now();
    if (now > lastMs) {
      lastMs = now;
      // Starts in the lower half, so that there is room to count.
      sequence = new DataView(bytes.buffer, bytes.byteOffset).getUint32(6) >>> 1;
    } else {
      sequence += 1;
    }
    return v7({ random: bytes, msecs: lastMs, seq: sequence });
  },
};

/** The id that a digest names: a UUID of version 8. @param digest 16 bytes or more in base64url */
export function uuidOf(digest: string): string {
  const hex = Buffer.from(digest, 'base64url').toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20, 32)].join('-');
}
