import type { Database, Fact, Message, Notice, Surroundings } from '#kernel';
import {
  DATABASE,
  httpProblem,
  OperationReader,
  POST_OFFICE,
  type PostOffice,
  ROUTES,
  type Routes,
  SubmitCommand,
  SURROUNDINGS,
} from '#runtime';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import { type AllowanceBody, type EnrolmentBody, EnrolStore, type NewsQuery } from '../contracts/index.js';
import { AllowanceDesk } from './allowance-desk.js';
import { CardDesk } from './card-desk.js';
import { readCode } from './enrolment-code.js';
import { FactAdmission, type FactProblem } from './fact-admission.js';
import { HubVoice } from './hub-voice.js';
import { type News, NewsDesk } from './news.js';
import { LINE_PARTS, type LineParts } from './parts.js';
import { PrefetchDesk } from './prefetch-desk.js';
import { StoreCaller } from './store-caller.js';
import { StoreContact } from './store-contact.js';

const ENROL_WITHIN_MS = 10_000;

/** All that stores ask of the hub. */
@Injectable()
export class StoreLine {
  private readonly voice: HubVoice;
  private readonly callers: StoreCaller;
  private readonly admission: FactAdmission;
  private readonly contact: StoreContact;
  private readonly newsDesk: NewsDesk;
  private readonly allowances: AllowanceDesk;
  private readonly cardDesk: CardDesk;

  constructor(
    @Inject(LINE_PARTS) private readonly parts: LineParts,
    @Inject(DATABASE) database: Database,
    @Inject(ROUTES) routes: Routes,
    @Inject(POST_OFFICE) postOffice: PostOffice,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(OperationReader) private readonly operations: OperationReader,
  ) {
    const { seals, signer, cards, listed, leaseMs, prefetch: rule } = parts;
    const { clock, ids } = surroundings;
    const { catalog } = routes;
    this.voice = new HubVoice(signer);
    this.callers = new StoreCaller({ database, catalog, clock, seals });
    this.admission = new FactAdmission({ database, routes, postOffice, surroundings, seals });
    this.contact = new StoreContact({ database, routes, postOffice, surroundings });
    const prefetch = new PrefetchDesk({ routes, postOffice, surroundings, seals, leaseMs, rule });
    this.newsDesk = new NewsDesk({ database, catalog, clock, voice: this.voice, cards, prefetch });
    this.allowances = new AllowanceDesk({ commandBus, operations, ids, seals, leaseMs });
    this.cardDesk = new CardDesk({ database, voice: this.voice, listed });
  }

  /** Which store asks. @throws HttpProblem 401, 403 */
  caller(request: FastifyRequest): Promise<string> {
    return this.callers.of(request);
  }

  /** The same for a store that may have ended: it is to hear of that. @throws HttpProblem 401 */
  listener(request: FastifyRequest): Promise<string> {
    return this.callers.evenEnded(request);
  }

  /** Which store tells of facts: one that has ended is heard, and carries nothing for others. @throws HttpProblem 401, 403 */
  async teller(request: FastifyRequest, facts: readonly Fact[]): Promise<string> {
    const storeId = await this.callers.evenEnded(request);
    return facts.every(({ author }) => author === storeId) ? storeId : this.callers.of(request);
  }

  /** One answer for a code that is wrong, used or too old. @throws HttpProblem 403 */
  async enrol({ code, publicKey }: EnrolmentBody) {
    const { seals } = this.parts;
    const read = readCode(code, seals);
    const refused = httpProblem(
      'enrolment-refused',
      'The code is wrong, was used, or is too old: ask for another',
    );
    if (!read) throw refused;
    const { storeId, codeDigest } = read;
    const command = new EnrolStore({ storeId, codeDigest, publicKey });
    if (!(await this.carryOut(command, storeId, `${codeDigest}/${publicKey}`))) throw refused;
    return { storeId, hubKey: this.voice.publicKey, notices: await this.newsDesk.welcome(storeId) };
  }

  /** @returns the receipt for the caller's own chain, and what was put aside of all facts */
  async take(
    storeId: string,
    facts: readonly Fact[],
  ): Promise<{ readonly notices: readonly Notice<object>[]; readonly problems: readonly FactProblem[] }> {
    const problems = await this.admission.take(storeId, facts);
    return { notices: [await this.newsDesk.receipt(storeId)], problems };
  }

  /** Somebody has let more count of what a store said that has ended. */
  takeAccepted(storeId: string): Promise<void> {
    return this.admission.takeAccepted(storeId);
  }

  /** @param query with the last place in the chain of the caller, as it says. @param isGone whether nobody waits for the answer any more */
  async news(storeId: string, { after, limit, wait, head }: NewsQuery, isGone: () => boolean): Promise<News> {
    await this.contact.from(storeId, head);
    return this.newsDesk.since(storeId, after, limit, { waitSeconds: wait, isGone });
  }

  async allow(storeId: string, body: AllowanceBody) {
    await this.allowances.ask(storeId, body);
    return { notices: await this.newsDesk.ofCards(storeId, [body.cardId]) };
  }

  async cards(storeId: string, cardIds: readonly string[]) {
    return { notices: await this.newsDesk.ofCards(storeId, cardIds) };
  }

  list(after: string, limit: number) {
    return this.cardDesk.part(after, limit);
  }

  /** @returns whether it was accepted */
  private async carryOut(command: Message<'command'>, storeId: string, what: string): Promise<boolean> {
    const principal = `store:${storeId}`;
    const fingerprint = this.parts.seals.digest(what);
    const idempotencyKey = `${command.type}/${fingerprint}`;
    const caller = { principal, idempotencyKey, fingerprint, correlationId: this.surroundings.ids.next() };
    const { operation } = await this.commandBus.execute(new SubmitCommand(command, caller));
    const ended = await this.operations.waitFor(operation.id, principal, ENROL_WITHIN_MS);
    return ended?.state === 'succeeded';
  }
}
