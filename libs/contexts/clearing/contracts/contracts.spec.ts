import { publishedLanguage } from '#testing/contracts';
import * as contracts from './index.js';

const storeId = '01980000-0000-7000-8000-0000000051a1';
const cardId = '01980000-0000-7000-8000-00000000c001';
const caseId = `${cardId}:overdraft:1`;
const digest = 'Vm0wd2QyUXlVWGxWV0d4V1YwZDRWMVl3WkRSV01WbDN';
const conflictKey = `${cardId}:limit-breach:${digest}`;
const said = { by: 'anna', why: 'Both were on the phone' };
const registered = {
  storeId,
  name: 'Main Street',
  currency: 'EUR',
  codeDigest: digest,
  codeUntilMs: 1_790_000_000_000,
};
const grant = { storeId, grantId: 'may', minor: 30_000 };
const policy = {
  mode: 'hybrid',
  unbackedPerRedemptionMinor: 2_500,
  unbackedPerCardMinor: 2_500,
  knowledgeAgeMsMax: 604_800_000,
};
const policySet = { storeId, policy, optimisticMinorMax: 5_000 };
const ended = { storeId, reason: 'lost', acceptedThrough: 7, why: 'It burned down' };
const accepted = { storeId, acceptedThrough: 9, why: 'Its disk was found' };
const decided = { caseId, outcome: 'borne-by-brand', ...said };

const period = '2026-01-31';
const currencies = [
  {
    currency: 'EUR',
    outlets: [
      { outlet: storeId, collectedMinor: 5_000, honouredMinor: 700, madeUpMinor: 0, netMinor: 4_300 },
      { outlet: 'hub', collectedMinor: 0, honouredMinor: 0, madeUpMinor: 20, netMinor: 20 },
    ],
    across: [{ soldAt: 'hub', redeemedAt: storeId, minor: 700 }],
    overdrafts: [{ how: 'borne-by-brand', bearer: 'hub', minor: 20 }],
    postings: [
      { account: 'card-liability', minor: -4_320 },
      { account: `due-to/${storeId}`, minor: -700 },
      { account: 'offline-loss', minor: 20 },
      { account: `tender/${storeId}`, minor: 5_000 },
    ],
    poolChangeMinor: 4_320,
  },
];

const golden = {
  'command clearing.register-store@1': registered,
  'command clearing.enrol-store@1': { storeId, codeDigest: digest, publicKey: digest },
  'command clearing.grant-risk@1': grant,
  'command clearing.replenish-risk@1': { storeId, endedMinor: 2_500 },
  'command clearing.grant-load-budget@1': grant,
  'command clearing.set-store-policy@1': policySet,
  'command clearing.assign-stock@1': { storeId, cardIds: [cardId] },
  'command clearing.end-store@1': ended,
  'command clearing.accept-facts@1': accepted,
  'event clearing.store-registered@1': registered,
  'event clearing.store-enrolled@1': { storeId, publicKey: digest },
  'event clearing.risk-granted@1': grant,
  'event clearing.risk-replenished@1': { storeId, minor: 700, endedMinor: 2_500 },
  'event clearing.load-budget-granted@1': grant,
  'event clearing.store-policy-set@1': policySet,
  'event clearing.stock-assigned@1': { storeId, cardIds: [cardId] },
  'event clearing.store-ended@1': ended,
  'event clearing.facts-accepted@1': accepted,
  'refusal clearing.store-unknown@1': { storeId },
  'refusal clearing.store-already-registered@1': { storeId },
  'refusal clearing.enrolment-refused@1': { storeId },
  'refusal clearing.store-has-ended@1': { storeId },
  'refusal clearing.store-has-not-ended@1': { storeId },
  'refusal clearing.facts-count-already@1': { storeId, acceptedThrough: 3, heardThrough: 7 },
  'refusal clearing.grant-reused@1': { storeId, grantId: 'may' },
  'command clearing.open-overdraft-case@1': { caseId },
  'command clearing.note-store-heard@1': { caseId, storeId },
  'command clearing.confirm-stores-heard@1': { caseId, ...said },
  'command clearing.ask-for-decision@1': { caseId, cause: 'roaming' },
  'command clearing.decide-overdraft@1': decided,
  'command clearing.take-decision@1': { caseId },
  'command clearing.close-overdraft-case@1': { caseId, end: 'settled' },
  'event clearing.overdraft-case-opened@1': { caseId },
  'event clearing.store-heard@1': { caseId, storeId },
  'event clearing.stores-heard@1': { caseId, ...said },
  'event clearing.decision-asked@1': { caseId, cause: 'suspected-fraud' },
  'event clearing.overdraft-decided@1': decided,
  'event clearing.overdraft-case-closed@1': { caseId, end: 'cured' },
  'refusal clearing.case-not-open@1': { caseId, standing: 'closed' },
  'refusal clearing.no-decision-asked@1': { caseId },
  'refusal clearing.overdraft-was-decided@1': { caseId, outcome: 'paid' },
  'command clearing.deal-with-conflict@1': { conflictKey, ...said },
  'event clearing.conflict-dealt-with@1': { conflictKey, ...said },
  'refusal clearing.conflict-was-dealt-with@1': { conflictKey, by: 'anna' },
  'command clearing.close-settlement-period@1': {
    period,
    ...said,
    settledAtMs: 1_790_000_000_000,
    currencies,
  },
  'event clearing.settlement-period-closed@1': { period, ...said, currencies },
  'refusal clearing.period-not-over@1': { period },
  'refusal clearing.period-not-settled@1': { period },
  'refusal clearing.period-was-closed@1': { period, by: 'anna' },
};

publishedLanguage('clearing', { contracts, golden, readme: new URL('../README.md', import.meta.url) });
