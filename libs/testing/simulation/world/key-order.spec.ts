import { describe, expect, it } from '@jest/globals';
import { KeyOrder } from './key-order.js';

const message = (id: string, key = 'a card') => ({ queue: 'gift-cards', key, id, type: 'load' });
const NOTHING = { queued: [], handled: [], gone: [] };

function withQueued(...ids: readonly string[]): KeyOrder {
  const order = new KeyOrder();
  order.keep({ ...NOTHING, queued: ids.map((id) => message(id)) }, 0);
  return order;
}

const handle = (order: KeyOrder, ...ids: readonly string[]): void => {
  const handled = ids.map((id) => message(id));
  order.keep({ ...NOTHING, handled, gone: handled }, order.queuedSoFar);
};

describe('The order of a key', () => {
  it('is kept by who handles messages as they came, one by one or together', () => {
    const order = withQueued('first', 'second', 'third');
    handle(order, 'first');
    handle(order, 'second', 'third');
    expect(order.overtaken).toEqual([]);
  });

  it('is broken by who handles a later one first', () => {
    const order = withQueued('first', 'second');
    handle(order, 'second');
    expect(order.overtaken).toEqual(['load first of a card was overtaken by second']);
  });

  it('is broken by who handles at once what comes behind one in the queue', () => {
    const order = withQueued('first');
    order.keep({ ...NOTHING, handled: [message('sent and handled')] }, order.queuedSoFar);
    expect(order.overtaken).toHaveLength(1);
  });

  it('says nothing about what transactions queued side by side', () => {
    const order = new KeyOrder();
    order.keep({ ...NOTHING, queued: [message('first to commit')] }, 0);
    order.keep({ ...NOTHING, queued: [message('first to begin')] }, 0);
    handle(order, 'first to begin');
    expect(order.overtaken).toEqual([]);
  });

  it('says nothing about messages of other keys, nor of one that came meanwhile', () => {
    const order = withQueued('first');
    order.keep({ ...NOTHING, handled: [message('other', 'another card')] }, order.queuedSoFar);
    order.keep({ ...NOTHING, handled: [message('begun before')] }, 0);
    expect(order.overtaken).toEqual([]);
  });

  it('says nothing about a message of which nobody knows whether it is gone', () => {
    const order = withQueued('first', 'second');
    order.forget([message('first')]);
    handle(order, 'second');
    expect(order.overtaken).toEqual([]);
  });

  it('remembers where that message stood, if it is handled after all', () => {
    const order = withQueued('first', 'second');
    order.forget([message('first')]);
    handle(order, 'first');
    expect(order.overtaken).toEqual([]);
  });
});
