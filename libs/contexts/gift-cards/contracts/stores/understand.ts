import type { Statement, StatementType } from '#kernel';
import { z } from 'zod';
import { type GivenBack, minorOf } from './backing.js';
import {
  AllowanceReturned,
  CardActivatedAtStore,
  CardBlockedAtStore,
  CardLoadedAtStore,
  CardRedeemedAtStore,
  type CardStatement,
  HoldCapturedAtStore,
  HoldPlacedAtStore,
  HoldReleasedAtStore,
  RedemptionReversed,
} from './statements.js';

const said = <const Type extends string, Shape extends z.ZodRawShape>({
  type,
  version,
  schema,
}: StatementType<Type, Shape>) =>
  z.strictObject({ type: z.literal(type), version: z.literal(version), body: schema });

const Understood = z.discriminatedUnion('type', [
  said(CardRedeemedAtStore),
  said(RedemptionReversed),
  said(HoldPlacedAtStore),
  said(HoldCapturedAtStore),
  said(HoldReleasedAtStore),
  said(CardLoadedAtStore),
  said(CardActivatedAtStore),
  said(CardBlockedAtStore),
  said(AllowanceReturned),
]);

/** A statement is read several times on its way into a card, and never changes. */
const read = new WeakMap<Statement, { readonly as: CardStatement | undefined }>();

/** What somebody says; undefined when this build does not know such a statement, or when it does not add up. */
export function understand(says: Statement): CardStatement | undefined {
  const known = read.get(says);
  if (known) return known.as;
  const { data: statement } = Understood.safeParse(says);
  const as = statement && addsUp(statement) ? statement : undefined;
  read.set(says, { as });
  return as;
}

function addsUp({ type, body }: CardStatement): boolean {
  switch (type) {
    case CardRedeemedAtStore.type:
    case HoldPlacedAtStore.type:
      return body.minor === minorOf(body);
    case RedemptionReversed.type:
      return body.minor === backOf(body);
    case HoldReleasedAtStore.type:
      return body.heldMinor === backOf(body);
    case HoldCapturedAtStore.type:
      return body.heldMinor === body.minor + backOf(body);
    default:
      return true;
  }
}

const backOf = ({ back, unbackedBackMinor }: GivenBack): number =>
  minorOf({ draws: back, unbackedMinor: unbackedBackMinor });
