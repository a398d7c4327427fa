// Resources against their schemas, modules and parameter files against the files they name.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bodyOf, literal, nameOf, nodesOf, parse, propertiesOf, targetOf } from './syntax.mjs';
import { shapeProblems } from './values.mjs';

const resourceWords = ['parent', 'scope', 'dependsOn', 'asserts'];
const moduleWords = ['name', 'scope', 'params', 'dependsOn', 'identity'];
const isExisting = declaration => declaration.children.some(child => child.text === 'existing');

/** The types of a file's resources. */
export const resourceTypes = root => [...nodesOf(root)].filter(node => node.type === 'resource_declaration').map(node => targetOf(node)?.split('@')[0]).filter(Boolean);

/** Resources of unknown types or versions, and what is wrong in them. */
export function* resourceProblems(root, schemas) {
  for (const node of nodesOf(root)) {
    if (node.type !== 'resource_declaration') continue;
    const [target, body] = [targetOf(node), bodyOf(node)];
    const schema = schemas.get(target?.split('@')[0]);
    if (!schema) yield [node, `there is no resource type '${target}'.`];
    else if (schema.name !== target) yield [node, `'${target}' is not known; '${schema.name}' is.`];
    else if (!body) yield [node, 'the resource has no body.'];
    else if (isExisting(node)) {
      for (const property of propertiesOf(body)) if (!['name', 'parent', 'scope'].includes(property.name)) yield [property.node, `'${property.name}' cannot be set on what exists.`];
    } else {
      const isScoped = propertiesOf(body).some(property => property.name === 'scope');
      if (isScoped && !schema.isExtension) yield [body, `'${target}' cannot be put on another resource by scope.`];
      yield* shapeProblems(body, schema.body, schema, { extra: resourceWords });
    }
  }
}

/** Modules that are missing, or are not given what they ask for; outputs that are not there, or of a module that may not be. */
export function* moduleProblems(root, file) {
  const modules = new Map();
  for (const node of root.namedChildren.filter(child => child.type === 'module_declaration')) {
    const path = join(dirname(file), targetOf(node) ?? '');
    if (!targetOf(node) || !existsSync(path)) {
      yield [node, `there is no file '${targetOf(node)}'.`];
      continue;
    }

    const module = parse(path);
    modules.set(nameOf(node), { module, isConditional: node.namedChildren.at(-1).type === 'if_statement' });
    const body = propertiesOf(bodyOf(node));
    for (const property of body) if (!moduleWords.includes(property.name)) yield [property.node, `there is no property '${property.name}' of modules.`];
    const given = body.find(property => property.name === 'params')?.value;
    yield* parameterProblems(given ?? node, given ? propertiesOf(given) : [], module);
  }

  for (const node of nodesOf(root)) {
    const [outputs, name] = node.type === 'member_expression' ? node.namedChildren : [];
    if (outputs?.type !== 'member_expression' || outputs.namedChildren[1]?.text !== 'outputs' || !modules.has(outputs.namedChildren[0].text)) continue;
    const { module, isConditional } = modules.get(outputs.namedChildren[0].text);
    if (isConditional) yield [node, `module '${outputs.namedChildren[0].text}' may not be there.`];
    if (!module.namedChildren.some(child => child.type === 'output_declaration' && nameOf(child) === name.text)) yield [name, `the module has no output '${name.text}'.`];
  }
}

/** A file of parameters against the Bicep it is for. */
export function* usingProblems(root, file) {
  const using = root.namedChildren.find(child => child.type === 'using_statement');
  if (!using) return;
  const path = join(dirname(file), literal(using.namedChildren[0]) ?? '');
  if (!existsSync(path)) return yield [using, `there is no file ${using.namedChildren[0].text}.`];
  const given = root.namedChildren.filter(child => child.type === 'variable_declaration').map(node => ({ node, name: nameOf(node), value: node.namedChildren.at(-1) }));
  yield* parameterProblems(using, given, parse(path));
}

/** A NAME.parameters.json against NAME.bicep beside it. */
export function* namedProblems(file) {
  const start = { startPosition: { row: 0, column: 0 } };
  const given = Object.keys(JSON.parse(readFileSync(file, 'utf8')).parameters).map(name => ({ node: start, name }));
  yield* parameterProblems(start, given, parse(file.replace(/\.parameters\.json$/, '.bicep')));
}

/** Names of parameters that are given against those that are declared. */
export function* parameterProblems(where, given, module) {
  const declared = new Map(module.namedChildren.filter(child => child.type === 'parameter_declaration').map(node => [nameOf(node), node]));
  for (const { node, name, value } of given) {
    const type = declared.get(name)?.namedChildren[1]?.text;
    const kind = { string: 'string', number: 'int', boolean: 'bool', array: 'array', object: 'object' }[value?.type];
    if (!declared.has(name)) yield [node, `there is no parameter '${name}'.`];
    else if (kind && ['string', 'int', 'bool', 'object'].includes(type) && kind !== type) yield [node, `'${name}' is ${kind}; allowed is ${type}.`];
  }

  for (const [name, node] of declared) {
    // A default comes after the name and the type.
    const isRequired = node.namedChildren.length === 2 && node.namedChildren[1].namedChildren[0]?.type !== 'nullable_type';
    if (isRequired && !given.some(item => item.name === name)) yield [where, `parameter '${name}' is missing.`];
  }
}
