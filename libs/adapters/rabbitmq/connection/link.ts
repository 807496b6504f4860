import { connect, type Channel, type ChannelModel, type ConfirmChannel, type SocketOptions } from 'amqplib';
import { within } from './waiting.js';

const CONNECT_WITHIN_MS = 5_000;
const CLOSE_WITHIN_MS = 2_000;
/** Any single question to the broker: to open a channel, to declare a queue. */
export const ANSWER_WITHIN_MS = 5_000;
/** A peer that says nothing for two or three of these is taken for lost. */
const HEARTBEAT_S = 5;

/** A channel, and the signal that it is of no use any more, with the reason. */
export interface OpenChannel<C extends Channel> {
  readonly channel: C;
  readonly closed: AbortSignal;
}

/** One connection to one node, from its opening to its loss. */
export class Link {
  private readonly loss = new AbortController();
  private readonly flowListeners: (() => void)[] = [];
  private blocked: string | undefined;

  constructor(
    private readonly model: ChannelModel,
    private readonly socket: AbortController,
    /** Host and port. */
    readonly peer: string,
  ) {
    model.on('error', (error) => this.lose(error));
    model.on('handler-error', (error) => this.lose(error));
    model.on('close', (error) => this.lose(error ?? new Error('The connection was closed')));
    model.on('blocked', (reason) => this.setBlocked(reason));
    model.on('unblocked', () => this.setBlocked(undefined));
  }

  /** Aborted, with the reason, when the connection is gone. */
  get lost(): AbortSignal {
    return this.loss.signal;
  }

  /** Why the broker takes no messages for now. */
  get blockedBecause(): string | undefined {
    return this.blocked;
  }

  onFlowChange(listener: () => void): void {
    this.flowListeners.push(listener);
  }

  async openChannel(): Promise<OpenChannel<Channel>> {
    const channel = await within(ANSWER_WITHIN_MS, 'Opening a channel', this.model.createChannel());
    return { channel, closed: this.closingOf(channel) };
  }

  async openConfirmChannel(): Promise<OpenChannel<ConfirmChannel>> {
    const channel = await within(ANSWER_WITHIN_MS, 'Opening a channel', this.model.createConfirmChannel());
    return { channel, closed: this.closingOf(channel) };
  }

  /** Says goodbye to a broker that answers; any other is left without. */
  async close(): Promise<void> {
    try {
      if (!this.lost.aborted) await within(CLOSE_WITHIN_MS, 'Closing the connection', this.model.close());
    } catch {
      this.socket.abort();
    } finally {
      this.lose(new Error('The connection was closed'));
    }
  }

  private lose(reason: unknown): void {
    this.loss.abort(reason);
  }

  private setBlocked(reason: string | undefined): void {
    this.blocked = reason;
    for (const listener of this.flowListeners) listener();
  }

  private closingOf(channel: Channel): AbortSignal {
    const closing = new AbortController();
    const close = (reason: unknown) => closing.abort(reason);
    channel.on('error', close);
    channel.on('handler-error', close);
    channel.on('close', () => close(this.lost.reason ?? new Error('The channel was closed')));
    return closing.signal;
  }
}

/** @throws Error when nobody answers there within 5 s, or will not have us */
export async function openLink(url: string, name: string): Promise<Link> {
  const socket = new AbortController();
  const options: SocketOptions & { readonly signal: AbortSignal } = {
    // Without it each hop waits for the acknowledgement of the one before.
    noDelay: true,
    timeout: CONNECT_WITHIN_MS,
    signal: socket.signal,
    clientProperties: { connection_name: name },
  };
  const address = new URL(url);
  if (!address.searchParams.has('heartbeat')) address.searchParams.set('heartbeat', String(HEARTBEAT_S));
  const model = await connect(address.href, options);
  return new Link(model, socket, address.host);
}
