import type { Socket } from 'node:net';
import { Flow, type Pace } from './flow.js';

/** The two ends of a line: who connects, and who listens. */
export type End = 'client' | 'server';

/** Words to be caught as they pass. */
export interface Snare {
  /** Who says them. */
  readonly from: End;
  readonly words: string | Buffer;
  /** What they must have said before on the same connection. */
  readonly after?: string | Buffer;
  /** Whose words stand still from then on: the caught ones too, when they are theirs. Nobody's by default. */
  readonly hold?: End;
}

/** One client's connection to the server. */
export class LineConnection {
  private readonly flows: Readonly<Record<End, Flow>>;
  private isOver = false;

  /** @param hear told what an end says, before it passes */
  constructor(
    private readonly near: Socket,
    private readonly far: Socket,
    pace: () => Pace,
    hear: (connection: LineConnection, from: End, chunk: Buffer) => void,
    private readonly onEnd: (connection: LineConnection) => void,
  ) {
    this.flows = { client: new Flow(far, pace), server: new Flow(near, pace) };
    near.setNoDelay(true);
    far.setNoDelay(true);
    this.listen('client', near, hear);
    this.listen('server', far, hear);
  }

  private listen(
    from: End,
    socket: Socket,
    hear: (connection: LineConnection, from: End, chunk: Buffer) => void,
  ): void {
    socket.on('data', (chunk: Buffer) => {
      hear(this, from, chunk);
      if (!this.isOver) this.flows[from].say(chunk);
    });
    // Whoever waits for held words does not learn that their speaker is gone.
    socket.on('error', () => this.leave(from)).on('close', () => this.leave(from));
  }

  private leave(from: End): void {
    if (!this.flows[from].holds) this.end();
  }

  /** Holds back what this end says from now on; both, when none is named. */
  hold(end?: End): void {
    for (const each of ends(end)) this.flows[each].hold();
  }

  /** Lets all of it pass. A connection that one end has left meanwhile ends. */
  release(): void {
    for (const each of ends()) this.flows[each].release();
    if (this.near.destroyed || this.far.destroyed) this.end();
  }

  /** Resolves when this end has said something that is held back, or when the connection is over. */
  heldSomething(from: End): Promise<void> {
    return this.flows[from].heldSomething();
  }

  /** Both ends learn that it is over; what has passed arrives. */
  end(): void {
    if (this.close()) for (const socket of [this.near, this.far]) socket.destroySoon();
  }

  /** Both ends get an RST. */
  reset(): void {
    if (this.close()) for (const socket of [this.near, this.far]) socket.resetAndDestroy();
  }

  private close(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    for (const each of ends()) this.flows[each].stop();
    this.onEnd(this);
    return true;
  }
}

const ends = (only?: End): readonly End[] => (only === undefined ? ['client', 'server'] : [only]);
