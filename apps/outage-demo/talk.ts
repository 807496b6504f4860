/** An answer over HTTP. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Question {
  readonly bearer: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function ask(url: string, { bearer, body, headers }: Question): Promise<Answer> {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: {
      Authorization: `Bearer ${bearer}`,
      ...(body && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

/** A member that must be there. @throws Error when the answer has none, or one of another kind */
export function numberIn(body: Answer['body'], name: string): number {
  const value = body[name];
  if (typeof value !== 'number') throw new Error(`${name} is missing in ${JSON.stringify(body)}`);
  return value;
}

export function textIn(body: Answer['body'], name: string): string {
  const value = body[name];
  if (typeof value !== 'string') throw new Error(`${name} is missing in ${JSON.stringify(body)}`);
  return value;
}
