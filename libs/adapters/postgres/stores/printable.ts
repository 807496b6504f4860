/** What is kept of what is said about a failure, in characters. */
const TEXT_MAX = 4_000;

/** PostgreSQL's texts have no null character; what is said about a message may quote it. */
export const printable = (text: string): string => text.replaceAll('\0', '\uFFFD').slice(0, TEXT_MAX);
