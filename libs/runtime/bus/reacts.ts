import type { EventClass } from '#kernel';
import {
  applyDecorators,
  type ArgumentsHost,
  Catch,
  type RpcExceptionFilter,
  UseFilters,
} from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';

/** Nest would replace the error by "Internal server error"; an operator needs to read what it was. */
@Catch()
class FailuresAsTheyAre implements RpcExceptionFilter<unknown> {
  catch(failure: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => failure);
  }
}

/**
 * Marks a controller's method as the durable handler of an event, in a queue of its own. The method gets
 * `@Payload()` the event's data and `@Ctx()` a DeliveryContext. It runs at least once for each event, outside any
 * transaction, one event after another for each stream.
 * @param queue such as `payments.provider`: handlers of one queue share its order
 */
export const Reacts = (queue: string, event: EventClass): MethodDecorator =>
  applyDecorators(EventPattern<string>(event.type, undefined, { queue }), UseFilters(FailuresAsTheyAre));
