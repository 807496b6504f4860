import type { Rule } from './rule.js';
import { filesAreUsed, indexOnlyAtADoor, noCycles } from './rules/graph.js';
import {
  noAny,
  noExportStar,
  noSkippedTests,
  nothingIsSilenced,
  noWorkplaceWords,
  onlyTheUnitOfWorkBeginsTransactions,
} from './rules/habits.js';
import { contractsAreData, domainIsPure, kernelDependsOnNothing } from './rules/purity.js';
import {
  adaptersDependOnKernelOnly,
  consoleSpeaksContractsOnly,
  contextsChooseNoTechnology,
  contextsMeetThroughContracts,
  nobodyImportsApps,
  noDeepImports,
  runtimeDependsOnKernelOnly,
  testingIsForTests,
} from './rules/rooms.js';
import { domainFilesHoldOneThing, filesHoldOneThing, functionsDoOneThing } from './rules/tidy.js';

/** The rules of the house: apps → contexts → runtime → kernel ← adapters, and apps → adapters. */
export const rules: readonly Rule[] = [
  kernelDependsOnNothing,
  runtimeDependsOnKernelOnly,
  adaptersDependOnKernelOnly,
  domainIsPure,
  contractsAreData,
  contextsMeetThroughContracts,
  contextsChooseNoTechnology,
  consoleSpeaksContractsOnly,
  nobodyImportsApps,
  testingIsForTests,
  noDeepImports,
  noCycles,
  noExportStar,
  indexOnlyAtADoor,
  filesAreUsed,
  noAny,
  nothingIsSilenced,
  noSkippedTests,
  onlyTheUnitOfWorkBeginsTransactions,
  noWorkplaceWords,
  domainFilesHoldOneThing,
  filesHoldOneThing,
  functionsDoOneThing,
];
