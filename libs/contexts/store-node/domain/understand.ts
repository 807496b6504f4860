import { type CardStatement, RequestAnnulled, storeStatements } from '#contracts/gift-cards';
import type { Fact } from '#kernel';

const schemas = new Map(storeStatements.map(({ type, version, schema }) => [`${type} ${version}`, schema]));

/** Whether a fact says something of a card that this build knows. What newer stores say is kept, and adds nothing. */
export function isUnderstood(fact: Fact): fact is Fact<CardStatement> {
  const { type, version, body } = fact.says;
  if (type === RequestAnnulled.type) return false;
  return schemas.get(`${type} ${version}`)?.safeParse(body).success === true;
}
