import {
  CARD_LIST,
  CARD_STANDING,
  type CardList,
  type CardStanding,
  type Checkpoint,
  CHECKPOINT,
  HOT_CARD,
  type HotCard,
  STORE_LIST,
  STORE_TERMS,
  type StoreList,
  type StoreTerms,
} from '#contracts/gift-cards';
import { type Notice, sealNotice, type Signer } from '#kernel';

/** All that the hub says to stores, signed. */
export class HubVoice {
  constructor(private readonly signer: Signer) {}

  get publicKey(): string {
    return this.signer.publicKey;
  }

  /** A card's standing, and each of its blocks in a form that may be passed on to any store. */
  standing(standing: CardStanding): Notice<object>[] {
    const { cardId, version, blocks } = standing;
    const hot = blocks.map((blockId): HotCard => ({ cardId, blockId, version }));
    return [this.say(CARD_STANDING, standing), ...hot.map((each) => this.say(HOT_CARD, each))];
  }

  terms(terms: StoreTerms): Notice<object> {
    return this.say(STORE_TERMS, terms);
  }

  stores(list: StoreList): Notice<object> {
    return this.say(STORE_LIST, list);
  }

  receipt(checkpoint: Checkpoint): Notice<object> {
    return this.say(CHECKPOINT, checkpoint);
  }

  cards(list: CardList): Notice<object> {
    return this.say(CARD_LIST, list);
  }

  private say(kind: string, body: object): Notice<object> {
    return sealNotice(kind, body, this.signer);
  }
}
