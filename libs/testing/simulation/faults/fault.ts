/** Where a crash strikes: at the next moment of this kind after the fault begins. */
export type CrashPoint =
  | 'at any moment'
  | 'within a transaction'
  | 'before a commit'
  | 'after a commit'
  | 'after timers were taken'
  | 'before a request to the provider took effect'
  | 'after a request to the provider took effect';

export type Peer = 'store' | 'broker' | 'provider' | 'clients';

export type ProviderTrouble = 'silence' | 'late' | 'lost answer' | 'error before' | 'error after';

/** What goes wrong, and when: `atMs` and all times are on the world's time, in milliseconds. */
export type Fault = { readonly atMs: number } & (
  | { readonly kind: 'crash'; readonly node: string; readonly where: CrashPoint; readonly downMs: number }
  | { readonly kind: 'pause'; readonly node: string; readonly forMs: number }
  | { readonly kind: 'cut'; readonly node: string; readonly from: Peer; readonly forMs: number }
  | { readonly kind: 'unknown commit'; readonly node: string; readonly tookEffect: boolean }
  | { readonly kind: 'transient'; readonly node: string; readonly error: 'ConcurrentWrite' | 'Unavailable' }
  | { readonly kind: 'store clock'; readonly byMs: number }
  | { readonly kind: 'node clock'; readonly node: string; readonly byMs: number }
  | { readonly kind: 'poison'; readonly command: string; readonly forMs: number }
  | { readonly kind: 'undecodable'; readonly queue: string }
  | {
      readonly kind: 'provider';
      readonly how: ProviderTrouble;
      readonly requests: number;
      readonly byMs: number;
    }
  | { readonly kind: 'broker wiped' }
  | { readonly kind: 'broker drops' }
  | { readonly kind: 'broker holds'; readonly queue: string; readonly byMs: number }
  | { readonly kind: 'broker repeats'; readonly forMs: number }
  | { readonly kind: 'broker delays'; readonly byMs: number; readonly forMs: number }
  | { readonly kind: 'notices lost'; readonly node: string; readonly forMs: number }
  | { readonly kind: 'answers lost'; readonly forMs: number }
);

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
const jump = (byMs: number): string => (byMs < 0 ? `back by ${seconds(-byMs)}` : `ahead by ${seconds(byMs)}`);

/** As a sentence for the story. */
export function tellFault(fault: Fault): string {
  switch (fault.kind) {
    case 'crash':
      return `${fault.node} is to crash ${fault.where}, and to start again ${seconds(fault.downMs)} later`;
    case 'pause':
      return `${fault.node} sleeps for ${seconds(fault.forMs)}`;
    case 'cut':
      return `${fault.node} loses the ${fault.from} for ${seconds(fault.forMs)}`;
    case 'unknown commit':
      return `${fault.node} is to lose the answer to a commit that ${fault.tookEffect ? 'took' : 'took no'} effect`;
    case 'transient':
      return `${fault.node} is to meet ${fault.error} in the store`;
    case 'store clock':
      return `the clock of the store jumps ${jump(fault.byMs)}`;
    case 'node clock':
      return `the clock of ${fault.node} jumps ${jump(fault.byMs)}`;
    case 'poison':
      return `handling ${fault.command} fails for ${seconds(fault.forMs)}`;
    case 'undecodable':
      return `a message that nobody can read comes to ${fault.queue}`;
    case 'provider':
      return `the provider: ${fault.how}, for ${fault.requests} requests (${seconds(fault.byMs)})`;
    case 'broker wiped':
      return 'the broker loses all that it has';
    case 'broker drops':
      return 'the broker loses what it has not confirmed';
    case 'broker holds':
      return `the broker is to keep a message for ${fault.queue} back for ${seconds(fault.byMs)}`;
    case 'broker repeats':
      return `the broker delivers twice for ${seconds(fault.forMs)}`;
    case 'broker delays':
      return `the broker takes ${seconds(fault.byMs)} for each message, for ${seconds(fault.forMs)}`;
    case 'notices lost':
      return `${fault.node} is told of no deliveries for ${seconds(fault.forMs)}`;
    case 'answers lost':
      return `clients hear no answers for ${seconds(fault.forMs)}`;
  }
}
