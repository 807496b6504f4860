import { HttpProblem, type HttpExchange, OperationReader, principalOf, SubmitCommand, uuids } from '#runtime';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { InsufficientBalance, RecallAllowances } from '../contracts/index.js';

const Short = z.object({ cardId: z.string(), setAside: z.int().positive() });

/** Asks stores for what they have set aside of a card when more is wanted at the hub than is free: the next attempt finds it. */
@Injectable()
export class Recalls {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly operations: OperationReader,
  ) {}

  /** @throws what the answer throws */
  async afterwards<T>({ request }: HttpExchange, answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof HttpProblem && error.problem.code === InsufficientBalance.type)
        await this.recall(error.problem.operationId ?? '', principalOf(request).name);
      throw error;
    }
  }

  private async recall(operationId: string, principal: string): Promise<void> {
    const operation = await this.operations.find(operationId, principal);
    const short = Short.safeParse(operation?.refusal?.data).data;
    if (!short) return;
    const what = `recall/${operationId}`;
    await this.commandBus.execute(
      new SubmitCommand(new RecallAllowances({ cardId: short.cardId }), {
        principal: 'gift-cards',
        idempotencyKey: what,
        fingerprint: what,
        correlationId: uuids.next(),
      }),
    );
  }
}
