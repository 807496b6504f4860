import {
  accept,
  type BoundedContext,
  command,
  decider,
  type Decision,
  event,
  formatMoney,
  Money,
  projection,
  refusal,
  refuse,
  saga,
  when,
} from '#kernel';
import { provideRefusals, refusalProblem } from '#runtime';
import { z } from 'zod';

// A context as small as one can be that has everything a door can meet: a bar where guests drink on a tab.

const TabId = z.uuid();
const key = { key: 'tabId' } as const;

export class OpenTab extends command(
  'bar.open-tab',
  { tabId: TabId, guest: z.string(), limit: Money },
  key,
) {}
export class OrderDrink extends command('bar.order-drink', { tabId: TabId, price: Money }, key) {}
export class AskToPayLater extends command('bar.ask-to-pay-later', { tabId: TabId }, key) {}
export class CloseTab extends command('bar.close-tab', { tabId: TabId }, key) {}

export class TabOpened extends event(
  'bar.tab-opened',
  { tabId: TabId, guest: z.string(), limit: Money },
  key,
) {}
export class DrinkOrdered extends event('bar.drink-ordered', { tabId: TabId, price: Money }, key) {}
export class PayLaterAsked extends event('bar.pay-later-asked', { tabId: TabId }, key) {}
export class TabClosed extends event('bar.tab-closed', { tabId: TabId }, key) {}

export class NoSuchTab extends refusal('bar.no-such-tab', { tabId: TabId }, key) {}
export class LimitReached extends refusal('bar.limit-reached', { tabId: TabId, left: Money }, key) {}

interface Tab {
  readonly limit?: Money;
  readonly drunk: number;
}

const nothingYet: Tab = { drunk: 0 };

function order(
  { limit, drunk }: Tab,
  { data }: OrderDrink,
): Decision<DrinkOrdered, NoSuchTab | LimitReached> {
  const { tabId, price } = data;
  if (!limit) return refuse(new NoSuchTab({ tabId }));
  const left = limit.minor - drunk;
  if (price.minor > left) return refuse(new LimitReached({ tabId, left: { ...limit, minor: left } }));
  return accept(new DrinkOrdered(data));
}

function askToPayLater({ limit }: Tab, { data }: AskToPayLater): Decision<PayLaterAsked, NoSuchTab> {
  return limit ? accept(new PayLaterAsked(data)) : refuse(new NoSuchTab(data));
}

const tab = decider('bar.tab', {
  initial: nothingYet,
  events: [TabOpened, DrinkOrdered, PayLaterAsked, TabClosed],
  evolve(state: Tab, happened) {
    if (happened instanceof TabOpened) return { ...state, limit: happened.data.limit };
    if (happened instanceof DrinkOrdered) return { ...state, drunk: state.drunk + happened.data.price.minor };
    return state;
  },
  decisions: [
    when(OpenTab, (_, { data }) => accept(new TabOpened(data))),
    when(OrderDrink, order),
    when(AskToPayLater, askToPayLater),
    when(CloseTab, (_, { data }) => accept(new TabClosed(data))),
  ],
});

/** A guest pays later when the landlord approves. */
const payLater = saga('bar.pay-later', { version: 1 })
  .startedBy(
    PayLaterAsked,
    ({ data }) => ({ tabId: data.tabId }),
    ({ data }) => data.tabId,
  )
  .awaitPerson('approve', { permission: 'bar:approve', within: '1d' })
  .pivot('close the tab', (step) =>
    step
      .send(CloseTab, ({ tabId }) => ({ tabId }))
      .on(TabClosed)
      .nothingToUndo('It is the point of no return'),
  )
  .build();

export interface TabRow {
  readonly tabId: string;
  readonly guest: string;
  readonly drinks: number;
}

export const tabs = projection<TabRow, [typeof TabOpened, typeof DrinkOrdered]>('bar.tabs', {
  version: 1,
  events: [TabOpened, DrinkOrdered],
  filters: ['guest'],
  rowKey: ({ data }) => data.tabId,
  evolve(row, { event: happened }) {
    if (happened instanceof TabOpened) {
      return { tabId: happened.data.tabId, guest: happened.data.guest, drinks: 0 };
    }
    return row && { ...row, drinks: row.drinks + 1 };
  },
});

export const bar: BoundedContext = {
  name: 'bar',
  decides: [tab],
  processes: [payLater],
  shows: [tabs],
  messages: [NoSuchTab, LimitReached],
};

export const barRefusals = provideRefusals([
  refusalProblem(LimitReached, {
    title: 'The limit of the tab is reached',
    pointer: '#/price',
    detail: ({ left }) => `Only ${formatMoney(left.minor, left.currency)} are left`,
  }),
]);
