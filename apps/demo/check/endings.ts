import type { Operation } from '../api/answers.js';
import { type PurchaseRecord, purchaseIdOf, TAKEN } from '../trade/trade-log.js';
import { type Check, type Facts, sum } from './facts.js';

const SAGA_STATES: Partial<Record<Operation['state'], string>> = {
  succeeded: 'completed',
  compensated: 'compensated',
};
const PURCHASE_STATUS: Partial<Record<Operation['state'], string>> = {
  succeeded: 'completed',
  compensated: 'cancelled',
};

/** Operation, saga and purchase tell the same story, and it is over. */
export function everySagaIsFinal({ log, sagas, purchases }: Facts): Check {
  const findings = log.purchases.flatMap((record) => {
    const id = purchaseIdOf(record);
    if (id === undefined || !record.operation) return [];
    const { state } = record.operation;
    const [saga, status] = [sagas.get(id)?.state, purchases.get(id)?.status];
    return saga === SAGA_STATES[state] && status === PURCHASE_STATUS[state]
      ? []
      : [`Purchase ${id}: the operation is ${state}, the saga ${saga}, the purchase ${status}`];
  });
  return { name: `all ${sagas.size} sagas are completed or compensated`, findings };
}

/** Every purchase ended in a way that was possible for one like it. */
export function endedAsExpected({ log }: Facts): Check {
  const findings = log.purchases.flatMap((record) => {
    const problem = whyNotExpected(record);
    return problem === undefined
      ? []
      : [`Purchase ${record.number} (${record.planned.kind.name}) ${problem}`];
  });
  return { name: 'every purchase ended as one of its kind has to', findings };
}

function whyNotExpected({ operation, planned: { kind }, cancellation }: PurchaseRecord): string | undefined {
  if (!operation) return 'was never answered';
  const { state, problem } = operation;
  if (state === 'succeeded') {
    if (!kind.mayComplete) return 'was completed';
    return cancellation === TAKEN ? 'was completed although its cancellation was taken' : undefined;
  }
  const codes = state === 'compensated' ? kind.undoneWith : kind.refusedWith;
  return codes.includes(problem?.code ?? '') ? undefined : `is ${state} with ${problem?.code}`;
}

/** Of those who race for the last pieces or for one card, exactly as many win as there is for. */
export function racesHaveTheRightWinners({ log }: Facts): Check {
  const won = log.purchases.filter(({ operation }) => operation?.state === 'succeeded');
  const goods = log.plan.goods.flatMap(({ name, soldOutAt }, good) => {
    if (soldOutAt === undefined) return [];
    const sold = sum(won.map(({ planned }) => (planned.good === good ? planned.quantity : 0)));
    return sold === soldOutAt ? [] : [`${sold} of ${name} were sold, there were ${soldOutAt}`];
  });
  const cards = log.plan.cards.flatMap(({ winners }, index) => {
    const count = won.filter(({ planned }) => planned.card?.index === index).length;
    return winners === undefined || count === winners
      ? []
      : [`${count} have won the race for card ${log.cards[index]?.cardId}, it was enough for ${winners}`];
  });
  return {
    name: 'races for the last pieces and for one card have the right winners',
    findings: [...goods, ...cards],
  };
}

/** A saga whose provider hangs says so while it waits. */
export function hangingSagasSayWhy({ log }: Facts): Check {
  const hanging = log.purchases.filter(({ planned }) => planned.kind.followUp === 'look why it waits');
  const seen = hanging.filter(({ waited }) => waited !== undefined);
  const findings = seen.length > 0 ? [] : [`none of ${hanging.length} was seen waiting`];
  return { name: 'a saga whose provider hangs says in /v1/sagas why it waits', findings };
}

/** No message that has to do with this trade was given up. */
export function noDeadLetters({ deadLetters, sagas, log }: Facts): Check {
  const ours = [...sagas.keys(), ...log.cards.map(({ cardId }) => cardId)];
  const findings = deadLetters.flatMap(({ queue, detail, message }) =>
    message !== null && ours.some((id) => message.key.includes(id))
      ? [`${message.type} for ${message.key} is a dead letter of ${queue}: ${detail}`]
      : [],
  );
  return { name: 'no message about these cards and purchases is a dead letter', findings };
}

/** The same idempotency key, the same operation. */
export function repeatsAreTheSameOperation({ repeats }: Facts): Check {
  const findings = repeats
    .filter(({ first, again }) => first !== again)
    .map(({ name, first, again }) => `${name} was answered with ${first}, and when repeated with ${again}`);
  return { name: `${repeats.length} repeated requests were answered with their first operation`, findings };
}

/** What is wrong is refused, with the code that says how. */
export function answersHaveTheirCode({ log: { answers } }: Facts): Check {
  const findings = answers
    .filter(({ expected, got }) => expected !== got)
    .map(({ what, expected, got }) => `${what}: ${expected} was expected, the answer was ${got}`);
  return { name: `${answers.length} further requests were answered with the right code`, findings };
}
