import {
  databaseCompliance,
  deadLettersCompliance,
  eventStoreCompliance,
  mailboxCompliance,
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
operationsCompliance(postgresUnderTest);
readModelsCompliance(postgresUnderTest);
