import type { LogPosition } from '#kernel';
import type { Place } from '../engine/ordered-log.js';

/** `writer.number`: the order of the log is the order of these pairs. */
export const positionAt = ({ writer, number }: Place): LogPosition => `${writer}.${number}` as LogPosition;

/** @throws RangeError when the text is no position of this event store */
export function placeAt(position: string): Place {
  const [, writer, number] = /^(\d{1,20})\.(\d{1,19})$/.exec(position) ?? [];
  if (writer === undefined || number === undefined) throw new RangeError(`"${position}" is no log position`);
  return { writer: Number(writer), number: Number(number) };
}
