import { httpProblem } from '#runtime';

interface Places {
  readonly position: number;
  readonly termsVersion: number;
  readonly listVersion: number;
}

/** How far a store has been told. Stores give it back as they got it. */
export class Bookmark implements Places {
  static readonly beginning = new Bookmark(0, 0, 0);

  private constructor(
    readonly position: number,
    readonly termsVersion: number,
    readonly listVersion: number,
  ) {}

  /** @throws HttpProblem 400 when it is none of ours */
  static read(text: string): Bookmark {
    if (text === '') return Bookmark.beginning;
    const [, position, terms, list] = /^1\.(\d{1,15})\.(\d{1,9})\.(\d{1,9})$/.exec(text) ?? [];
    if (position === undefined) throw httpProblem('cursor-invalid', `"${text}" is no bookmark of this hub`);
    return new Bookmark(Number(position), Number(terms), Number(list));
  }

  movedTo({ position, termsVersion, listVersion }: Places): Bookmark {
    return new Bookmark(position, termsVersion, listVersion);
  }

  toString(): string {
    return `1.${this.position}.${this.termsVersion}.${this.listVersion}`;
  }
}
