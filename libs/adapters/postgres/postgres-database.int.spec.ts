import {
  databaseCompliance,
  deadLettersCompliance,
  eventStoreCompliance,
  mailboxCompliance,
  operationsCompliance,
  outboxAndLeasesCompliance,
  postgresUnderTest,
  readModelsCompliance,
  sagaStoreCompliance,
  timersCompliance,
} from '#testing/compliance';

databaseCompliance(postgresUnderTest);
eventStoreCompliance(postgresUnderTest);
sagaStoreCompliance(postgresUnderTest);
timersCompliance(postgresUnderTest);
mailboxCompliance(postgresUnderTest);
deadLettersCompliance(postgresUnderTest);
outboxAndLeasesCompliance(postgresUnderTest);
operationsCompliance(postgresUnderTest);
readModelsCompliance(postgresUnderTest);
