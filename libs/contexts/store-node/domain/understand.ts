import { type CardStatement, understand } from '#contracts/gift-cards';
import type { Fact } from '#kernel';

/** Whether this build knows what a fact says of a card, and its sums are right. Others are kept, and add nothing. */
export const isUnderstood = (fact: Fact): fact is Fact<CardStatement> => understand(fact.says) !== undefined;
