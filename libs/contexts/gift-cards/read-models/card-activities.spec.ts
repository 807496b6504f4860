import { describe, expect, it } from '@jest/globals';
import {
  AllowancesRecalled,
  AllowancesReclaimed,
  CardUnblocked,
  ConflictFound,
  OverdraftConfirmed,
  OverdraftCured,
  OverdraftSettled,
  OverdraftSuspected,
  PolicyAssigned,
  usualPolicy,
} from '../contracts/index.js';
import {
  activated,
  annulled,
  blocked,
  captured,
  cardId,
  held,
  holdId,
  issued,
  loaded,
  loadId,
  redeemed,
  redemptionId,
  released,
} from '../domain/sample-card.js';
import {
  allowanceId,
  blockedAtStore,
  from,
  loadAtStoreId,
  redeemedAtStore,
} from '../domain/sample-statements.js';
import { fact, factId, granted, north, recorded } from '../domain/sample-stores.js';
import { activitiesOf } from './card-activities.js';
import type { CardEvent } from './card-events.js';

const at = '2026-01-01T12:00:00.000Z';
const told = (...events: CardEvent[]) => events.flatMap((event) => activitiesOf(event, at));

describe('What happened to a card is told', () => {
  it('by what was done, with its amount and its id', () => {
    expect(
      told(
        issued(),
        activated(),
        loaded(500),
        redeemed(200),
        held(100),
        captured(60),
        released(40),
        annulled(),
      ),
    ).toEqual([
      { what: 'card-issued', at },
      { what: 'card-activated', at },
      { what: 'card-loaded', at, amountMinor: 500, reference: loadId },
      { what: 'card-redeemed', at, amountMinor: 200, reference: redemptionId },
      { what: 'hold-placed', at, amountMinor: 100, reference: holdId },
      { what: 'hold-captured', at, amountMinor: 60, reference: holdId },
      { what: 'hold-released', at, amountMinor: 40, reference: holdId },
      { what: 'hold-annulled', at, reference: holdId },
    ]);
  });

  it('for each fact of a store, the newest first', () => {
    const facts = [fact(1, redeemedAtStore({ draws: from(200) })), fact(2, blockedAtStore(loadAtStoreId))];
    const detail = `at store ${north}`;
    expect(told(recorded(north, facts, { balanceMinor: 0 }))).toEqual([
      { what: 'blocked-at-store', at, reference: facts[1]?.id, detail },
      { what: 'redeemed-at-store', at, amountMinor: 200, reference: facts[0]?.id, detail },
    ]);
  });

  it('for what stores are given and have to give back', () => {
    const allowances = [{ allowanceId, minor: 300 }];
    expect(
      told(
        granted(300),
        new AllowancesRecalled({ cardId, allowanceIds: [allowanceId] }),
        new AllowancesReclaimed({ cardId, storeId: north, allowances }),
      ),
    ).toEqual([
      {
        what: 'allowance-granted',
        at,
        amountMinor: 300,
        reference: allowanceId,
        detail: `for store ${north}`,
      },
      { what: 'allowances-recalled', at, detail: 'of 1 allowance' },
      { what: 'allowances-reclaimed', at, amountMinor: 300, detail: `from store ${north}` },
    ]);
  });

  it('for an overdraft from its beginning to its end', () => {
    const caseId = `${cardId}:overdraft:1`;
    const shares = [{ storeId: north, factId: factId('fact-1'), minor: 50, breach: false }];
    const settlement = { settlementId: 'one', how: 'borne-by-brand', bearer: 'hub' } as const;
    expect(
      told(
        new OverdraftSuspected({ cardId, caseId, minor: 50 }),
        new OverdraftConfirmed({ cardId, caseId, minor: 50, shares, cause: 'roaming' }),
        new OverdraftSettled({ cardId, caseId, minor: 50, openMinor: 0, ...settlement }),
        new OverdraftCured({ cardId, caseId }),
      ),
    ).toEqual([
      { what: 'overdraft-suspected', at, amountMinor: 50, reference: caseId },
      { what: 'overdraft-confirmed', at, amountMinor: 50, reference: caseId, detail: 'roaming' },
      { what: 'overdraft-settled', at, amountMinor: 50, reference: caseId, detail: 'borne-by-brand' },
      { what: 'overdraft-cured', at, reference: caseId },
    ]);
  });

  it('for conflicts, policies and blocks, with the reason', () => {
    const facts = [{ id: factId('fact-1'), storeId: north, seq: 1 }];
    const conflictId = 'double-activation:card';
    const found = { conflictId, kind: 'double-activation', facts } as const;
    expect(
      told(
        blocked(),
        new CardUnblocked({ cardId, blockIds: ['hub-1'], status: 'active' }),
        new PolicyAssigned({ cardId, policy: usualPolicy, before: usualPolicy }),
        new ConflictFound({ cardId, ...found, minor: 0, detail: 'The card was active before' }),
      ),
    ).toEqual([
      { what: 'card-blocked', at, detail: 'reported lost' },
      { what: 'card-unblocked', at },
      { what: 'policy-assigned', at, detail: 'hybrid' },
      { what: 'conflict-found', at, reference: conflictId, detail: 'The card was active before' },
    ]);
  });
});
