import { writeFileSync } from 'node:fs';

/**
 * Ends a run with `N passed, N failed`. A skipped or unfinished test is a failed one: nothing may be left out
 * quietly. Only `-t` may narrow a run, since then the omission was asked for.
 * `COUNTERSIGN_TEST_COUNTS` names a file for the counts; then the caller prints them, together with its own.
 */
export default class CountsReporter {
  #globalConfig;
  #omitted = 0;

  constructor(globalConfig) {
    this.#globalConfig = globalConfig;
  }

  onRunComplete(_contexts, results) {
    if (!this.#globalConfig.testNamePattern) this.#omitted = results.numPendingTests + results.numTodoTests;
    const passed = results.numPassedTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites + this.#omitted;
    const file = process.env.COUNTERSIGN_TEST_COUNTS;
    if (file) writeFileSync(file, JSON.stringify({ passed, failed }));
    // Jest prints its own summary after the last reporter.
    else process.once('exit', () => process.stdout.write(`${passed} passed, ${failed} failed\n`));
  }

  getLastError() {
    return this.#omitted > 0 ? new Error(`${this.#omitted} tests were skipped or left as todo`) : undefined;
  }
}
