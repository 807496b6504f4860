import { isApproved } from '../trade/journal.js';
import type { StoreBooks } from './evidence.js';
import { type Promised, sumOf } from './promised.js';

const budgetsHold: Promised = {
  id: 'budget',
  check({ stores, recorded, deals }) {
    return stores.flatMap(({ storeId, grantedMinor, givenBackMinor, disks }) => {
      const most = (grantedMinor + givenBackMinor) * disks;
      const recordedMinor = sumOf(
        recorded.filter((fact) => fact.storeId === storeId),
        ({ unbackedMinor }) => unbackedMinor,
      );
      const toldMinor = sumOf(
        deals.filter((deal) => deal.storeId === storeId),
        ({ told: [told] }) => (isApproved(told) ? told.restsOn.unbackedMinor : 0),
      );
      return [
        ...(Math.max(recordedMinor, toldMinor) <= most
          ? []
          : [
              `${storeId} approved ${Math.max(recordedMinor, toldMinor)} without an allowance, out of ${most}`,
            ]),
        ...(givenBackMinor <= recordedMinor
          ? []
          : [`${storeId} got ${givenBackMinor} back, and had taken ${recordedMinor} only`]),
      ];
    });
  },
};

/** What tells of two histories, or of a card that was overdrawn out of a risk budget: those are met by design. */
const ORDINARY = new Set(['overdraft']);

const storesSurvive: Promised = {
  id: 'survival',
  check: ({ places, stores }) =>
    stores.flatMap(({ storeId, disks, lives }) =>
      lives || disks > 1 || places.some((place) => place.storeId === storeId && place.lostFrom !== undefined)
        ? []
        : [`${storeId} may not speak any more, and nobody touched its disk`],
    ),
};

const livingStoresAreBelieved: Promised = {
  id: 'belief',
  check({ aside, conflicts, stores }) {
    const living = new Set(stores.filter(isSound).map(({ storeId }) => storeId));
    return [
      ...aside.flatMap(({ id, storeId, why }) =>
        living.has(storeId) ? [`The hub put ${id} of ${storeId} aside: ${why}`] : [],
      ),
      ...conflicts.flatMap(({ kind, cardId, storeIds, detail }) =>
        ORDINARY.has(kind) || storeIds.some((storeId) => !living.has(storeId))
          ? []
          : [`${cardId} has the conflict ${kind}: ${detail}`],
      ),
    ];
  },
};

const isSound = ({ lives, disks }: StoreBooks): boolean => lives && disks === 1;

const nothingIsLeftOver: Promised = {
  id: 'left over',
  check: ({ deadLetters }) => deadLetters.map(({ queue, reason }) => `A dead letter of ${queue}: ${reason}`),
};

/** What stores may risk, and what becomes of them. */
export const ofStores: readonly Promised[] = [
  budgetsHold,
  storesSurvive,
  livingStoresAreBelieved,
  nothingIsLeftOver,
];
