import { InvalidDefinition, UndecodableMessage } from '../failures.js';
import { problemsOf } from './check.js';
import type { SagaDefinition } from './definition.js';

/** All sagas that this program can run; several versions of one at once. */
export class SagaRegistry {
  private readonly versions = new Map<string, SagaDefinition>();
  private readonly newestVersions = new Map<string, SagaDefinition>();

  /** @throws InvalidDefinition naming every mistake in every definition. */
  constructor(readonly definitions: readonly SagaDefinition[]) {
    const problems = definitions.flatMap(problemsOf);
    for (const definition of definitions) {
      const id = `${definition.name}@${definition.version}`;
      if (this.versions.has(id)) problems.push(`${definition.name} v${definition.version} is defined twice`);
      this.versions.set(id, definition);
      const newest = this.newestVersions.get(definition.name);
      if (!newest || newest.version < definition.version) {
        this.newestVersions.set(definition.name, definition);
      }
    }
    if (problems.length > 0) throw new InvalidDefinition(problems);
  }

  /** The definition that new instances start on. */
  newest(name: string): SagaDefinition | undefined {
    return this.newestVersions.get(name);
  }

  /** The definition that a running instance stays on. @throws UndecodableMessage when this program does not know it. */
  version(name: string, version: number): SagaDefinition {
    const definition = this.versions.get(`${name}@${version}`);
    if (definition) return definition;
    throw new UndecodableMessage('unknown-version', `This program cannot run ${name} v${version}`);
  }

  all(): readonly SagaDefinition[] {
    return [...this.newestVersions.values()];
  }
}
