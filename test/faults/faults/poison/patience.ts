/** Unknown types and versions are buried after this time, so that a world with them comes to rest soon. */
export const PATIENCE: Readonly<Record<string, string>> = { COUNTERSIGN_UNKNOWN_PATIENCE_MS: '8000' };
