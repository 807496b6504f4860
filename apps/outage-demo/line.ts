import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The line of one store to the hub: it can be cut, and be whole again. */
export class Line {
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  private constructor(
    private readonly server: Server,
    private readonly hubPort: number,
  ) {
    server.on('connection', (near) => this.join(near));
  }

  static async lay(hubPort: number): Promise<Line> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Line(server, hubPort);
  }

  /** Where the store finds the hub. */
  get url(): string {
    return `http://127.0.0.1:${addressOf(this.server).port}`;
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  mend(): void {
    this.isCut = false;
  }

  async end(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private join(near: Socket): void {
    if (this.isCut) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.hubPort, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The line has no port');
  return address;
}
