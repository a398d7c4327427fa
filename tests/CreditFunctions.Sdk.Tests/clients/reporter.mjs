// One line of JSON for each test of a file, for ClientRun.cs.
import { inspect } from 'node:util';

export default async function* report(events) {
  for await (const { type, data } of events) {
    if ((type === 'test:pass' || type === 'test:fail') && data.nesting === 0) {
      // A test that is skipped has shown nothing.
      const passed = type === 'test:pass' && data.skip === undefined && data.todo === undefined;
      const error = passed ? null : inspect(data.details.error?.cause ?? data.details.error ?? 'It was skipped.');
      yield `${JSON.stringify({ name: data.name, passed, error })}\n`;
    }
  }
}
