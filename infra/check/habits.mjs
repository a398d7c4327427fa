// Rules of Bicep's linter that a mistake here is likely to break.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { literal, nodesOf } from './syntax.mjs';

const cloudHosts = /(core\.windows\.net|management\.azure\.com|login\.microsoftonline\.com|database\.windows\.net|vault\.azure\.net|azuredatalakestore\.net|graph\.windows\.net)/i;
const loaders = new Set(['loadTextContent', 'loadJsonContent', 'loadYamlContent', 'loadFileAsBase64']);

/** Hard-coded addresses of a cloud and locations, texts that are an expression only, secrets in outputs, files that are not there. */
export function* habitProblems(root, file) {
  for (const node of nodesOf(root)) {
    if (node.type === 'string') {
      if (cloudHosts.test(node.text)) yield [node, 'an address of one cloud is written out: use environment().'];
      const isKey = node.parent.type === 'object_property' && node.parent.namedChildren[0].id === node.id;
      if (!isKey && node.namedChildren.length === 1 && node.namedChildren[0].type === 'interpolation') yield [node, 'the text is one expression: write it without quotes.'];
    } else if (node.type === 'object_property' && node.namedChildren[0].text === 'location' && ![null, 'global'].includes(literal(node.namedChildren[1]))) {
      yield [node, 'the location is written out: use a parameter.'];
    } else if (node.type === 'member_expression' && node.namedChildren[1]?.text === 'location' && /^(resourceGroup|deployment)\(\)/.test(node.text) && node.parent.type !== 'parameter_declaration') {
      yield [node, 'the location of the resource group is for defaults of parameters only.'];
    } else if (node.type === 'output_declaration' && /\blist[A-Z]\w*\(|password/i.test(node.text)) {
      yield [node, 'an output must hold no secret.'];
    } else if (node.type === 'call_expression' && loaders.has(node.namedChildren[0].text)) {
      const path = literal(node.namedChildren[1]?.namedChildren[0]);
      if (!path || !existsSync(join(dirname(file), path))) yield [node, `there is no file '${path}'.`];
    }
  }
}
