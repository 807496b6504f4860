export { giftCards } from './gift-cards.context.js';
export { GiftCardsModule } from './gift-cards.module.js';
export { giftCard } from './domain/gift-card.decider.js';
export { type GiftCard } from './domain/gift-card.js';
export { standingOf } from './domain/standing.js';
export { useOf } from './domain/use.js';
export { cardsInUseReader } from './read-cards-in-use.js';
export { listCards } from './list-cards.js';
