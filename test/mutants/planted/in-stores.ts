import type { Mutant } from '../mutant.js';

const STRIKES = { kind: 'store-faults', strikesMax: 17 } as const;
const SEEDS = { kind: 'store-simulation', seedsMax: 2_000 } as const;

/** A bug in one place, which the simulator of stores is to find. */
const planted = (name: string, ...edits: Mutant['edits']): Mutant => ({ name, edits, caughtBy: SEEDS });

/** A bug that would take the simulator long, and a property at once. */
const plantedFor = (path: string, name: string, ...edits: Mutant['edits']): Mutant => ({
  name,
  edits,
  caughtBy: { kind: 'specs', paths: [path] },
});

export const atStores: readonly Mutant[] = [
  plantedFor(
    'libs/contexts/gift-cards/domain/bounds.properties.spec.ts',
    'a budget is given back while another store may still draw what is not there',
    {
      file: 'libs/contexts/gift-cards/domain/consequences.ts',
      find: 'if (freeMinor(card) < 0 ||',
      replace: 'if (card.balanceMinor < 0 ||',
    },
  ),
  plantedFor(
    'test/books/books.spec.ts',
    'what a hold had set aside is promised for ever, once it is captured',
    {
      file: 'libs/contexts/clearing/domain/liability.ts',
      find: '{ ...noLiability, ...inPool(event), heldMinor: -event.data.amount.minor };',
      replace: '{ ...noLiability, ...inPool(event) };',
    },
  ),
  plantedFor('test/books/books.spec.ts', 'what stores have used of their allowances stays set aside', {
    file: 'libs/contexts/clearing/domain/liability.ts',
    find: '{ ...noLiability, ...event.data.added, ...inPool(event) };',
    replace: '{ ...noLiability, ...inPool(event) };',
  }),
  plantedFor(
    'libs/contexts/clearing/domain/admission.spec.ts',
    'what a store says behind its end counts on its second history',
    {
      file: 'libs/contexts/clearing/domain/admission.ts',
      find: 'if (isBeyond || (knownId !== undefined && !known.takesForks))',
      replace: 'if ((isBeyond && knownId === undefined) || (knownId !== undefined && !known.takesForks))',
    },
  ),
  plantedFor(
    'libs/contexts/clearing/domain/admission.spec.ts',
    'a second history is known by its first fact only',
    {
      file: 'libs/contexts/clearing/domain/admission.ts',
      find: '      forkIds.add(fact.id);\n',
      replace: '',
    },
  ),
  plantedFor(
    'libs/contexts/gift-cards/contracts/stores/effect.spec.ts',
    'a store gives back to its budget what the hub has given back before',
    {
      file: 'libs/contexts/gift-cards/contracts/stores/effect.ts',
      find: '  unbackedMinor: -unbackedBackMinor,',
      replace: '  unbackedMinor: -unbackedBackMinor,\n  riskMinor: -unbackedBackMinor,',
    },
  ),
  planted('the balance of an overdrawn card is clamped at zero', {
    file: 'libs/contexts/gift-cards/domain/ledger/takings.ts',
    find: 'balanceMinor: ledger.balanceMinor - minor,',
    replace: 'balanceMinor: Math.max(0, ledger.balanceMinor - minor),',
  }),
  planted('a till is told before its approval is on the disk', {
    file: 'libs/contexts/store-node/writer/writer.ts',
    find: 'await this.commit(set);\n    for (const each of batch) each.keep();',
    replace: 'for (const each of batch) each.keep();\n    await this.commit(set);',
  }),
  planted('the first of a batch is told what came of it while the commit is under way', {
    file: 'libs/contexts/store-node/writer/writer.ts',
    find: '          result = { value: work(set) };',
    replace: '          result = { value: work(set) };\n          resolve(result.value);',
  }),
  planted('a request that comes again takes the place of the first one', {
    file: 'libs/contexts/store-node/adapters/memory/memory-store-database.ts',
    find: 'if (changes.requests.some((request) => this.disk.requests.has(requestPlace(request))))',
    replace: 'if (changes.requests.some(() => false))',
  }),
  plantedFor(
    'libs/contexts/store-node/writer/writer.int.spec.ts',
    "a request that comes again takes the place of the first one in a store's PostgreSQL",
    {
      file: 'libs/contexts/store-node/adapters/postgres/statements.ts',
      find: '($3) as r (till text, request_id text, record text)',
      replace:
        '($3) as r (till text, request_id text, record text)\n  on conflict (till, request_id) do update set record = excluded.record',
    },
  ),
  planted('that a request is called off is kept only when something else is', {
    file: 'libs/contexts/store-node/writer/writer.ts',
    find: 'const { values, leases, ...rows } = set.changes;',
    replace: 'const { values, leases, annulled: _, ...rows } = set.changes;',
  }),
  planted('what was answered to an annulment is forgotten', {
    file: 'libs/contexts/store-node/writer/decide.ts',
    find: '  if (earlier?.annulment) return earlier.annulment;\n',
    replace: '',
  }),
  planted('an allowance that went back is drawn on again', {
    file: 'libs/contexts/gift-cards/contracts/stores/effect.ts',
    find: 'return { ...nothing, left: [{ allowanceId: body.allowanceId, minor: -body.minor }] };',
    replace: 'return nothing;',
  }),
  planted('the hub takes back what it has asked back, without waiting for the word of the store', {
    file: 'libs/contexts/gift-cards/domain/evolve-at-stores.ts',
    find: '{ ...allowance, recalled: true }) : allowances;',
    replace: '{ ...allowance, leftMinor: 0, recalled: true }) : allowances;',
  }),
  planted(
    'a cloned store goes unseen',
    {
      file: 'libs/kernel/facts/chain.ts',
      find: "return { kind: 'fork', knownId };",
      replace: "return { kind: 'known' };",
    },
    {
      file: 'libs/kernel/facts/chain.ts',
      find: ": { kind: 'fork', knownId: head.id };",
      replace: ": { kind: 'known' };",
    },
  ),
  planted(
    'a fact that comes again is taken again',
    {
      file: 'libs/kernel/facts/chain.ts',
      find: "if (knownId === undefined || knownId === fact.id) return { kind: 'known' };",
      replace: "if (knownId === undefined || knownId === fact.id) return { kind: 'next' };",
    },
    {
      file: 'libs/contexts/gift-cards/domain/record-store-facts.ts',
      find: 'if (fact.seq <= (kept[storeId] ?? 0)) return false;',
      replace: '',
    },
  ),
  planted('an unblocking ends blocks that it does not name', {
    file: 'libs/contexts/gift-cards/domain/ledger/blocks.ts',
    find: 'if (blocks.all.get(blockId)) return blocks;',
    replace:
      'if (blocks.all.get(blockId) || blocks.spans.some(({ until }) => until !== undefined)) return blocks;',
  }),
  planted('an epoch ends by the clock, and not with the receipt of the hub', {
    file: 'libs/contexts/store-node/domain/coverage.ts',
    find: 'leftMinor: unbackedPerCardMinor - view.unconfirmedUnbackedMinor }',
    replace:
      'leftMinor: unbackedPerCardMinor - (knowledgeAgeMs > 60_000 ? 0 : view.unconfirmedUnbackedMinor) }',
  }),
  planted('what was redeemed late by the clock of its store is settled in no period', {
    file: 'libs/contexts/gift-cards/domain/ledger/takings.ts',
    find: 'value: redeemed(ledger.value, storeId, minor),',
    replace:
      'value: fact.at.ms % 86_400_000 > 45_000_000 ? ledger.value : redeemed(ledger.value, storeId, minor),',
  }),
  planted('the request is not part of what is digested', {
    file: 'libs/kernel/facts/fact.ts',
    find: 'says: { type, version, body } }));',
    replace: "says: { type, version, body: { ...body, requestId: '' } } }));",
  }),
  planted(
    'a lease counts by the wall clock',
    {
      file: 'libs/contexts/store-node/writer/node-state.ts',
      find: 'elapsedMs: clock.elapsed(),',
      replace: 'elapsedMs: clock.now(),',
    },
    {
      file: 'libs/contexts/store-node/writer/node-state.ts',
      find: 'Math.floor(clock.elapsed() - elapsedMs)',
      replace: 'Math.floor(clock.now() - elapsedMs)',
    },
  ),
  planted('a partial approval takes what no allowance covers twice', {
    file: 'libs/contexts/store-node/domain/coverage.ts',
    find: 'approvableMinor: backedMinor + unbackedMinor,',
    replace: 'approvableMinor: Math.min(minor, backedMinor + 2 * unbackedMinor),',
  }),
  planted('what neighbours told of a card in the list counts beside its line for ever', {
    file: 'libs/contexts/store-node/sync/sync.ts',
    find: 'if (!part.isMore) await this.followWhatOthersTold();',
    replace: '',
  }),
  planted('a card in the list is taken by the terms of the store, whatever its policy', {
    file: 'libs/contexts/store-node/domain/card-view.ts',
    find: 'MODES.find((each) => each === mode || each === policy.mode) ?? policy.mode',
    replace: 'policy.mode',
  }),
  planted('a redemption is reversed twice', {
    file: 'libs/contexts/store-node/domain/reverse.ts',
    find: 'if (minor > leftMinor || minor === 0)',
    replace: 'if (minor === 0)',
  }),
  planted(
    'a standing that comes late takes the place of a newer one',
    {
      file: 'libs/contexts/store-node/domain/known-card.ts',
      find: 'known.standing.version >= standing.version',
      replace: 'known.standing.version === standing.version',
    },
    {
      file: 'libs/contexts/store-node/adapters/memory/disk.ts',
      find: '({ cardId, version }) => version > (disk.standings.get(cardId)?.version ?? 0),',
      replace: '({ cardId, version }) => version !== disk.standings.get(cardId)?.version,',
    },
  ),
  planted('what a store that has ended told its neighbours counts for ever', {
    file: 'libs/contexts/store-node/domain/card-view.ts',
    find: '|| !endedStores.has(author);',
    replace: '|| endedStores !== undefined;',
  }),
  planted('facts of neighbours that the standing contains count once more', {
    file: 'libs/contexts/store-node/domain/known-card.ts',
    find: 'if (ids.has(fact.id) || isCovered(frontier, fact)) continue;',
    replace: 'if (ids.has(fact.id)) continue;',
  }),
  {
    name: 'an id that comes again with another amount is answered as it was the first time',
    edits: [
      {
        file: 'libs/contexts/store-node/domain/earlier-request.ts',
        find: "return asked === askedText(request) ? undefined : decline({ code: 'request-reused' });",
        replace: 'return undefined;',
      },
    ],
    caughtBy: STRIKES,
  },
  {
    name: 'a hold that has ended is captured once more',
    edits: [
      {
        file: 'libs/contexts/store-node/domain/hold-end.ts',
        find: "  if (!hold.isLive) return decline({ code: 'hold-ended' });\n  const { cardId, factId",
        replace: '  const { cardId, factId',
      },
    ],
    caughtBy: STRIKES,
  },
  {
    name: 'a store sells cards that it does not have in stock',
    edits: [
      {
        file: 'libs/contexts/store-node/domain/counter.ts',
        find: "  if (!books.terms.stock.includes(cardId)) return decline({ code: 'card-not-in-stock' });\n",
        replace: '',
      },
    ],
    caughtBy: STRIKES,
  },
  {
    name: "a store's PostgreSQL says that a commit is done before it is on the disk",
    edits: [
      {
        file: 'libs/contexts/store-node/adapters/postgres/postgres-store-database.ts',
        find: '-c synchronous_commit=on',
        replace: '-c synchronous_commit=off',
      },
      {
        file: 'apps/store/store.ts',
        find: 'const POSTGRES_SETTINGS = { max_connections: 20,',
        replace: "const POSTGRES_SETTINGS = { wal_writer_delay: '10s', max_connections: 20,",
      },
    ],
    caughtBy: STRIKES,
  },
];
