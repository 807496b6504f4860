/** Is it an error of the system with one of these codes? By shape: another realm's Error is not our Error. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}
