/**
 * One text for one value, whoever writes it: names sorted by their UTF-16 units, no spaces (RFC 8785, whole numbers only, since
 * there is no second way to write those).
 * @param value a value out of JSON; members that are undefined are left out
 * @throws TypeError when it holds what canonical JSON cannot say
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('Canonical JSON has no half of a surrogate pair');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isSafeInteger(value))
        throw new TypeError(`Canonical JSON has whole numbers only, not ${value}`);
      // Zero has no sign here.
      return String(value + 0);
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : listOrObject(value);
    default:
      throw new TypeError(`Canonical JSON has no ${typeof value}`);
  }
}

function listOrObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let members = '';
  for (const [name, member] of Object.entries(value).toSorted(byName)) {
    if (member === undefined) continue;
    members += `${members && ','}${canonicalJson(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

const byName = ([one]: [string, unknown], [other]: [string, unknown]): number => (one < other ? -1 : 1);
