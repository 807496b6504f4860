import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A message that is put off has not failed: the two are counted apart. */
export class PutOffs1763900000000 implements MigrationInterface {
  readonly name = 'PutOffs1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table countersign.blocked_key add column postponements integer not null default 0',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table countersign.blocked_key drop column postponements');
  }
}
