import { AMOUNT_MINOR_MAX, Currency, type Database, type Surroundings } from '#kernel';
import { CardPolicy, ReclaimAllowances } from '#contracts/gift-cards';
import {
  CommandDoor,
  CommandRoute,
  DATABASE,
  Exchange,
  HttpExchange,
  ROUTES,
  type Routes,
  Scopes,
  SURROUNDINGS,
} from '#runtime';
import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  AcceptFacts,
  AssignStock,
  EndStore,
  GrantLoadBudget,
  GrantRisk,
  RegisterStore,
  SetStorePolicy,
  StoreId,
  StoreName,
  Why,
} from '../contracts/index.js';
import { makeCode } from '../line/enrolment-code.js';
import { LINE_PARTS, type LineParts } from '../line/parts.js';
import { StoreEndings } from './store-endings.js';

const PositiveMinor = z.int().positive().max(AMOUNT_MINOR_MAX);

/** 32 characters of base64url. */
const Secret = z.string().regex(/^[A-Za-z0-9_-]{32}$/);

const RegisterBody = z.strictObject({
  name: StoreName,
  currency: Currency,
  secret: Secret.describe(
    'Drawn by you at random: with the id of the store it makes the code, {storeId}.{secret}, which the hub never says',
  ),
  codeHours: z.int().min(1).max(720).default(72).describe('For how long the code is good'),
});
type RegisterBody = z.infer<typeof RegisterBody>;

const MinorBody = z.strictObject({ minor: PositiveMinor });
type MinorBody = z.infer<typeof MinorBody>;

const PolicyBody = z.strictObject({
  policy: CardPolicy,
  optimisticMinorMax: z.int().nonnegative().max(AMOUNT_MINOR_MAX).default(0),
});
type PolicyBody = z.infer<typeof PolicyBody>;

const StockBody = z.strictObject({ cardIds: z.array(z.uuid().toLowerCase()).min(1).max(1_000) });
type StockBody = z.infer<typeof StockBody>;

const EndBody = z.strictObject({
  reason: z.enum(['revoked', 'lost']),
  acceptedThrough: z
    .int()
    .nonnegative()
    .describe(
      'The last fact of its chain that counts; what the hub has taken in counts already, so it is none before that',
    ),
  why: Why,
});
type EndBody = z.infer<typeof EndBody>;

const AcceptBody = z.strictObject({ acceptedThrough: z.int().positive(), why: Why });
type AcceptBody = z.infer<typeof AcceptBody>;

const ReclaimBody = z.strictObject({ cardId: z.uuid().toLowerCase() });
type ReclaimBody = z.infer<typeof ReclaimBody>;

/** What people decide about stores. */
@Controller('v1/stores')
@ApiTags('Stores')
@Scopes('stores:write')
export class StoresController {
  private readonly endings: StoreEndings;

  constructor(
    private readonly door: CommandDoor,
    @Inject(LINE_PARTS) private readonly parts: LineParts,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
    @Inject(DATABASE) database: Database,
    @Inject(ROUTES) { catalog }: Routes,
  ) {
    this.endings = new StoreEndings({ database, catalog });
  }

  @Post()
  @CommandRoute('Make room for a store, whose node enrols with a code', { created: 'The store' })
  register(@Body({ schema: RegisterBody }) body: RegisterBody, @Exchange() exchange: HttpExchange) {
    const { name, currency, secret, codeHours } = body;
    const storeId = this.door.newId();
    const { codeDigest } = makeCode(storeId, secret, this.parts.seals);
    const codeUntilMs = this.surroundings.clock.now() + codeHours * 3_600_000;
    const command = new RegisterStore({ storeId, name, currency, codeDigest, codeUntilMs });
    return this.door.accept(exchange, command, { created: (key) => `/v1/stores/${key}` });
  }

  @Post(':storeId/risk-grants')
  @CommandRoute('Let the store approve so much more without an allowance')
  grantRisk(
    @Param('storeId', { schema: StoreId }) storeId: string,
    @Body({ schema: MinorBody }) { minor }: MinorBody,
    @Exchange() exchange: HttpExchange,
  ) {
    return this.door.accept(exchange, new GrantRisk({ storeId, grantId: this.door.newId(), minor }));
  }

  @Post(':storeId/load-grants')
  @CommandRoute('Let the store take in so much more cash')
  grantLoads(
    @Param('storeId', { schema: StoreId }) storeId: string,
    @Body({ schema: MinorBody }) { minor }: MinorBody,
    @Exchange() exchange: HttpExchange,
  ) {
    return this.door.accept(exchange, new GrantLoadBudget({ storeId, grantId: this.door.newId(), minor }));
  }

  @Post(':storeId/policy')
  @CommandRoute('Say how the store decides on cards that it knows from the list only')
  setPolicy(
    @Param('storeId', { schema: StoreId }) storeId: string,
    @Body({ schema: PolicyBody }) body: PolicyBody,
    @Exchange() exchange: HttpExchange,
  ) {
    return this.door.accept(exchange, new SetStorePolicy({ storeId, ...body }));
  }

  @Post(':storeId/stock')
  @CommandRoute('Give cards to the store, which it alone may activate')
  assignStock(
    @Param('storeId', { schema: StoreId }) storeId: string,
    @Body({ schema: StockBody }) { cardIds }: StockBody,
    @Exchange() exchange: HttpExchange,
  ) {
    return this.door.accept(exchange, new AssignStock({ storeId, cardIds }));
  }

  @Post(':storeId/end')
  @CommandRoute('Revoke the key of a store, or declare it lost')
  async end(
    @Param('storeId', { schema: StoreId }) storeId: string,
    @Body({ schema: EndBody }) body: EndBody,
    @Exchange() exchange: HttpExchange,
  ) {
    const heardThrough = await this.endings.heardThrough(storeId);
    return this.door.accept(exchange, new EndStore({ storeId, ...body, heardThrough }));
  }

  @Post(':storeId/accepted-facts')
  @CommandRoute('Let facts of a store that has ended count after all')
  acceptFacts(
    @Param('storeId', { schema: StoreId }) storeId: string,
    @Body({ schema: AcceptBody }) body: AcceptBody,
    @Exchange() exchange: HttpExchange,
  ) {
    return this.door.accept(exchange, new AcceptFacts({ storeId, ...body }));
  }

  @Post(':storeId/reclaims')
  @CommandRoute('Take back what a lost store had of a card, at the risk of what it had drawn and not told')
  async reclaim(
    @Param('storeId', { schema: StoreId }) storeId: string,
    @Body({ schema: ReclaimBody }) { cardId }: ReclaimBody,
    @Exchange() exchange: HttpExchange,
  ) {
    await this.endings.requireEnded(storeId);
    return this.door.accept(exchange, new ReclaimAllowances({ cardId, storeId }));
  }
}
