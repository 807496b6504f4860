import { describe, expect, it } from '@jest/globals';

import { specification } from './decider-specification.js';
import { OpenTill, Sell, Sold, till, TillClosed, TillOpened } from './example-till.js';
import { SpecificationFailed } from './wire.js';

const tillId = 'north';

describe('A specification of a decider', () => {
  const opened = new TillOpened({ tillId });

  it('holds when the decision is the one that was told', () => {
    specification(till)
      .given(opened)
      .when(new Sell({ tillId, amount: 5 }))
      .then(new Sold({ tillId, amount: 5 }));
    specification(till)
      .given()
      .when(new Sell({ tillId, amount: 5 }))
      .thenRefused(new TillClosed({ tillId }));
    specification(till).given(opened).when(new OpenTill({ tillId })).thenNothingNew(opened);
  });

  it('tells the whole story when another event happens', () => {
    const told = specification(till)
      .given(opened)
      .when(new Sell({ tillId, amount: 5 }));
    expect(() => told.then(new Sold({ tillId, amount: 6 }))).toThrow(
      [
        'Given',
        "  tills.till-opened { tillId: 'north' }",
        'When',
        "  tills.sell { tillId: 'north', amount: 5 }",
        'Then it should say these events:',
        "  tills.sold { tillId: 'north', amount: 6 }",
        'But it said these events:',
        "  tills.sold { tillId: 'north', amount: 5 }",
      ].join('\n'),
    );
  });

  it('does not take an event for a refusal, nor a repetition for an event', () => {
    const sale = specification(till)
      .given(opened)
      .when(new Sell({ tillId, amount: 5 }));
    expect(() => sale.thenRefused(new TillClosed({ tillId }))).toThrow('But it said these events');
    expect(() => sale.thenNothingNew(new Sold({ tillId, amount: 5 }))).toThrow('But it said these events');
    const refused = specification(till)
      .given()
      .when(new Sell({ tillId, amount: 5 }));
    expect(() => refused.then(opened)).toThrow('But it said the refusal');
    const repeated = specification(till).given(opened).when(new OpenTill({ tillId }));
    expect(() => repeated.then(opened)).toThrow('But it said no new event, and the answer');
  });

  it('does not accept a message that its own schema refuses', () => {
    const tell = () =>
      specification(till)
        .given(opened)
        .when(new Sell({ tillId, amount: -5 }));
    expect(tell).toThrow(SpecificationFailed);
    expect(tell).toThrow('does not fit its own schema');
  });

  it('points to the line of the spec', () => {
    const told = specification(till).given().when(new OpenTill({ tillId }));
    const failure = thrownBy(() => told.thenRefused(new TillClosed({ tillId })));
    const [firstFrame] = /^ +at .+$/m.exec(failure.stack ?? '') ?? [];
    expect(firstFrame).toContain('decider-specification.spec.ts');
  });
});

function thrownBy(act: () => void): Error {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('It did not throw');
}
