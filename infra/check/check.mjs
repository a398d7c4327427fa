// node check.mjs FILE... : what is wrong in Bicep files and files of parameters, a line each; 1 if anything is.
import { resolve } from 'node:path';
import { moduleProblems, namedProblems, resourceProblems, resourceTypes, usingProblems } from './declarations.mjs';
import { habitProblems } from './habits.mjs';
import { nameProblems } from './names.mjs';
import { schemasOf } from './schemas.mjs';
import { parse, syntaxProblems } from './syntax.mjs';

const files = process.argv.slice(2).map(file => resolve(file));
const roots = new Map(files.filter(file => !file.endsWith('.json')).map(file => [file, parse(file)]));
const schemas = await schemasOf(new Set([...roots.values()].flatMap(resourceTypes)));

function* problemsOf(file, root) {
  const broken = [...syntaxProblems(root)];
  // A tree with holes would only be misread further on.
  if (broken.length > 0) return yield* broken;
  yield* nameProblems(root);
  yield* resourceProblems(root, schemas);
  yield* moduleProblems(root, file);
  yield* usingProblems(root, file);
  yield* habitProblems(root, file);
}

const problems = new Map([...roots].map(([file, root]) => [file, problemsOf(file, root)]));
for (const file of files.filter(file => file.endsWith('.parameters.json'))) problems.set(file, namedProblems(file));

for (const [file, found] of problems) {
  for (const [node, problem] of found) {
    console.log(`${file}(${node.startPosition.row + 1},${node.startPosition.column + 1}): ${problem}`);
    process.exitCode = 1;
  }
}
