import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people did about dead letters. */
export class DealtWith1763900100000 implements MigrationInterface {
  readonly name = 'DealtWith1763900100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table countersign.dead_letter
        add column outcome text check (outcome in ('replayed', 'discarded')),
        add column dealt_by text, add column dealt_reason text, add column dealt_at timestamptz;
      create index dead_letter_open on countersign.dead_letter (queue) where dealt_at is null;
      create index dead_letter_dealt on countersign.dead_letter (dealt_at) where dealt_at is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table countersign.dead_letter drop column outcome, drop column dealt_by,
      drop column dealt_reason, drop column dealt_at`);
  }
}
