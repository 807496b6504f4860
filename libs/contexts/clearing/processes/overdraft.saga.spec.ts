import { describe, expect, it } from '@jest/globals';
import {
  BlockCard,
  ConfirmOverdraft,
  OverdraftNotOpen,
  RecallAllowances,
  SettleOverdraft,
} from '#contracts/gift-cards';
import { problemsOf } from '#kernel';
import { sagaSpecification } from '#testing';
import {
  CloseOverdraftCase,
  OpenOverdraftCase,
  OverdraftDecided,
  StoresHeard,
  TakeDecision,
} from '../contracts/index.js';
import { overdraftSaga, usualRules } from './overdraft.saga.js';
import {
  cardId,
  caseId,
  confirmed,
  cured,
  decided,
  north,
  share,
  south,
  suspected,
  unissued,
  usualAnswer,
} from './sample-overdraft.js';

const definition = overdraftSaga();
type Told = ReturnType<typeof sagaSpecification>;

/** Answers as usual until a question comes whose answer a spec must give, or the saga waits for something else. */
function served(told: Told, openMinor = 0): Told {
  for (let open = told.unanswered[0]; open; open = told.unanswered[0]) {
    const answer = usualAnswer(open, openMinor);
    const command = told.commands.find(({ message }) => message === open);
    if (!answer || !command) return told;
    told.reply(command, answer);
  }
  return told;
}

const heard = new StoresHeard({ caseId, by: 'anna', why: 'Both were on the phone' });
const started = (start = suspected) => served(sagaSpecification(definition).startedBy(start));
const asked = (start = suspected) => served(started(start).happened(heard));
const settlesOf = (told: Told) =>
  told.sent.flatMap((each) => (each instanceof SettleOverdraft ? [each.data] : []));
const settlement = (
  n: string,
  minor: number,
  how: 'paid' | 'borne-by-brand' | 'charged-to-store',
  bearer = 'hub',
) => ({
  cardId,
  caseId,
  settlementId: `${caseId}:${n}`,
  minor,
  how,
  bearer,
});

describe('An overdraft', () => {
  it('can run', () => {
    expect(problemsOf(definition)).toEqual([]);
  });

  it('calls in what stores have of the card', () => {
    expect(started().sent).toEqual([new OpenOverdraftCase({ caseId }), new RecallAllowances({ cardId })]);
  });

  it('is looked at again when all stores have been heard, or after three days', () => {
    expect(started().after('71h').unanswered).toEqual([]);
    expect(started().after('72h').unanswered).toEqual([new ConfirmOverdraft({ cardId, caseId })]);
    expect(asked().unanswered).toEqual([new ConfirmOverdraft({ cardId, caseId })]);
  });

  it('that is none any more ends at once', () => {
    const told = served(asked().reply(ConfirmOverdraft, cured));
    expect(told.sent.slice(3)).toEqual([new CloseOverdraftCase({ caseId, end: 'cured' })]);
    expect(told.status).toBe('completed');
  });

  it('of a card that nobody has issued asks nothing of the card', () => {
    const told = asked(unissued).reply(ConfirmOverdraft, confirmed('suspected-fraud', share(north, 500)));
    served(served(told).happened(decided('borne-by-brand'))).reply(TakeDecision, decided('borne-by-brand'));
    expect(served(told).status).toBe('completed');
    const types = told.sent.map(({ type }) => type);
    for (const { type } of [RecallAllowances, BlockCard]) expect(types).not.toContain(type);
  });

  it('that gift cards do not know of is given up', () => {
    const refusal = new OverdraftNotOpen({ cardId, caseId, standing: 'unknown' });
    const told = served(asked().reply(ConfirmOverdraft, refusal));
    expect(told.status).toBe('compensated');
    expect(told.sent.at(-1)).toEqual(new CloseOverdraftCase({ caseId, end: 'given-up' }));
  });
});

describe('An honest overdraft', () => {
  const roaming = () =>
    served(asked().reply(ConfirmOverdraft, confirmed('roaming', share(north, 200), share(south, 250))));

  it('is paid when somebody says so', () => {
    const told = roaming().happened(decided('paid')).reply(TakeDecision, decided('paid'));
    expect(served(told).status).toBe('completed');
    expect(settlesOf(told)).toEqual([settlement('rest', 500, 'paid')]);
    expect(told.sent.at(-1)).toEqual(new CloseOverdraftCase({ caseId, end: 'settled' }));
  });

  it('is borne by the stores that have approved it when somebody says so', () => {
    const told = roaming().happened(decided('borne-by-stores'));
    told.reply(TakeDecision, decided('borne-by-stores'));
    expect(served(told, 50).status).toBe('completed');
    expect(settlesOf(told)).toEqual([
      settlement('charge:0', 200, 'charged-to-store', north),
      settlement('charge:1', 250, 'charged-to-store', south),
      settlement('rest', 50, 'borne-by-brand'),
    ]);
  });

  it('is shared by the stores and the brand when somebody says so, and the brand bears the odd cent', () => {
    const shares = [share(north, 201), share(south, 1)];
    const told = served(asked().reply(ConfirmOverdraft, confirmed('roaming', ...shares)));
    told.happened(decided('shared')).reply(TakeDecision, decided('shared'));
    expect(served(told, 102).status).toBe('completed');
    expect(settlesOf(told)).toEqual([
      settlement('charge:0', 100, 'charged-to-store', north),
      settlement('rest', 102, 'borne-by-brand'),
    ]);
  });

  it('asks that it be borne as the owner of the chain has settled when nobody says so', () => {
    const byStores = overdraftSaga({ ...usualRules, otherwise: 'borne-by-stores' });
    const told = served(sagaSpecification(byStores).startedBy(suspected));
    served(served(told.happened(heard)).reply(ConfirmOverdraft, confirmed('roaming', share(north, 200))));
    expect(told.after('14d').unanswered).toEqual([
      new TakeDecision({ caseId, otherwise: 'borne-by-stores' }),
    ]);
  });

  it('is borne by the brand when nobody says so within two weeks', () => {
    const told = roaming().after('14d');
    expect(told.unanswered).toEqual([new TakeDecision({ caseId, otherwise: 'borne-by-brand' })]);
    const why = 'Nobody has decided in time';
    const taken = { caseId, outcome: 'borne-by-brand', by: 'clearing', why } as const;
    expect(served(told.reply(TakeDecision, new OverdraftDecided(taken))).status).toBe('completed');
    expect(settlesOf(told)).toEqual([settlement('rest', 500, 'borne-by-brand')]);
  });
});

describe('What looks like fraud', () => {
  it('blocks the card, and waits for a person longer than for a payment', () => {
    const told = served(asked().reply(ConfirmOverdraft, confirmed('suspected-fraud', share(north, 500))));
    expect(told.sent.filter((each) => each instanceof BlockCard)).toHaveLength(1);
    expect(told.after('89d').unanswered).toEqual([]);
    told.happened(decided('borne-by-brand')).reply(TakeDecision, decided('borne-by-brand'));
    expect(served(told).status).toBe('completed');
  });
});

describe('What looks like fraud where a store also went too far', () => {
  it('charges the store with all of that, and shares the rest, when somebody says so', () => {
    const shares = [share(south, 100, true), share(south, 50), share(north, 350)];
    const told = served(asked().reply(ConfirmOverdraft, confirmed('suspected-fraud', ...shares)));
    told.happened(decided('shared')).reply(TakeDecision, decided('shared'));
    expect(served(told, 200).status).toBe('completed');
    expect(settlesOf(told)).toEqual([
      settlement('charge:0', 175, 'charged-to-store', north),
      settlement('charge:1', 125, 'charged-to-store', south),
      settlement('rest', 200, 'borne-by-brand'),
    ]);
  });

  it('blocks the card and waits for a person, and then charges the store with its share', () => {
    const shares = [share(south, 100, true), share(north, 400)];
    const told = served(asked().reply(ConfirmOverdraft, confirmed('suspected-fraud', ...shares)), 400);
    expect(told.sent.filter((each) => each instanceof BlockCard)).toHaveLength(1);
    expect(settlesOf(told)).toEqual([]);
    told.happened(decided('borne-by-brand')).reply(TakeDecision, decided('borne-by-brand'));
    expect(served(told, 400).status).toBe('completed');
    expect(settlesOf(told)).toEqual([
      settlement('charge:0', 100, 'charged-to-store', south),
      settlement('rest', 400, 'borne-by-brand'),
    ]);
  });
});

describe('A store that went too far', () => {
  const breach = (openMinor: number) =>
    served(
      asked().reply(
        ConfirmOverdraft,
        confirmed(
          'store-breach',
          share(south, 100, true),
          share(north, 200, true),
          share(south, 120, true),
          share(north, 60),
        ),
      ),
      openMinor,
    );

  it('is charged with its share, at once; what is left is borne by the brand', () => {
    const told = breach(80);
    expect(told.status).toBe('completed');
    expect(settlesOf(told)).toEqual([
      settlement('charge:0', 200, 'charged-to-store', north),
      settlement('charge:1', 220, 'charged-to-store', south),
      settlement('rest', 80, 'borne-by-brand'),
    ]);
  });

  it('is charged nothing when what came meanwhile has left nothing to charge', () => {
    const both = confirmed('store-breach', share(south, 100, true), share(north, 200, true));
    const told = served(asked().reply(ConfirmOverdraft, both));
    told.reply(SettleOverdraft, cured).reply(SettleOverdraft, cured);
    expect(served(told).status).toBe('completed');
  });

  it('is all that is charged when nothing is left', () => {
    expect(settlesOf(breach(0))).toHaveLength(2);
  });
});
