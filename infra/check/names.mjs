// Names of a file: each is declared once, and used; functions exist.
import { nodesOf } from './syntax.mjs';

const functions = new Set(`any array base64 base64ToJson base64ToString bool cidrHost cidrSubnet coalesce concat contains dataUri dataUriToString dateTimeAdd dateTimeFromEpoch
  dateTimeToEpoch deployer deployment empty endsWith environment extensionResourceId fail filter first flatten format getSecret groupBy guid indexOf int intersection items join json last
  lastIndexOf length listKeys loadDirectoryFileInfo loadFileAsBase64 loadJsonContent loadTextContent loadYamlContent managementGroup managementGroupResourceId map mapValues max min newGuid
  objectKeys padLeft parseCidr parseUri pickZones range readEnvironmentVariable reduce reference replace resourceGroup resourceId shallowMerge skip sort split startsWith string subscription
  subscriptionResourceId substring take tenant tenantResourceId toLower toObject toUpper toLogicalZone toPhysicalZone trim union uniqueString uri uriComponent uriComponentToString utcNow
  allowed batchSize description discriminator export maxLength maxValue metadata minLength minValue onlyIfNotExists sealed secure`.split(/\s+/));
const declarations = new Map([
  ['parameter_declaration', 'parameter'], ['variable_declaration', 'variable'], ['resource_declaration', 'resource'], ['module_declaration', 'module'], ['type_declaration', 'type'],
  ['user_defined_function', 'function']]);
const namespaces = new Set(['az', 'sys']);

/** Names that are unknown, declared twice, or used nowhere. */
export function* nameProblems(root) {
  const [declared, locals, names, used] = [new Map(), new Set(), new Set(), new Set()];
  for (const node of nodesOf(root)) {
    if (declarations.has(node.type)) {
      const name = node.namedChildren.find(child => child.type === 'identifier');
      names.add(name.id);
      if (declared.has(name.text)) yield [name, `'${name.text}' is declared twice.`];
      declared.set(name.text, node);
    } else if (node.type === 'output_declaration') {
      names.add(node.namedChildren.find(child => child.type === 'identifier').id);
    } else if (node.type === 'object_property' && node.namedChildren[0].type === 'identifier') {
      names.add(node.namedChildren[0].id);
    } else if (node.type === 'for_loop_parameters' || node.type === 'lambda_expression' || node.type === 'for_statement' || node.type === 'parameters') {
      const own = node.type === 'for_loop_parameters' ? node.namedChildren : node.type === 'parameters' ? node.namedChildren.flatMap(child => child.namedChildren.slice(0, 1)) : node.namedChildren.slice(0, 1);
      for (const name of own.filter(child => child.type !== 'for_loop_parameters')) {
        locals.add(name.text);
        names.add(name.id);
      }
    }
  }

  for (const node of nodesOf(root)) {
    if (node.type !== 'identifier' || names.has(node.id)) continue;
    used.add(node.text);
    const isCall = node.parent.type === 'call_expression' && node.parent.namedChildren[0].id === node.id;
    if (!declared.has(node.text) && !locals.has(node.text) && !namespaces.has(node.text) && !(isCall && functions.has(node.text))) {
      yield [node, isCall ? `there is no function '${node.text}'.` : `'${node.text}' is not declared.`];
    }
  }

  const isParameters = root.namedChildren.some(child => child.type === 'using_statement');
  for (const [name, node] of declared) {
    const kind = declarations.get(node.type);
    const mayBeIdle = kind === 'module' || (kind === 'resource' && !node.children.some(child => child.type === 'existing' || child.text === 'existing'));
    if (!used.has(name) && !mayBeIdle && !isParameters) yield [node, `${kind} '${name}' is used nowhere.`];
  }
}

