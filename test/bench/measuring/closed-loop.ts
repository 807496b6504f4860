const STUCK_AFTER_MS = 60_000;

/** Keeps a number of runs under way all the time: as soon as one ends, the next begins. */
export class ClosedLoop {
  private readonly lanes: Promise<void>[] = [];
  private latenciesMs: number[] | undefined;
  private stopping = false;
  private nextNumber: number;
  private underWay = 0;

  constructor(
    private readonly run: (n: number) => Promise<void>,
    firstNumber: number,
  ) {
    this.nextNumber = firstNumber;
  }

  /** The number of the first run that has not begun. */
  get next(): number {
    return this.nextNumber;
  }

  start(inFlight: number): void {
    for (let lane = 0; lane < inFlight; lane++) this.lanes.push(this.runLane());
  }

  beginRecording(): void {
    this.latenciesMs = [];
  }

  /** @returns how long each run took that has ended since the recording began, in milliseconds */
  endRecording(): number[] {
    const recorded = this.latenciesMs ?? [];
    this.latenciesMs = undefined;
    return recorded;
  }

  /** Lets the runs under way end. @throws Error when some do not */
  async stop(): Promise<void> {
    this.stopping = true;
    let timeout: NodeJS.Timeout | undefined;
    const stuck = new Promise<never>((_, reject) => {
      const complain = () => reject(new Error(`${this.underWay} runs have not ended`));
      timeout = setTimeout(complain, STUCK_AFTER_MS);
    });
    try {
      await Promise.race([Promise.all(this.lanes), stuck]);
    } finally {
      clearTimeout(timeout);
    }
  }

  private async runLane(): Promise<void> {
    while (!this.stopping) {
      const n = this.nextNumber++;
      const began = performance.now();
      this.underWay += 1;
      await this.run(n);
      this.underWay -= 1;
      this.latenciesMs?.push(performance.now() - began);
    }
  }
}
