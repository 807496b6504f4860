/** How handling a message ends or hangs its process, by name. */
export const waysToDie: Readonly<Record<string, () => void>> = {
  exits: () => process.exit(70),
  loops() {
    for (;;);
  },
  'takes all memory'() {
    const taken: unknown[] = [];
    for (;;) taken.push(Array.from({ length: 1_000 }, () => ({})));
  },
};
