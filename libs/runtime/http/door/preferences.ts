const WAIT_SECONDS_MAX = 30;

/** What the caller would like (RFC 7240); what cannot be read is passed over, as the RFC asks for. */
export interface Preferences {
  /** How long to wait for the outcome, in seconds: 0 to 30. */
  readonly waitSeconds: number;
  /** No body, please. */
  readonly minimal: boolean;
  /** What of it was followed, for `Preference-Applied`. */
  readonly applied: string;
}

export function preferencesOf(header: string | readonly string[] | undefined): Preferences {
  const preferences = parse([header ?? []].flat().join(','));
  const wait = preferences.get('wait') ?? '';
  const waitSeconds = /^\d{1,9}$/.test(wait) ? Math.min(Number(wait), WAIT_SECONDS_MAX) : 0;
  const minimal = preferences.get('return') === 'minimal';
  const applied = [
    ...(preferences.has('respond-async') ? ['respond-async'] : []),
    ...(waitSeconds > 0 ? [`wait=${waitSeconds}`] : []),
    ...(minimal ? ['return=minimal'] : []),
  ];
  return { waitSeconds, minimal, applied: applied.join(', ') };
}

/** Names are case-insensitive, and of several with one name the first counts. */
function parse(header: string): ReadonlyMap<string, string> {
  const preferences = new Map<string, string>();
  for (const preference of header.split(',')) {
    const [said = ''] = preference.split(';');
    const [name = '', value = ''] = said.split('=').map((part) => part.trim());
    const lower = name.toLowerCase();
    if (lower !== '' && !preferences.has(lower)) preferences.set(lower, value.replaceAll('"', ''));
  }
  return preferences;
}
