import { waysToDie } from '../../engine/killing/ways-to-die.js';

const OFTEN = 0.6;

/** What the handling of a poisonous message does, by the name of the poison. */
export const sabotages: Readonly<Record<string, () => void>> = {
  ...waysToDie,
  'throws always'() {
    throw new Error('As always');
  },
  'throws sometimes'() {
    if (Math.random() < OFTEN) throw new Error('This time');
  },
};
