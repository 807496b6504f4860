import { HttpProblem, httpProblem } from '#runtime';
import { Digest } from '#kernel';
import { z } from 'zod';
import { type Answer, Decline } from '../contracts/index.js';
import { authorizationCode } from '../domain/answer.js';
import { NodeBusy, NodeUnfit } from '../writer/writer.js';

/** What a till is told over HTTP when its request was carried out; amounts in minor units. */
export const ApprovedAnswer = z
  .object({
    outcome: z.literal('approved'),
    approvedMinor: z.int(),
    dueMinor: z.int().describe('What is still to be paid by other means'),
    balanceMinor: z.int().optional().describe('As far as the store knows, when this is done'),
    factId: Digest.optional().describe('What a hold is captured, and a redemption reversed by'),
    authorizationCode: z.string().optional().describe('The same for people: eight characters'),
    restsOn: z
      .object({
        backedMinor: z.int().describe('Covered by value that is set aside for this store'),
        unbackedMinor: z.int().describe("Out of the store's own risk"),
        knownVersion: z.int().describe("Of the hub's word on the card, 0 without any"),
        knowledgeAgeMs: z.int().describe('How old what the store knows may be'),
        onLine: z.boolean(),
      })
      .describe('On what the answer rests'),
  })
  .meta({ id: 'ApprovedAnswer' });
export type ApprovedAnswer = z.infer<typeof ApprovedAnswer>;

/** @throws HttpProblem 409 (422 for an id that was used for something else) when the request was declined */
export function told(answer: Answer): ApprovedAnswer {
  if (answer.outcome === 'declined') throw declined(answer.why, answer.onLine);
  const { approval, factId, onLine } = answer;
  const { approvedMinor, dueMinor, balanceMinor, ...restsOn } = approval;
  return {
    outcome: 'approved',
    approvedMinor,
    dueMinor,
    ...(balanceMinor !== undefined && { balanceMinor }),
    ...(factId !== undefined && { factId, authorizationCode: authorizationCode(factId) }),
    restsOn: { ...restsOn, onLine },
  };
}

const TITLES: Readonly<Record<Decline['code'], string>> = {
  'store-ended': 'This store may not trade any more',
  'card-unknown': 'The card is not known here',
  'card-not-active': 'The card is not active',
  'card-already-active': 'The card is active already',
  'card-blocked': 'The card is blocked',
  'card-not-in-stock': 'The card is not in the stock of this store',
  'currency-mismatch': 'The card has another currency',
  'not-covered': 'The amount is not covered',
  'load-budget-spent': 'The store may not load so much',
  'balance-limit': 'The card would have too much on it',
  'hold-unknown': 'This store has placed no such hold',
  'hold-ended': 'The hold has ended',
  'more-than-held': 'More than is held',
  'redemption-unknown': 'This store has made no such redemption',
  'more-than-redeemed': 'More than was redeemed',
  'request-reused': 'The request id was used for something else',
  'request-annulled': 'The request was annulled',
  'not-annullable': 'What was done stays',
};

const UNPROCESSABLE = 422;
const CONFLICT = 409;

function declined(why: Decline, onLine: boolean): HttpProblem {
  const { code, ...numbers } = why;
  const title = TITLES[code];
  const { type } = httpProblem('operation-failed', title).problem;
  const problem = {
    type: type.replace('operation-failed', `store-node/${code}`),
    title,
    status: code === 'request-reused' ? UNPROCESSABLE : CONFLICT,
    detail: [title, ...Object.entries(numbers).map(([name, value]) => `${name} ${value}`)].join('; '),
    code: `store-node.${code}`,
    retryable: false,
    outcome: 'declined',
    why,
    onLine,
  };
  return new HttpProblem(problem);
}

/** What a till is told when nothing is known to have come of its request. */
export function failureOf(error: unknown): unknown {
  if (error instanceof NodeBusy) return httpProblem('overloaded', error.message);
  if (error instanceof NodeUnfit) return httpProblem('not-ready', error.message);
  return error;
}
