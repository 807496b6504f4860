import {
  answersHaveTheirCode,
  endedAsExpected,
  everySagaIsFinal,
  hangingSagasSayWhy,
  noDeadLetters,
  racesHaveTheRightWinners,
  repeatsAreTheSameOperation,
} from './endings.js';
import type { Check, Facts } from './facts.js';
import { goodsAreConserved } from './goods.js';
import { eachPurchaseIsPaidExactly, moneyAsWeCountIt, moneyOnCards } from './money.js';
import { providerAgrees } from './provider.js';

/** Everything that must hold at the end of a morning of trade. */
export const checksOf = (facts: Facts): Check[] =>
  [
    everySagaIsFinal,
    hangingSagasSayWhy,
    noDeadLetters,
    endedAsExpected,
    moneyOnCards,
    moneyAsWeCountIt,
    eachPurchaseIsPaidExactly,
    goodsAreConserved,
    providerAgrees,
    racesHaveTheRightWinners,
    repeatsAreTheSameOperation,
    answersHaveTheirCode,
  ].map((check) => check(facts));
