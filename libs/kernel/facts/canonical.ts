/** What canonical JSON can say. Numbers are whole, since there is no second way to write those. */
export type Canonical =
  | string
  | number
  | boolean
  | null
  | readonly Canonical[]
  | { readonly [name: string]: Canonical | undefined };

const HALF_A_PAIR = /\p{Cs}/u;

/** One text for one value, whoever writes it: names sorted by their UTF-16 units, no spaces (RFC 8785, whole numbers only). */
export function canonicalJson(value: Canonical): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new TypeError(`Canonical JSON has whole numbers only, not ${value}`);
  }
  if (typeof value === 'string' && HALF_A_PAIR.test(value)) {
    throw new TypeError('Canonical JSON has no half of a surrogate pair');
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(Object.is(value, -0) ? 0 : value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .toSorted()
    .flatMap((name) => {
      const member = value[name];
      return member === undefined ? [] : [`${JSON.stringify(name)}:${canonicalJson(member)}`];
    });
  return `{${members.join(',')}}`;
}

const isList = (value: object): value is readonly Canonical[] => Array.isArray(value);
