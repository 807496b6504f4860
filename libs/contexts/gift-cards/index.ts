export { giftCards } from './gift-cards.context.js';
export { cards, type CardActivity, type CardRow } from './read-models/cards.projection.js';
