import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { type End, LineConnection, type Snare } from './connection.js';
import { FULL_SPEED, type Pace } from './flow.js';

/** Words that are waited for. */
export interface Caught {
  /** The connection on which they were said; undefined when nobody waits any more. */
  readonly connection: Promise<LineConnection | undefined>;
  giveUp(): void;
}

/** A TCP line to a server that can be made to fail as real ones do. */
export interface Line {
  /** The server's URL, by way of this line. */
  readonly url: string;
  /** The connections that are open. */
  readonly connections: ReadonlySet<LineConnection>;
  /** Waits for words, on whatever connection they are said first. */
  catch(snare: Snare): Caught;
  /** Cuts a connection when its client has sent this text: before the server gets it, or before its answer comes back. */
  cutAt(text: string, when: 'request lost' | 'answer lost'): void;
  /** Holds back what servers say, from this text on. @returns lets all of it pass, at once */
  holdFrom(text: string): () => void;
  /** From now on nothing passes in either direction on the connections that are open, and nobody is told. */
  fallSilent(): void;
  /** The same for connections that are yet to come: they open, and nothing passes. */
  staySilent(): void;
  /** New connections are reset, and those that are open. */
  refuse(): void;
  slowDown(pace: Partial<Pace>): void;
  /** Everything passes again, also what was held. */
  heal(): void;
  close(): Promise<void>;
}

interface SetSnare extends Snare {
  /** Where what must come before has been said. */
  readonly armed: Set<LineConnection>;
  spring(connection: LineConnection | undefined): void;
}

type Mode = 'open' | 'silent' | 'refusing';

class TcpLine implements Line {
  readonly connections = new Set<LineConnection>();
  private readonly snares = new Set<SetSnare>();
  private pace: Pace = FULL_SPEED;
  private mode: Mode = 'open';

  constructor(
    private readonly server: Server,
    private readonly target: URL,
    private readonly host: string,
  ) {
    server.on('connection', (near) => {
      if (this.mode === 'refusing') {
        near.resetAndDestroy();
        return;
      }
      const connection = new LineConnection(
        near,
        connect(Number(target.port), target.hostname),
        () => this.pace,
        (speaking, from, chunk) => this.hear(speaking, from, chunk),
        (over) => this.connections.delete(over),
      );
      this.connections.add(connection);
      if (this.mode === 'silent') connection.hold();
    });
  }

  get url(): string {
    const url = new URL(this.target);
    url.hostname = this.host;
    url.port = String(portOf(this.server.address()));
    return url.href;
  }

  catch(snare: Snare): Caught {
    let spring: (connection: LineConnection | undefined) => void = () => undefined;
    const connection = new Promise<LineConnection | undefined>((resolve) => (spring = resolve));
    const set = { ...snare, spring, armed: new Set<LineConnection>() };
    this.snares.add(set);
    return { connection, giveUp: () => this.snares.delete(set) && spring(undefined) };
  }

  cutAt(text: string, when: 'request lost' | 'answer lost'): void {
    const hold: End = when === 'request lost' ? 'client' : 'server';
    const { connection } = this.catch({ from: 'client', words: text, hold });
    void connection.then(async (caught) => {
      if (hold === 'server') await caught?.heldSomething('server');
      caught?.end();
    });
  }

  holdFrom(text: string): () => void {
    let isOver = false;
    const held: LineConnection[] = [];
    const watch = (): void => {
      const { connection } = this.catch({ from: 'server', words: text, hold: 'server' });
      void connection.then((caught) => {
        if (caught && isOver) caught.release();
        else if (caught) held.push(caught);
        if (!isOver) watch();
      });
    };
    watch();
    return () => {
      isOver = true;
      for (const connection of held) connection.release();
    };
  }

  fallSilent(): void {
    for (const connection of this.connections) connection.hold();
  }

  staySilent(): void {
    this.mode = 'silent';
    this.fallSilent();
  }

  refuse(): void {
    this.mode = 'refusing';
    for (const connection of this.connections) connection.reset();
  }

  slowDown(pace: Partial<Pace>): void {
    this.pace = { ...FULL_SPEED, ...pace };
  }

  heal(): void {
    this.mode = 'open';
    this.pace = FULL_SPEED;
    for (const connection of this.connections) connection.release();
  }

  async close(): Promise<void> {
    for (const { spring } of this.snares) spring(undefined);
    for (const connection of this.connections) connection.reset();
    this.server.close();
    await once(this.server, 'close');
  }

  private hear(connection: LineConnection, from: End, chunk: Buffer): void {
    for (const snare of this.snares) {
      if (snare.from !== from || !isSprungBy(snare, connection, chunk)) continue;
      this.snares.delete(snare);
      if (snare.hold !== undefined) connection.hold(snare.hold);
      snare.spring(connection);
      return;
    }
  }
}

function isSprungBy(snare: SetSnare, connection: LineConnection, chunk: Buffer): boolean {
  if (snare.after === undefined || snare.armed.has(connection)) return chunk.includes(snare.words);
  const at = chunk.indexOf(snare.after);
  if (at < 0) return false;
  snare.armed.add(connection);
  return chunk.includes(snare.words, at);
}

/** Opens a line to the server of this URL, on a free port of this machine; the server may come later. */
export async function openLine(serverUrl: string, host = '127.0.0.1'): Promise<Line> {
  const server = createServer();
  const line = new TcpLine(server, new URL(serverUrl), host);
  server.listen(0, host);
  await once(server, 'listening');
  return line;
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The line has no port');
  return address.port;
}
