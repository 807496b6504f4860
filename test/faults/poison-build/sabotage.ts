const OFTEN = 0.6;

/** What the handling of a poisonous message does, by the name of the poison. */
export const sabotages: Readonly<Record<string, () => void>> = {
  exits: () => process.exit(70),
  loops() {
    for (;;);
  },
  'takes all memory'() {
    const taken: unknown[] = [];
    for (;;) taken.push(Array.from({ length: 1_000 }, () => ({})));
  },
  'throws always'() {
    throw new Error('As always');
  },
  'throws sometimes'() {
    if (Math.random() < OFTEN) throw new Error('This time');
  },
};
