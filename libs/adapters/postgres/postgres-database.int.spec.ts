import {
  databaseCompliance,
  deadLettersCompliance,
  eventStoreCompliance,
  mailboxCompliance,
  factStoreCompliance,
  operationsCompliance,
  outboxAndLeasesCompliance,
  postgresUnderTest,
  readModelsCompliance,
  retentionCompliance,
  sagaStoreCompliance,
  timersCompliance,
} from '#testing/compliance';

databaseCompliance(postgresUnderTest);
eventStoreCompliance(postgresUnderTest);
sagaStoreCompliance(postgresUnderTest);
timersCompliance(postgresUnderTest);
mailboxCompliance(postgresUnderTest);
deadLettersCompliance(postgresUnderTest);
retentionCompliance(postgresUnderTest);
outboxAndLeasesCompliance(postgresUnderTest);
factStoreCompliance(postgresUnderTest);
operationsCompliance(postgresUnderTest);
readModelsCompliance(postgresUnderTest);
