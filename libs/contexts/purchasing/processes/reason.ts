const REASON_LENGTH_MAX = 500;

/** What can be kept of a sentence that names what people and participants have said. */
export const reasonFrom = (sentence: string): string =>
  sentence.slice(0, REASON_LENGTH_MAX).replace(/[\p{Cc}\p{Cs}]+/gu, ' ') || 'no reason given';
