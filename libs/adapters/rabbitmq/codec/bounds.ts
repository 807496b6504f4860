/** Below what brokers accept by default (16 MiB from 4.0 on). */
export const BODY_BYTES_MAX = 4 * 1024 * 1024;
/** Far beyond what messages need. Some thousand levels can be read, and then be written by nobody. */
export const DEPTH_MAX = 100;

export function isDeep(data: unknown): boolean {
  let level: unknown[] = [data];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEPTH_MAX) return true;
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return false;
}
