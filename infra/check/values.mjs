// Does a value fit a type of a resource's schema?
import { literal, propertiesOf } from './syntax.mjs';

const simple = new Set(['string', 'int', 'bool', 'any', 'null', 'object', 'array']);

/** What cannot be right in a value, as far as it is written out. */
export function* valueProblems(value, type, schema, isPart = false) {
  switch (value.type) {
    case 'parenthesized_expression':
      return yield* valueProblems(value.namedChildren[0], type, schema, isPart);
    case 'ternary_expression':
      for (const branch of value.namedChildren.slice(1)) yield* valueProblems(branch, type, schema, isPart);
      return;
    case 'call_expression':
      // What is joined may be complete together only.
      if (value.namedChildren[0].text === 'union') {
        for (const part of value.namedChildren[1].namedChildren.filter(child => child.type === 'object')) yield* valueProblems(part, type, schema, true);
      }
      return;
    case 'for_statement':
      if (!type.endsWith('[]') && type !== 'any') yield [value, `a loop makes a list; allowed is ${type}.`];
      return;
    case 'object':
      return yield* objectProblems(value, type, schema, isPart);
    case 'array':
      if (!type.endsWith('[]')) {
        if (type !== 'any') yield [value, `this is a list; allowed is ${type}.`];
        return;
      }
      for (const item of value.namedChildren.filter(child => child.type !== 'comment')) yield* valueProblems(item, type.slice(0, -2), schema);
      return;
    case 'string': case 'number': case 'boolean':
      return yield* plainProblems(value, type, schema);
  }
}

function* plainProblems(value, type, schema) {
  const kind = { string: 'string', number: 'int', boolean: 'bool' }[value.type];
  const allowed = type.split(' | ');
  if (type === 'any' || allowed.includes(kind)) return;
  if (schema.objects.has(type) || type.endsWith('[]') || allowed.every(name => simple.has(name))) yield [value, `${value.text} is ${kind}; allowed is ${type}.`];
  else if (kind !== 'string') yield [value, `${value.text} is ${kind}; allowed is ${type}.`];
  else if (literal(value) === null) yield [value, `this may be any text; allowed is ${type}.`];
  else if (!allowed.includes(literal(value))) yield [value, `${value.text} is not allowed; allowed is ${type}.`];
}

function* objectProblems(object, type, schema, isPart) {
  const shape = schema.objects.get(type);
  if (shape) yield* shapeProblems(object, shape, schema, { isPart });
  else if (type !== 'any' && type !== 'object') yield [object, `this is an object; allowed is ${type}.`];
}

/** What cannot be right in an object that has the given properties. */
export function* shapeProblems(object, shape, schema, { isPart = false, extra = [] } = {}) {
  const given = propertiesOf(object);
  if (shape.$type === 'DiscriminatedObject') {
    const byName = given.find(property => property.name === 'name')?.value;
    const chosen = shape.elements.find(element => element.properties.find(property => property.name === 'name')?.type === literal(byName));
    if (!chosen) return yield [byName ?? object, `the name must be one of these: ${shape.elements.map(element => element.properties.find(property => property.name === 'name')?.type).join(', ')}.`];
    return yield* shapeProblems(object, { ...chosen, properties: [...chosen.properties, ...(shape.baseProperties ?? [])] }, schema, { isPart, extra });
  }

  const known = new Map((shape.properties ?? []).map(property => [property.name, property]));
  for (const { node, name, value } of given) {
    if (given.some(other => other.name === name && name !== null && other.node.startIndex < node.startIndex)) yield [node, `'${name}' is there twice.`];
    if (extra.includes(name) || value.type === 'resource_declaration') continue;
    const property = known.get(name);
    if (property?.flags?.includes('ReadOnly')) yield [node, `'${name}' is read-only.`];
    else if (property) yield* valueProblems(value, property.type, schema);
    else if (shape.additionalPropertiesType) yield* valueProblems(value, shape.additionalPropertiesType, schema);
    else yield [node, `there is no property '${name}'; there are ${[...known.values()].filter(item => !item.flags?.includes('ReadOnly')).map(item => item.name).join(', ')}.`];
  }

  for (const property of isPart ? [] : known.values()) {
    if (property.flags?.includes('Required') && !given.some(item => item.name === property.name)) yield [object, `'${property.name}' is missing.`];
  }
}
