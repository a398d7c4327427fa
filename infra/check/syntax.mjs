// Bicep files as trees.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(fileURLToPath(import.meta.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm'))));

/** A file's tree. The grammar knows no parameters without a type: those of a parameter file are read as variables. */
export function parse(file) {
  const text = readFileSync(file, 'utf8');
  return parser.parse(file.endsWith('.bicepparam') ? text.replaceAll(/^param(?= +\w+ *=)/gm, 'var  ') : text).rootNode;
}

/** All nodes of a tree, parents first. */
export function* nodesOf(node) {
  yield node;
  for (const child of node.children) yield* nodesOf(child);
}

/** What the parser could not read, and properties that no comma or line end parts. */
export function* syntaxProblems(root) {
  for (const node of nodesOf(root)) {
    if (node.isMissing) yield [node, `'${node.type}' is missing.`];
    else if (node.isError) yield [node, `this is no Bicep: ${node.text.slice(0, 60)}`];
    else if (node.type === 'object') {
      const properties = node.children.filter(child => child.type !== 'comment' && child.type !== 'decorators');
      for (const [index, property] of properties.entries()) {
        const next = properties[index + 1];
        if (property.type === 'object_property' && next?.type === 'object_property' && property.endPosition.row === next.startPosition.row) {
          yield [next, 'a comma or a line end is missing before this property.'];
        }
      }
    }
  }
}

/** A string's text if nothing is inserted in it; otherwise null. */
export const literal = node => node?.type === 'string' && !node.namedChildren.some(child => child.type === 'interpolation')
  ? node.namedChildren.map(child => child.text).join('')
  : null;

/** An object's properties, name to value; a computed name is null. */
export const propertiesOf = object => object.namedChildren.filter(child => child.type === 'object_property').map(property => {
  const [key, value] = property.namedChildren;
  return { node: property, name: key.type === 'string' ? literal(key) : key.text, value };
});

/** The object within conditions and loops; null if there is none. */
export function bodyOf(declaration) {
  let node = declaration.namedChildren.at(-1);
  while (node?.type === 'if_statement' || node?.type === 'for_statement') node = node.namedChildren.at(-1);
  return node?.type === 'object' ? node : null;
}

/** The name of what a declaration declares. */
export const nameOf = declaration => declaration.namedChildren.find(child => child.type === 'identifier')?.text;

/** A declaration's path or resource type. */
export const targetOf = declaration => literal(declaration.namedChildren.find(child => child.type === 'string'));
