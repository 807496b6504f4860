/**
 * RFC 8785: the same text for the same JSON value, however it was written.
 * @param value parsed JSON, not nested so deep that a recursion could not follow
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  // Strings compare by their UTF-16 code units, which is the order that the RFC asks for.
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
