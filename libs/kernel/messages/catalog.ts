import { z } from 'zod';

import { UndecodableMessage } from '../failures.js';
import type { AnyMessageClass, Message } from './message.js';

/** All messages that this program knows, by type and version: the only way from data back to a message. */
export class MessageCatalog {
  private readonly declarations = new Map<string, AnyMessageClass>();

  constructor(declarations: Iterable<AnyMessageClass>) {
    for (const declaration of declarations) this.add(declaration);
  }

  /** @throws UndecodableMessage when the type or version is unknown or the data does not fit its schema. */
  decode(encoded: { type: string; version: number; data: unknown }): Message {
    const declaration = this.find(encoded.type, encoded.version);
    const parsed = declaration.schema.safeParse(encoded.data);
    if (!parsed.success) {
      throw new UndecodableMessage('invalid-data', `${encoded.type}: ${z.prettifyError(parsed.error)}`);
    }
    const message: Message = Reflect.construct(declaration, [parsed.data]);
    return message;
  }

  /** @throws UndecodableMessage */
  find(type: string, version: number): AnyMessageClass {
    const declaration = this.declarations.get(`${type}@${version}`);
    if (declaration) return declaration;
    const known = [...this.declarations.values()].filter((each) => each.type === type);
    if (known.length === 0) throw new UndecodableMessage('unknown-type', `No message is called ${type}`);
    const versions = known.map((each) => each.version).join(', ');
    throw new UndecodableMessage('unknown-version', `${type} has no version ${version}, only ${versions}`);
  }

  /** The declaration of the highest version. @throws UndecodableMessage */
  newest(type: string): AnyMessageClass {
    const [newest] = this.all()
      .filter((each) => each.type === type)
      .toSorted((a, b) => b.version - a.version);
    return newest ?? this.find(type, 1);
  }

  all(): AnyMessageClass[] {
    return [...this.declarations.values()];
  }

  private add(declaration: AnyMessageClass): void {
    const name = `${declaration.type}@${declaration.version}`;
    const known = this.declarations.get(name);
    if (known && known !== declaration) throw new Error(`Two messages are called ${name}`);
    this.declarations.set(name, declaration);
  }
}
