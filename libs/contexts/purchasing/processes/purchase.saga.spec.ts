import { describe, expect, it } from '@jest/globals';

import { HoldPlaced, InsufficientBalance } from '#contracts/gift-cards';
import { InventoryReserved } from '#contracts/inventory';
import {
  AuthorizePayment,
  CapturePayment,
  PaymentAuthorizationRequested,
  PaymentAuthorized,
  PaymentCaptureDeclined,
  PaymentDeclined,
  PaymentOutcomeUnknown,
  PaymentVoided,
  PaymentVoidRequested,
  VoidPayment,
} from '#contracts/payments';
import { problemsOf } from '#kernel';
import { sagaSpecification } from '#testing';

import { AcceptPurchase } from '../contracts/index.js';
import { byCard, byPayment, cardA, confirmed, euros, line, purchaseId } from '../domain/sample-purchase.js';
import { purchaseSaga } from './purchase.saga.js';
import { doneAnswer, refusingAnswer } from './sample-participants.js';
import {
  accept,
  afterPivot,
  authorize,
  beforePivot,
  cancellation,
  closed,
  hold,
  letGo,
  openCommand,
  paymentId,
  release,
  reserve,
  served,
  undoing,
  voidPayment,
} from './sample-story.js';

const started = () => sagaSpecification(purchaseSaga).startedBy(confirmed());

describe('The purchase saga', () => {
  it('can run', () => {
    expect(problemsOf(purchaseSaga)).toEqual([]);
  });

  it('carries a purchase out, step by step', () => {
    const told = served(started());
    expect(told.status).toBe('completed');
    expect(told.sent).toEqual([...beforePivot, accept, ...afterPivot]);
  });

  it('asks no payment provider when gift cards pay for all', () => {
    const told = served(
      sagaSpecification(purchaseSaga).startedBy(confirmed({ tenders: [byCard(cardA, 3_400)] })),
    );
    expect(told.status).toBe('completed');
    expect(told.sent.map(({ type }) => type)).not.toContain('payments.authorize-payment');
    expect(told.sent.map(({ type }) => type)).not.toContain('payments.capture-payment');
  });

  it('holds no card when a credit card pays for all', () => {
    const told = served(
      sagaSpecification(purchaseSaga).startedBy(confirmed({ tenders: [byPayment(3_400)] })),
    );
    expect(told.status).toBe('completed');
    expect(told.sent.filter(({ type }) => type.startsWith('gift-cards.'))).toEqual([]);
  });

  it.each([
    [4_000, 5_000],
    [5_000, 4_000],
  ])('promises goods for as long as all of them are held: until %i and %i', (one, other) => {
    const told = started()
      .reply('reserve inventory[0]', new InventoryReserved({ ...reserve[0].data, leaseUntil: one }))
      .reply('reserve inventory[1]', new InventoryReserved({ ...reserve[1].data, leaseUntil: other }));
    expect(served(told, 3).unanswered).toEqual([new AcceptPurchase({ purchaseId, goodsHeldUntil: 4_000 })]);
  });
});

describe('A card of which stores have set something aside', () => {
  const short = (setAside?: number) =>
    new InsufficientBalance({
      cardId: cardA,
      available: 0,
      requested: 1_000,
      currency: 'EUR',
      ...(setAside !== undefined && { setAside }),
    });
  const holding = () => served(started(), reserve.length);
  const [firstHold] = hold;

  it('is held as soon as they have given it back', () => {
    const told = holding().reply('hold cards[0]', short(1_000));
    expect(told.unanswered).toEqual([]);
    expect(told.after('1s').unanswered).toEqual([firstHold]);
    expect(served(told).status).toBe('completed');
  });

  it('is not waited for longer than some seconds, since a store may have no line', () => {
    const told = holding();
    for (const pause of ['1s', '2s', '4s'] as const) told.reply('hold cards[0]', short(1_000)).after(pause);
    expect(served(told.reply('hold cards[0]', short(1_000))).status).toBe('compensated');
  });

  it('is refused at once when nothing of it is at stores', () => {
    expect(served(holding().reply('hold cards[0]', short())).status).toBe('compensated');
  });
});

describe('A refusal', () => {
  it.each([...beforePivot, accept].map((command, n) => [command.type, n] as const))(
    'of %s (command %i) undoes what was done before, newest first',
    (_, n) => {
      const told = served(started(), n);
      const open = openCommand(told)!;
      const no = refusingAnswer(open.message);
      const path = open.token.replace(':do:1', '');
      served(told.reply(open, no));
      expect(told.status).toBe('compensated');
      expect(told.sent.slice(n + 1)).toEqual([...undoing(n), closed(`${path} was refused: ${no.type}`)]);
    },
  );

  it.each(afterPivot.map((command, n) => [command.type, n] as const))(
    'of %s (command %i after the pivot) undoes nothing and calls a person',
    (_, n) => {
      const told = served(started(), beforePivot.length + 1 + n);
      const open = openCommand(told)!;
      told.reply(open, refusingAnswer(open.message));
      expect(told.status).toBe('stuck');
      expect(told.why).toEqual([expect.stringContaining('after the point of no return')]);

      told.resumed();
      expect(told.unanswered).toEqual([open.message]);
      expect(served(told).status).toBe('completed');
    },
  );

  it('by the payment provider is an event that says no', () => {
    const told = served(started(), 4);
    told.reply(AuthorizePayment, new PaymentDeclined({ paymentId, reason: 'The card was declined' }));
    expect(told.status).toBe('compensating');
    expect(told.refusal).toMatchObject({ type: 'payments.payment-declined' });
    expect(told.unanswered).toEqual([letGo[1]]);
  });
});

describe('A customer who cancels', () => {
  it.each(beforePivot.map((command, n) => [command.type, n] as const))(
    'while %s (command %i) is under way gets everything undone, that command too',
    (_, n) => {
      const told = served(started(), n).happened(cancellation);
      expect(told.sent).toHaveLength(n + 1);
      expect(served(told).status).toBe('compensated');
      expect(told.sent.slice(n + 1)).toEqual([...undoing(n + 1), closed('the customer cancelled')]);
    },
  );

  it.each(beforePivot.map((command, n) => [command.type, n] as const))(
    'while %s (command %i) is under way gets only the rest undone when that is refused',
    (_, n) => {
      const told = served(started(), n).happened(cancellation);
      const open = openCommand(told)!;
      served(told.reply(open, refusingAnswer(open.message)));
      expect(told.sent.slice(n + 1)).toEqual([...undoing(n), closed('the customer cancelled')]);
    },
  );

  it('in time for the pivot gets everything undone', () => {
    const told = served(started(), 5).happened(cancellation);
    told.reply(AcceptPurchase, refusingAnswer(accept));
    expect(served(told).status).toBe('compensated');
    expect(told.sent.slice(6)).toEqual([...undoing(5), closed('the customer cancelled')]);
  });

  it('too late for the pivot gets the goods', () => {
    expect(served(served(started(), 5).happened(cancellation)).status).toBe('completed');
    for (let n = 6; n < 6 + afterPivot.length; n += 1) {
      const told = served(served(started(), n).happened(cancellation));
      expect(told.status).toBe('completed');
      expect(told.sent).toEqual([...beforePivot, accept, ...afterPivot]);
    }
  });

  it('before the saga has even started gets nothing done', () => {
    const told = sagaSpecification(purchaseSaga).happened(cancellation).startedBy(confirmed());
    expect(told.sent).toEqual([closed('the customer cancelled')]);
    expect(served(told).status).toBe('compensated');
  });
});

describe('Silence', () => {
  it.each(beforePivot.map((command, n) => [command.type, n] as const))(
    'after %s (command %i) cancels by id what may have happened, and undoes the rest',
    (_, n) => {
      const told = served(served(started(), n).nextTimer());
      expect(told.status).toBe('compensated');
      expect(told.undoReason).toContain('was not answered in time');
      expect(told.sent.slice(n + 1, -1)).toEqual(undoing(n + 1));
    },
  );

  it('does not count: what took effect after all is undone', () => {
    const told = served(served(started(), 2).nextTimer());
    told.reply('hold cards[0]:do', new HoldPlaced(hold[0].data));
    expect(told.status).toBe('compensating');
    expect(told.unanswered).toEqual([letGo[0]]);
    expect(served(told).status).toBe('compensated');
    const late = told.sent.length;
    told.reply('hold cards[0]:do', new HoldPlaced(hold[0].data));
    expect(told.sent).toHaveLength(late);
  });

  it('does not count: what was refused after all needs nothing more', () => {
    const told = served(served(started(), 2).nextTimer());
    told.reply('hold cards[0]:do', refusingAnswer(hold[0]));
    expect(told.status).toBe('compensated');
  });

  it.each([accept, ...afterPivot].map((command, n) => [command.type, n] as const))(
    'after %s (command %i from the pivot on) calls a person, and the late answer still counts',
    (_, n) => {
      const told = served(started(), beforePivot.length + n).nextTimer();
      expect(told.status).toBe('stuck');
      expect(told.why).toEqual([expect.stringContaining('in time')]);
      const unheard = told.commands.at(-1)!;
      told.reply(unheard, doneAnswer(unheard.message));
      expect(served(told).status).toBe('completed');
    },
  );
});

describe('A payment whose outcome is unknown', () => {
  const unknown = (what: 'authorize' | 'capture' | 'void') =>
    new PaymentOutcomeUnknown({ paymentId, what, detail: 'no answer' });
  const authorized = new PaymentAuthorized({ paymentId, amount: euros(1_900), reference: 'auth_1' });

  it('neither advances nor compensates, and says why it waits', () => {
    const told = served(started(), 4)
      .reply(AuthorizePayment, new PaymentAuthorizationRequested(authorize.data))
      .reply(AuthorizePayment, unknown('authorize'));
    expect(told.sent).toHaveLength(5);
    expect(told.why).toEqual([
      '"authorize payment" waits for payments to answer payments.authorize-payment; ' +
        'payments says: nobody knows what became of the request to authorize: no answer',
    ]);
    told.reply(AuthorizePayment, authorized);
    expect(served(told).status).toBe('completed');
  });

  it('is voided by its id when that takes too long, and the holds with it', () => {
    const told = served(started(), 4).reply(AuthorizePayment, unknown('authorize')).after('15m');
    expect(told.unanswered).toEqual([voidPayment]);

    told.reply(VoidPayment, new PaymentVoidRequested({ paymentId }));
    expect(told.why).toEqual([expect.stringContaining('the provider is asked to let go')]);
    told.reply(VoidPayment, unknown('void'));
    expect(told.unanswered).toEqual([voidPayment]);
    told.reply(VoidPayment, new PaymentVoided({ paymentId }));
    expect(told.unanswered).toEqual([letGo[1]]);
    served(told);
    expect(told.sent.slice(5)).toEqual([...undoing(5), closed('authorize payment was not answered in time')]);
  });

  it('is voided, not forgotten, when it turns out to be authorized while the void is under way', () => {
    const told = served(started(), 4).after('15m').reply('authorize payment:do', authorized);
    served(told);
    expect(told.status).toBe('compensated');
    expect(told.sent.slice(5)).toEqual([
      ...undoing(5),
      voidPayment,
      closed('authorize payment was not answered in time'),
    ]);
  });

  it('waits for its capture for as long as it takes, and calls a person', () => {
    const told = served(started(), 6).reply(CapturePayment, unknown('capture')).after('1h');
    expect(told.status).toBe('stuck');
    expect(served(told.resumed()).status).toBe('completed');
  });

  it('calls a person when the capture is declined: the goods are promised', () => {
    const told = served(started(), 6);
    told.reply(CapturePayment, new PaymentCaptureDeclined({ paymentId, reason: 'expired' }));
    expect(told.status).toBe('stuck');
  });
});

describe('A purchase above the limit', () => {
  const lines = [line('espresso-machine', 1, 500_001)];
  const large = () =>
    sagaSpecification(purchaseSaga).startedBy(confirmed({ lines, tenders: [byPayment(500_001)] }));

  it('waits for a person, and goes on when they approve', () => {
    const told = large();
    expect(told.sent).toEqual([]);
    expect(told.why).toEqual(['"approve" waits for a person who may purchases:approve']);
    expect(served(told.decided('approve', true)).status).toBe('completed');
  });

  it('is cancelled when they reject, for the reason that they give', () => {
    const told = large().decided('approve', false, 'anna', 'too\nmuch');
    expect(told.sent).toEqual([closed('approve was rejected by anna: too much')]);
    expect(served(told).status).toBe('compensated');
  });

  it('is cancelled when nobody decides within two days', () => {
    const told = large().after('47h');
    expect(told.sent).toEqual([]);
    expect(told.after('1h').sent).toEqual([closed('approve: nothing came in time')]);
  });

  it('is cancelled when the customer does not want to wait', () => {
    expect(large().happened(cancellation).sent).toEqual([closed('the customer cancelled')]);
  });

  it('is one whose total is above it, to the cent', () => {
    const atLimit = [line('espresso-machine', 1, 500_000)];
    const told = sagaSpecification(purchaseSaga).startedBy(
      confirmed({ lines: atLimit, tenders: [byPayment(500_000)] }),
    );
    expect(told.sent).toHaveLength(1);
  });
});

describe('A purchase that goes on for days', () => {
  it('is shown as overdue when there is no way back', () => {
    const told = served(started(), 6).after('3d');
    expect(told.status).toBe('stuck');
    expect(told.history.map(({ what }) => what)).toContain('overdue');
  });

  it('calls a person when a participant does not let go, and is undone to the end when it does', () => {
    const told = served(started(), 1).nextTimer();
    while (told.status === 'compensating') {
      if (openCommand(told)) told.reply('reserve inventory[1]:cancel', refusingAnswer(release[1]));
      else told.nextTimer();
    }
    expect(told.why).toEqual([expect.stringContaining('undoing is refused')]);
    expect(served(told.resumed()).status).toBe('compensated');
    expect(told.sent.slice(-2)).toEqual([
      release[0],
      closed('reserve inventory[1] was not answered in time'),
    ]);
  });
});
