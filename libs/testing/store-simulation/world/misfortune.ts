import { EndStore } from '#contracts/clearing';
import {
  AllowanceReturned,
  CardLoadedAtStore,
  CardRedeemedAtStore,
  ReclaimAllowances,
} from '#contracts/gift-cards';
import { emptyChain, type Fact, nextTime, sealFact, sealNotice, type Signer, type Statement } from '#kernel';
import { BEGINNING } from '../../simulation/world/simulated-process.js';
import { uuidOf } from '#runtime';
import type { StoreFault, Tampering } from '../scenario/happening.js';
import { StoreMachine } from './store-machine.js';
import type { StoreWorld } from './store-world.js';
import { tellFault } from './tell-fault.js';

type FaultOf<Kind extends StoreFault['kind']> = Extract<StoreFault, { kind: Kind }>;

/** Lets something go wrong. */
export function strike(world: StoreWorld, fault: StoreFault): void {
  const { wire, encounters, scheduler } = world;
  world.trace.tell('world', tellFault(fault));
  const machine = 'store' in fault ? world.machines[fault.store] : undefined;
  if ('store' in fault && (!machine || machine.isGone)) return;
  switch (fault.kind) {
    case 'cut':
      return wire.cut(fault.one, fault.other, fault.forMs);
    case 'rough line':
      return wire.roughen(fault.one, fault.other, fault.forMs, fault.lateMs);
    case 'hub down': {
      const until = scheduler.now + fault.forMs;
      if (fault.losesAnswers) world.hubIsDeafUntil = until;
      else world.hubDownUntil = until;
      return encounters.met(fault.losesAnswers ? 'the hub lost its answers' : 'the hub was down');
    }
    case 'newer notice':
      encounters.met('the hub said something newer');
      return world.hub.tell(
        sealNotice('gift-cards.moon-phase', { version: 9, phase: 'new' }, world.hubSigner),
      );
    default:
      if (machine) strikeMachine(world, machine, fault);
  }
}

type MachineFault = Exclude<StoreFault, FaultOf<'cut' | 'rough line' | 'hub down' | 'newer notice'>>;

function strikeMachine(world: StoreWorld, machine: StoreMachine, fault: MachineFault): void {
  const { encounters, scheduler } = world;
  switch (fault.kind) {
    case 'crash':
      if (fault.where === 'at any moment') {
        encounters.met('a crash at any moment');
        reboot(world, machine, fault.downMs);
      } else machine.strikeAt(fault.where, fault.downMs);
      return;
    case 'slow disk':
      machine.slow = { untilMs: scheduler.now + fault.forMs, byMs: fault.byMs };
      return encounters.met('a disk was slow');
    case 'disk fails':
      machine.database.failNextCommit(fault.how);
      return encounters.met(
        fault.how === 'before-flush'
          ? 'a disk failed before it was written'
          : 'a disk failed after it was written',
      );
    case 'clock jumps':
      machine.clock.jump(fault.byMs);
      return encounters.met(fault.byMs > 0 ? 'a wall clock jumped ahead' : 'a wall clock jumped back');
    case 'clock drifts':
      machine.clock.drift(fault.ppm);
      return encounters.met('a clock drifted');
    case 'cloned':
      return clone(world, machine, fault);
    case 'backup':
      machine.backups.push(machine.database.image);
      return;
    case 'set back':
      return setBack(world, machine);
    case 'lost':
      return lose(world, machine, fault);
    case 'key stolen':
      return stealKey(world, machine, fault);
    case 'out of order':
      machine.tellsLastFirst = true;
      return;
    case 'tampering':
      return tamper(world, machine, fault.how);
    case 'newer statement':
      return sayNewer(world, machine, fault);
  }
}

function reboot(world: StoreWorld, machine: StoreMachine, downMs: number): void {
  if (machine.life?.isAlive) machine.life.crash();
  world.scheduler.after(downMs, () => world.startUp(machine));
}

const headSeqOf = (machine: StoreMachine): number => chainOf(machine).at(-1)?.seq ?? 0;

const chainOf = ({ database, storeId }: StoreMachine): Fact[] =>
  [...database.image.facts.values()]
    .filter(({ author }) => author === storeId)
    .toSorted((a, b) => a.seq - b.seq);

/** The same disk in two machines, both of which serve tills. */
function clone(world: StoreWorld, machine: StoreMachine, { alone }: FaultOf<'cloned'>): void {
  const { name, store, storeId, signer, database } = machine;
  world.encounters.met('a store was cloned');
  world.god.breach(storeId, headSeqOf(machine));
  const copy = new StoreMachine(`${name}'s clone`, store, storeId, signer, world.scheduler, database.image);
  world.machines.push(copy);
  world.startUp(copy);
  if (alone) machine.isGone = true;
  if (alone && machine.life?.isAlive) machine.life.crash();
}

function setBack(world: StoreWorld, machine: StoreMachine): void {
  const [backup] = machine.backups;
  if (!backup) return;
  world.encounters.met('a store was set back to a backup');
  if (machine.life?.isAlive) machine.life.crash();
  machine.database.image = backup;
  world.god.breach(machine.storeId, headSeqOf(machine));
  world.scheduler.after(1_000, () => world.startUp(machine));
}

function lose(
  world: StoreWorld,
  machine: StoreMachine,
  { declaredAfterMs, reclaims }: FaultOf<'lost'>,
): void {
  const { hub, scheduler, encounters } = world;
  const { storeId } = machine;
  encounters.met('a store was lost');
  machine.isGone = true;
  if (machine.life?.isAlive) machine.life.crash();
  scheduler.after(declaredAfterMs, () => {
    const acceptedThrough = hub.stores.get(storeId)?.head?.seq ?? 0;
    hub.askOfStore(storeId, new EndStore({ storeId, reason: 'lost', acceptedThrough, why: 'It burnt down' }));
    if (!reclaims) return;
    for (const cardId of hub.cards.keys()) hub.ask(cardId, new ReclaimAllowances({ cardId, storeId }));
    if (!world.random.happens(0.3)) return;
    encounters.met('a lost store came back');
    machine.isGone = false;
    world.startUp(machine);
  });
}

/** Somebody else speaks in the store's name, from what the hub has of its chain; until the key is revoked. */
function stealKey(world: StoreWorld, machine: StoreMachine, fault: FaultOf<'key stolen'>): void {
  const { hub, scheduler, god, random } = world;
  const { storeId } = machine;
  const cardId = world.founded.cards[fault.card] ?? '';
  world.encounters.met('a key was stolen');
  const forge = () => {
    const known = hub.stores.get(storeId);
    const head = known?.head;
    god.breach(storeId, head?.seq ?? 0);
    const asked = { cardId, till: 'thief', requestId: `r-${scheduler.now}` };
    const [allowanceId] = [...god.allowances]
      .filter(([, each]) => each.storeId === storeId)
      .map(([id]) => id);
    const minor = random.int(1, 900);
    const lies: Statement[] = [
      CardLoadedAtStore.say({
        ...asked,
        loadId: uuidOf(world.seals.digest(`lie ${scheduler.now}`)),
        minor,
        tender: 'cash',
      }),
      CardRedeemedAtStore.say({
        ...asked,
        requestedMinor: minor,
        allowPartial: false,
        minor,
        draws: [],
        unbackedMinor: minor,
        mode: 'hybrid',
        seenVersion: 1,
      }),
      ...(allowanceId === undefined
        ? []
        : [AllowanceReturned.say({ cardId, allowanceId, minor, why: 'asked' })]),
    ];
    const fact = sealFact(
      random.pick(lies),
      {
        author: storeId,
        head: head ? { seq: head.seq, id: head.id } : emptyChain,
        at: nextTime(head?.at ?? { ms: 0, count: 0 }, BEGINNING + scheduler.now),
      },
      { seals: world.seals, signer: machine.signer },
    );
    god.forged.add(fact.id);
    world.trace.tell('thief', `says ${fact.says.type} ${JSON.stringify(fact.says.body)}`);
    hub.push(storeId, [fact]);
  };
  forge();
  scheduler.after(fault.revokedAfterMs, () => {
    const acceptedThrough = hub.stores.get(storeId)?.head?.seq ?? 0;
    hub.askOfStore(
      storeId,
      new EndStore({ storeId, reason: 'revoked', acceptedThrough, why: 'Its key was stolen' }),
    );
    forge();
  });
}

/** Somebody sends the hub what no honest store says. */
function tamper(world: StoreWorld, machine: StoreMachine, how: Tampering): void {
  const { hub, seals } = world;
  const { storeId } = machine;
  const chain = chainOf(machine);
  // One that the hub does not have yet, where there is one: it would pass over another.
  const told = hub.stores.get(storeId)?.head?.seq ?? 0;
  const some = how === 'edited' ? (chain.find(({ seq }) => seq > told) ?? chain.at(-1)) : chain[0];
  const fact = some && tampered(some, how, machine.signer, world);
  if (fact) hub.push(storeId, [fact, fact]);
  const stranger = seals.newSigner('a stranger');
  if (how !== 'of a stranger') return;
  const author = uuidOf(seals.digest('nobody'));
  const says = CardRedeemedAtStore.say({
    cardId: world.founded.cards[0] ?? '',
    till: 't',
    requestId: 'r',
    requestedMinor: 100,
    allowPartial: false,
    minor: 100,
    draws: [],
    unbackedMinor: 100,
    mode: 'hybrid',
    seenVersion: 0,
  });
  hub.push(storeId, [
    sealFact(says, { author, head: emptyChain, at: { ms: 1, count: 0 } }, { seals, signer: stranger }),
  ]);
}

function tampered(
  fact: Fact,
  how: Tampering,
  signer: Signer,
  { seals, hub, random }: StoreWorld,
): Fact | undefined {
  switch (how) {
    case 'edited': {
      const change = random.happens(0.5) ? { minor: 1 } : { requestId: 'another' };
      return { ...fact, says: { ...fact.says, body: { ...fact.says.body, ...change } } };
    }
    case 'cut short':
      return { ...fact, signature: fact.signature.slice(0, 40) };
    case 'sent again':
      return fact;
    case 'signed by another':
      return { ...fact, signature: seals.newSigner('another').sign(fact.id) };
    case 'out of its chain': {
      const head = hub.stores.get(fact.author)?.head;
      if (!head) return undefined;
      const fallen = { author: fact.author, head: { seq: head.seq, id: head.id }, at: { ms: 0, count: 0 } };
      return sealFact(fact.says, fallen, { seals, signer });
    }
    case 'of a stranger':
      return undefined;
  }
}

/** For a moment a newer build ran here, which says what nobody else understands. */
function sayNewer(world: StoreWorld, machine: StoreMachine, { card }: FaultOf<'newer statement'>): void {
  const cardId = world.founded.cards[card] ?? '';
  if (machine.life?.isAlive) machine.life.crash();
  const last = chainOf(machine).at(-1);
  const says: Statement = {
    type: 'gift-cards.wrapped-as-present',
    version: 1,
    body: { cardId, colour: 'red' },
  };
  const fact = sealFact(
    says,
    {
      author: machine.storeId,
      head: last ? { seq: last.seq, id: last.id } : emptyChain,
      at: nextTime(last?.at ?? { ms: 0, count: 0 }, BEGINNING + world.scheduler.now),
    },
    { seals: world.seals, signer: machine.signer },
  );
  const { image } = machine.database;
  machine.database.image = {
    ...image,
    facts: new Map([...image.facts, [`${fact.author} ${fact.seq}`, fact]]),
  };
  world.god.onDurable(machine.name, [fact]);
  world.encounters.met('a store said something newer');
  world.startUp(machine);
}
